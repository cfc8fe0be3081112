"""养老保险待遇领取地和缴费年限 (where the pension is drawn, and how the years of several places add up)."""

from yuntai.rules import Choice, Policy, Relation, Whole, YesNo, at_least, when

MEASURES = "国办发〔2009〕66号"
ANSWERS = "南京社保答复"
_NORTH = ["北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江"]
_EAST = ["上海", "江苏", "浙江", "安徽", "福建", "江西", "山东"]
_MIDDLE = ["河南", "湖北", "湖南", "广东", "广西", "海南"]
_WEST = ["重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆"]
PROVINCES = Choice({name: name for name in _NORTH + _EAST + _MIDDLE + _WEST})

policy = Policy(
    title="养老保险待遇领取地和缴费年限",
    subject="persons",
    theme="retirement",
    source=f"{MEASURES}第六条；{ANSWERS}04",
    begins="2010-01-01",
    published="2009-12-28",
)

policy.fact("household", PROVINCES, ask="户口在哪个省（自治区、直辖市）？")
policy.fact("current_place", PROVINCES, ask="退休时养老保险关系在哪个省（自治区、直辖市）？")
policy.fact("overlap_months", Whole(0, 720), ask="同一个月在两地都缴费的，一共几个月？（没有就答 0）")
policy.fact("deemed_verified", Whole(0, 720), ask="退休审核认定的视同缴费年限几个月？（还没有审核就答 0）")
policy.include(
    Relation(
        "places",
        table="places",
        by="person",
        columns={
            "place": PROVINCES,
            "months": Whole(0, 720),
            "deemed_months": Whole(0, 720),
            "temporary": YesNo(),
            "turn": Whole(1, 99),
        },
        ask="在哪些省参过保？（一省一行：实际缴费几个月、视同缴费几个月、是不是临时缴费账户、第几个参保的；没有就答“无”）",
        title="参保地",
        labels={
            "place": "省（自治区、直辖市）",
            "months": "实际缴费月数",
            "deemed_months": "视同缴费月数",
            "temporary": "是临时缴费账户",
            "turn": "第几个参保地",
        },
    )
)


@policy.step("关系在户籍地", source=f"{MEASURES}第六条第（一）项")
def at_home(current_place, household):
    return current_place == household


def _settled(settled_months):
    """Where a person has paid long enough, on an account that is not a temporary one."""
    return lambda p: (p.months + p.deemed_months >= settled_months) & ~p.temporary


@policy.step("在关系所在地累计满规定年限（临时账户不算）", source=f"{MEASURES}第六条第（二）项")
def settled_here(places, current_place, settled_months):
    settled = _settled(settled_months)
    return places.any(lambda p: (p.place == current_place) & settled(p))


@policy.step("上一个满规定年限的参保地（没有就空着）", source=f"{MEASURES}第六条第（三）项")
def settled_before(places, current_place, settled_months):
    settled = _settled(settled_months)
    return places.latest("place", lambda p: (p.place != current_place) & settled(p), by="turn", none="")


@policy.result("待遇领取地", PROVINCES, source=f"{MEASURES}第六条")
def benefit_place(at_home, household, settled_here, current_place, settled_before):
    elsewhere = when(settled_before == "", household, settled_before)
    return when(at_home, household, when(settled_here, current_place, elsewhere))


@policy.result("从别处转来的实际缴费", Whole(unit="个月"), source=f"{ANSWERS}04")
def carried_months(places, benefit_place):
    return places.sum("months", lambda p: p.place != benefit_place)


@policy.result("退休时合计（重复的月份只算一次，视同缴费以审核为准）", Whole(unit="个月"), source=f"{ANSWERS}04")
def total_months(places, overlap_months, deemed_verified):
    return at_least(places.sum("months") - overlap_months, 0) + deemed_verified


@policy.aside("还没有审核的视同缴费", Whole(unit="个月"), source=f"{ANSWERS}04")
def deemed_to_verify(places, deemed_verified):
    return at_least(places.sum("deemed_months") - deemed_verified, 0)


policy.says("养老金在{benefit_place}领，缴费一共{total_months}[，其中从别处转来{carried_months}]。")
