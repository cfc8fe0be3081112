from bench.country.formulas import WHEEL
from yuntai.rules import Money, Policy, YesNo, when

policy = Policy(title="国家模板的改革：有车的人的新税", subject="persons", source=WHEEL)

policy.use("person", "income_tax")
policy.fact("has_car", YesNo(), ask="有没有车？")


@policy.result("新税", Money(), source="reforms/add_new_tax.py new_tax")
def new_tax(has_car, income_tax, new_tax_extra):
    return when(has_car, income_tax + new_tax_extra, 0)


policy.says("新税{new_tax}。")
