"""学徒线上培训平台 (what an online training platform must be able to do), R49."""

from yuntai.packs.national.apprenticeship import PLAN
from yuntai.rules import Policy, Whole, YesNo, when

policy = Policy(
    title="企业新型学徒制：线上培训平台",
    subject="employers",
    theme="skills",
    source=f"{PLAN}六",
)

policy.fact("registers_by_name", YesNo(), ask="平台能实名注册吗？")
policy.fact("signs_in", YesNo(), ask="平台能签到吗？")
policy.fact("teaches", YesNo(), ask="平台能在线学习吗？")
policy.fact("tests", YesNo(), ask="平台能在线测试吗？")
policy.fact("records", YesNo(), ask="学习过程能记录吗？")
policy.fact("counts", YesNo(), ask="学习过程能统计吗？")
policy.fact("searches", YesNo(), ask="学习过程能查询吗？")
policy.fact("traces", YesNo(), ask="学习过程能追溯吗？")


@policy.condition("实名注册", source=f"{PLAN}六")
def has_registration(registers_by_name):
    return registers_by_name


@policy.condition("签到", source=f"{PLAN}六")
def has_sign_in(signs_in):
    return signs_in


@policy.condition("在线学习", source=f"{PLAN}六")
def has_learning(teaches):
    return teaches


@policy.condition("在线测试", source=f"{PLAN}六")
def has_testing(tests):
    return tests


@policy.condition("过程可记录", source=f"{PLAN}六")
def recordable(records):
    return records


@policy.condition("过程可统计", source=f"{PLAN}六")
def countable(counts):
    return counts


@policy.condition("过程可查询", source=f"{PLAN}六")
def searchable(searches):
    return searches


@policy.condition("过程可追溯", source=f"{PLAN}六")
def traceable(traces):
    return traces


@policy.result("还缺", Whole(unit="项"), source=f"{PLAN}六")
def gaps(has_registration, has_sign_in, has_learning, has_testing, recordable, countable, searchable, traceable):
    functions = (has_registration, has_sign_in, has_learning, has_testing)
    return sum(when(there, 0, 1) for there in (*functions, recordable, countable, searchable, traceable))


@policy.result("可以用于申领补贴的线上培训", YesNo(), source=f"{PLAN}六")
def usable(entitled):
    return entitled


policy.says("[usable?八项功能都有，可以用于申领补贴的线上培训]。")
policy.says("还不能用于申领补贴的线上培训，缺少{because}[，一共缺{gaps}]。", status="not_entitled")
