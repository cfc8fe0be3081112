"""和谐劳动关系创建的周期 (when the rounds of naming, commendation and supervision come), R56."""

from yuntai.packs.national.harmony import BEGINS, OPINION
from yuntai.rules import Choice, Date, Policy, Whole, YesNo

policy = Policy(
    title="和谐劳动关系创建：周期",
    subject="employers",
    theme="employers",
    source=f"{OPINION}三、六（二）、七（一）、八（四）",
    begins=BEGINS,
    published=BEGINS,
    audience="staff",
)

policy.fact(
    "activity",
    Choice({"naming": "全国创建示范单位命名", "commendation": "表彰先进", "supervision": "联合督查"}),
    ask="问的是哪一项？",
)
policy.fact("last_round", Whole(2000, 2100, unit="年"), ask="上一次是哪一年办的？")


@policy.step("每几年一次", source=f"{OPINION}六（二）、七（一）、八（四）", kind=Whole(unit="年"))
def years_apart(activity, every):
    return every[activity]


@policy.result("下一次在", Whole(unit="年"), source=f"{OPINION}六（二）、七（一）、八（四）")
def next_round(last_round, years_apart):
    return last_round + years_apart


@policy.result("再下一次在", Whole(unit="年"), source=f"{OPINION}六（二）、七（一）、八（四）")
def round_after(next_round, years_apart):
    return next_round + years_apart


@policy.result("今年该办了", YesNo(), source=f"{OPINION}六（二）、七（一）、八（四）")
def due(as_of, next_round):
    return as_of.year() >= next_round


@policy.result("普遍开展创建的目标期限", Date(), source=f"{OPINION}三")
def general_by(target_day):
    return target_day


policy.says("[last_round?下一次在{next_round}，再下一次在{round_after}][due?，今年该办了]。")
