"""撤销示范单位称号 (striking a named unit off), R58."""

from yuntai.packs.national.harmony import BEGINS, OPINION
from yuntai.rules import Choice, Policy, YesNo, when

policy = Policy(
    title="和谐劳动关系创建：撤销称号",
    subject="employers",
    theme="employers",
    source=f"{OPINION}六（三）",
    begins=BEGINS,
    published=BEGINS,
    audience="staff",
)

policy.fact(
    "ground",
    Choice(
        {
            "breach": "劳动保障违法（不签合同、欠缴社保、超时加班、欠薪等）",
            "collective": "集体停工、上访等群体性事件",
            "extreme": "极端恶性事件",
            "accident": "安全生产或职业危害事故",
            "opinion": "负面网络舆情",
            "none": "都没有",
        }
    ),
    ask="命名以后发生了什么事？",
)
policy.fact("major", YesNo(), ask="经查实，情节重大或者影响大吗？")
policy.fact(
    "provincial_opinion",
    Choice({"strike": "建议撤销", "keep": "认为不撤销", "none": "还没有意见"}),
    ask="省级三方核实后怎么说？",
)
policy.fact(
    "national_consent",
    Choice({"agreed": "同意撤销", "refused": "不同意", "none": "还没有答复"}),
    ask="国家三方怎么答复？",
)


@policy.condition("有应当撤销的情形", source=f"{OPINION}六（三）")
def ground_there(ground, major, opinion_must_be_major):
    needs_weight = opinion_must_be_major | (ground != "opinion")
    return (ground != "none") & when(needs_weight, major, True)


@policy.condition("省级三方建议撤销", source=f"{OPINION}六（三）")
def proposed(provincial_opinion):
    return provincial_opinion == "strike"


@policy.condition("国家三方同意", source=f"{OPINION}六（三）")
def consented(national_consent):
    return national_consent == "agreed"


@policy.step("还在等答复", source=f"{OPINION}六（三）")
def waiting(ground_there, provincial_opinion, national_consent):
    open_still = (provincial_opinion == "none") | ((provincial_opinion == "strike") & (national_consent == "none"))
    return ground_there & open_still


@policy.result(
    "结果",
    Choice({"struck_off": "撤销称号", "pending": "等省级核实或者国家三方答复", "kept": "保留称号"}),
    source=f"{OPINION}六（三）",
)
def outcome(entitled, waiting):
    return when(entitled, "struck_off", when(waiting, "pending", "kept"))


@policy.result("收回牌匾", YesNo(), source=f"{OPINION}六（三）")
def plaque_back(entitled):
    return entitled


@policy.result("在全省公布", YesNo(), source=f"{OPINION}六（三）")
def published_in_province(entitled):
    return entitled


policy.says("{outcome}[plaque_back?，收回牌匾][published_in_province?，在全省公布]。")
policy.says("{outcome}。", status="not_entitled")
