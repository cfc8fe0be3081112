from bench.country.formulas import WHEEL
from yuntai.rules import Policy, YesNo

policy = Policy(title="国家模板的改革：多一项事实", subject="persons", source=WHEEL)

policy.fact("goes_to_school", YesNo(), ask="上学吗？")


@policy.result("上学", YesNo(), source="reforms/add_dynamic_variable.py goes_to_school")
def at_school(goes_to_school):
    return goes_to_school


policy.says("[at_school?上学][!at_school?不上学]。")
