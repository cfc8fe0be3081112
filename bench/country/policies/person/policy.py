from bench.country.formulas import WHEEL, basic_income_of, income_tax_of, pension_of
from yuntai.rules import Date, Money, Policy, Whole, half_up, years_between

policy = Policy(title="国家模板：个人的税费和福利", subject="persons", source=WHEEL)

policy.fact("birth", Date(), ask="出生日期？", registry="persons.birth")
policy.fact("salary", Money(), ask="这个月的工资是多少？", registry="persons.salary")
policy.fact("capital_returns", Money(), ask="这个月的资本收益是多少？", registry="persons.capital_returns")


@policy.result("年龄", Whole(), source="variables/demographics.py age")
def age(birth, as_of):
    return years_between(birth, as_of)


@policy.result("基本收入", Money(), source="variables/benefits.py basic_income")
def basic_income(age, salary, age_of_majority, basic_income_needs_no_salary, basic_income_amount):
    return basic_income_of(age, salary, age_of_majority, basic_income_needs_no_salary, basic_income_amount)


@policy.result("养老金", Money(), source="variables/benefits.py pension")
def pension(age, age_of_retirement):
    return pension_of(age, age_of_retirement)


@policy.result("所得税", Money(), source="variables/taxes.py income_tax")
def income_tax(salary, capital_returns, pension, income_tax_rate):
    return half_up(income_tax_of(salary, capital_returns, pension, income_tax_rate))


@policy.result("社会保险费", Money(), source="variables/taxes.py social_security_contribution")
def social_security_contribution(salary, contribution_scale):
    return half_up(contribution_scale.marginal(salary))


policy.says("所得税{income_tax}，社会保险费{social_security_contribution}。")
