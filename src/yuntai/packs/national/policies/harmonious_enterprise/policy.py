"""劳动关系和谐企业的九条标准 (the nine points of a harmonious enterprise), R53 with R54."""

from yuntai.packs.national.harmony import BEGINS, OPINION
from yuntai.rules import Policy, Whole, YesNo, when

policy = Policy(
    title="劳动关系和谐企业创建标准",
    subject="employers",
    theme="employers",
    source=f"{OPINION}五（一）",
    begins=BEGINS,
    published=BEGINS,
)

policy.use("education_fund_share", "fund_well_used")
policy.fact("party_sound", YesNo(), ask="企业党组织健全、发挥作用吗？")
policy.fact(
    "bargaining_regular", YesNo(), ask="工会健全，定期开展集体协商、签订集体合同，工资随效益和劳动生产率增长吗？"
)
policy.fact(
    "congress_works",
    YesNo(),
    ask="以职工代表大会为基本形式，涉及职工的规章制度经过它，厂务公开，公司制企业有职工董事、职工监事吗？",
)
policy.fact("mediation_works", YesNo(), ask="有劳动争议调解委员会和预警机制吗？")
policy.fact("training_planned", YesNo(), ask="有职工培训制度和培训计划吗？")
policy.fact("culture_alive", YesNo(), ask="有积极向上的企业文化吗？")
policy.fact("care_given", YesNo(), ask="关心职工（女职工平等机会、心理健康等）吗？")
policy.fact("staff_disciplined", YesNo(), ask="职工爱岗敬业、遵纪守法、诚信，依法表达诉求吗？")
policy.fact("staff_content", YesNo(), ask="职工对报酬、保险、休息、环境、培训、条件、参与、关怀的满意度高吗？")


@policy.condition("党组织健全、发挥作用", source=f"{OPINION}五（一）1")
def party_organisation(party_sound):
    return party_sound


@policy.condition("工会健全，定期协商并签订集体合同，工资正常增长", source=f"{OPINION}五（一）2")
def union_and_bargaining(bargaining_regular):
    return bargaining_regular


@policy.condition("职工代表大会、厂务公开、职工董事监事制度健全", source=f"{OPINION}五（一）3")
def democratic_management(congress_works):
    return congress_works


@policy.condition("有劳动争议调解委员会和预警机制", source=f"{OPINION}五（一）4")
def dispute_mediation(mediation_works):
    return mediation_works


@policy.condition("有培训制度和计划，经费足额、用于一线职工的够", source=f"{OPINION}五（一）5")
def training(training_planned, fund_well_used):
    return training_planned & fund_well_used


@policy.condition("企业文化积极向上", source=f"{OPINION}五（一）6")
def culture(culture_alive):
    return culture_alive


@policy.condition("加强人文关怀", source=f"{OPINION}五（一）7")
def humane_care(care_given):
    return care_given


@policy.condition("职工遵纪守法、依法表达诉求", source=f"{OPINION}五（一）8")
def staff_conduct(staff_disciplined):
    return staff_disciplined


@policy.condition("职工满意度高", source=f"{OPINION}五（一）9")
def satisfaction(staff_content):
    return staff_content


@policy.result("达到的条数", Whole(0, 9, unit="条"), source=f"{OPINION}五（一）")
def points_met(
    party_organisation,
    union_and_bargaining,
    democratic_management,
    dispute_mediation,
    training,
    culture,
    humane_care,
    staff_conduct,
    satisfaction,
):
    points = (
        party_organisation,
        union_and_bargaining,
        democratic_management,
        dispute_mediation,
        training,
        culture,
        humane_care,
        staff_conduct,
        satisfaction,
    )
    return sum(when(met, 1, 0) for met in points)


@policy.result("达到创建标准", YesNo(), source=f"{OPINION}五（一）")
def reached(entitled):
    return entitled


policy.says("[reached?九条都做到了，达到创建标准]。")
policy.says("没有达到创建标准，没有做到{because}[，一共做到{points_met}]。", status="not_entitled")
