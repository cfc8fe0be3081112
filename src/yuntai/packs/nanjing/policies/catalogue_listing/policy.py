"""培训目录清单 (whether an occupation was listed on a day, and whether a claim may rest on it), R43."""

from yuntai.packs.nanjing.skills import NOTICE
from yuntai.rules import Choice, Date, Policy, Whole, YesNo, when

policy = Policy(
    title="培训目录清单：查某一天在不在目录内",
    subject="certificates",
    theme="skills",
    source=f"{NOTICE} 三",
    begins="2023-01-01",
    ends="2023-12-31",
    followed_by="2024年起的目录清单通知没有查到",
    published="2022-12-12",
    audience="staff",
)

policy.fact(
    "batch_from", Date(none="没有列入", future=True), ask="列入目录的那一批，从哪天起执行？（没有列入就答“没有列入”）"
)
policy.fact("removed_from", Date(none="没有移出", future=True), ask="哪天起移出目录？（没有移出就答“没有移出”）")
policy.fact("quota", Whole(unit="人"), ask="这一批的总量（名额）是多少？")
policy.fact("quota_used", Whole(unit="人"), ask="名额已经用了多少？")
policy.fact(
    "claim",
    Choice({"upgrading": "参保职工技能提升补贴（个人）", "employer": "职业培训补贴（单位）"}),
    ask="要申领哪一种？",
)
policy.fact(
    "level",
    Whole(1, 5, unit="级"),
    ask="证书是几级？（5 初级工，4 中级工，3 高级工，2 技师，1 高级技师）",
    registry="certificates.level",
)


@policy.condition("这一天已经列入", source=f"{NOTICE} 三")
def listed_by_then(batch_from, as_of):
    return batch_from <= as_of


@policy.condition("这一天没有移出", source=f"{NOTICE} 三")
def still_listed(removed_from, as_of):
    return removed_from > as_of


@policy.condition("名额还有（总量控制）", source=f"{NOTICE} 三")
def quota_left(quota, quota_used):
    return quota_used < quota


@policy.result("这一天在目录内", YesNo(), source=f"{NOTICE} 三")
def listed(listed_by_then, still_listed):
    return listed_by_then & still_listed


@policy.step("不在目录内也能领（个人，五、四、三级）", source=f"{NOTICE} 四（二）1")
def offlist_claim(claim, level):
    return (claim == "upgrading") & (level >= 3)


@policy.result(
    "可以按哪一种申领",
    Choice({"listed": "按目录内申领", "full": "在目录内，名额已满", "offlist": "按目录外申领", "none": "不能申领"}),
    source=f"{NOTICE} 三、四（二）1",
)
def route(listed, quota_left, offlist_claim):
    return when(listed, when(quota_left, "listed", "full"), when(offlist_claim, "offlist", "none"))


policy.says("[listed?这一天在目录内]，{route}。")
policy.says("{route}，因为没有满足{because}。", status="not_entitled")
