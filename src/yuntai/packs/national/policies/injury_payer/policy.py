"""工伤待遇由谁支付 (who pays after a work injury), and by when to apply: 《工伤保险条例》 arts. 10, 17 and 62, R15."""

from yuntai.packs.national.injuries import LAW, REGULATIONS, recognised
from yuntai.rules import Choice, Date, Policy, YesNo, days_after, when, years_after

PAYER = Choice(
    {
        "both": "工伤保险基金和单位各付规定由自己付的项目",
        "employer": "全部项目由单位按工伤保险的标准付",
        "nobody": "先申请工伤认定",
    }
)

policy = Policy(
    title="工伤待遇由谁支付",
    subject="persons",
    theme="injury",
    source=f"{LAW}第三十三条、第四十一条；{REGULATIONS}第六十二条",
    begins="2011-07-01",
    published="2010-12-20",
)

policy.fact(
    "must_insure", YesNo(), ask="单位和您是劳动关系（单位应当给您参加工伤保险）吗？（个人之间帮工、承揽的，答“否”）"
)
policy.include(recognised)
policy.fact("insured", YesNo(), ask="受伤时，单位给您参加工伤保险了吗？")
policy.fact("employer_refuses", YesNo(), ask="应当由单位付的，单位不付吗？")
policy.fact("injured_on", Date(usual=(0, 40)), ask="工伤是哪一天发生的？（职业病写诊断的日子）")
policy.fact(
    "filed_on",
    Date(none="没有申请"),
    ask="单位哪一天申请工伤认定的？（单位没有申请就答“没有申请”）",
    after="injured_on",
)


@policy.scope("单位应当参加工伤保险", source=f"{REGULATIONS}第二条")
def must_be_insured(must_insure):
    return must_insure


@policy.condition("已认定为工伤", source=f"{LAW}第三十六条")
def is_recognised(recognised):
    return recognised


@policy.result("由谁支付", PAYER, source=f"{LAW}第三十八条、第三十九条、第四十一条；{REGULATIONS}第六十二条第二款")
def payer(entitled, insured):
    return when(entitled, when(insured, "both", "employer"), "nobody")


@policy.result("职工自己不用缴工伤保险费", YesNo(), source=f"{LAW}第三十三条；{REGULATIONS}第十条")
def worker_pays_nothing(worker_pays_premium):
    return ~worker_pays_premium


@policy.aside("单位不付的，可以申请基金先行支付", YesNo(), source=f"{LAW}第四十一条第一款")
def fund_advances(payer, employer_refuses):
    return (payer == "employer") & employer_refuses


@policy.aside("单位最晚哪天申请工伤认定", Date(), source=f"{REGULATIONS}第十七条第一款")
def employer_files_by(injured_on, employer_files_within):
    return days_after(injured_on, employer_files_within)


@policy.aside("单位不申请的，您最晚哪天申请", Date(), source=f"{REGULATIONS}第十七条第二款")
def worker_files_by(injured_on, worker_files_within):
    return years_after(injured_on, worker_files_within)


@policy.aside("单位申请晚了，申请以前的费用由单位负担", YesNo(), source=f"{REGULATIONS}第十七条第四款")
def employer_bears_delay(filed_on, employer_files_by):
    return filed_on > employer_files_by


policy.says("{payer}[fund_advances?；单位不付的，可以申请基金先行支付]。")
policy.says(
    "先申请工伤认定[，单位最晚{employer_files_by}申请][；单位不申请的，您最晚{worker_files_by}申请]。",
    status="not_entitled",
)
