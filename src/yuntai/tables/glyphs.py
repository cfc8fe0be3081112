"""Characters that look like others and are not: the radicals that come along when one copies from a PDF."""

from __future__ import annotations

RADICALS = str.maketrans(
    "⺁⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺛⺜⺝⺞⺟⺠⺧⺩⺪⺫⺬⺮⺯⺳⺴⺵⺶⺷⺸⺻⺼⺽⻁⻃⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂㔾小小兀尣尢巳幺彑彐旡日月歺母民牛王疋目示竹糹网网网羊羊羊聿月臼虎覀西见角角贝足车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜龟龟",
)
"""What the radicals of the supplement (U+2E80–2EF3) stand for that are characters by themselves (EquivalentUnifiedIdeograph
of Unicode); ⻲ is written 亀 in Japan and read 龟 here."""
