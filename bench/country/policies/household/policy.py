from bench.country.formulas import WHEEL, basic_income_of, income_tax_of, pension_of
from yuntai.rules import (
    Choice,
    Date,
    Money,
    Number,
    Policy,
    Relation,
    Text,
    at_least,
    day_of,
    divide,
    half_up,
    on,
    when,
    years_between,
)

BENEFITS, TAXES, STATS = "variables/benefits.py", "variables/taxes.py", "variables/stats.py"

policy = Policy(title="国家模板：家庭的税费和福利", subject="households", source=WHEEL)

policy.fact("accommodation_size", Number(), ask="今年一月住房多少平方米？", registry="households.accommodation_size")
policy.fact(
    "housing_occupancy_status",
    Choice({"owner": "自有", "tenant": "租住", "free_lodger": "借住", "homeless": "没有住处"}),
    ask="今年一月怎样居住？",
    registry="households.housing_occupancy_status",
)
policy.fact("rent", Money(), ask="这个月的房租是多少？", registry="households.rent")
policy.fact("postal_code", Text(), ask="邮政编码？", registry="households.postal_code")
policy.include(
    Relation(
        "members",
        table="persons",
        by="household",
        columns={
            "role": Choice({"adult": "成人", "child": "孩子"}),
            "birth": Date(),
            "salary": Money(),
            "capital_returns": Money(),
        },
        ask="家里每个人的出生日期、这个月的工资和资本收益？",
        title="家庭成员",
        labels={"role": "身份", "birth": "出生日期", "salary": "工资", "capital_returns": "资本收益"},
    )
)


@policy.result("家庭工资收入", Money(), source=f"{BENEFITS} household_income")
def household_income(members):
    return members.sum("salary")


@policy.step("家庭资本收益", source="variables/income.py disposable_income")
def household_capital_returns(members):
    return members.sum("capital_returns")


@policy.step("家庭基本收入", source=f"{BENEFITS} basic_income")
def basic_incomes(members, as_of, age_of_majority, basic_income_needs_no_salary, basic_income_amount):
    return members.sum(
        lambda member: basic_income_of(
            years_between(member.birth, as_of),
            member.salary,
            age_of_majority,
            basic_income_needs_no_salary,
            basic_income_amount,
        )
    )


@policy.step("家庭养老金", source=f"{BENEFITS} pension")
def pensions(members, as_of, age_of_retirement):
    return members.sum(lambda member: pension_of(years_between(member.birth, as_of), age_of_retirement))


@policy.step("家庭所得税", source=f"{TAXES} income_tax")
def income_taxes(household_income, household_capital_returns, pensions, income_tax_rate):
    return income_tax_of(household_income, household_capital_returns, pensions, income_tax_rate)


@policy.step("家庭社会保险费", source=f"{TAXES} social_security_contribution")
def contributions(members, contribution_scale):
    return members.sum(lambda member: contribution_scale.marginal(member.salary))


@policy.result("住房补贴", Money(), source=f"{BENEFITS} housing_allowance")
def housing_allowance(rent, housing_allowance_exists, housing_allowance_rate):
    return when(housing_allowance_exists, half_up(rent * housing_allowance_rate), 0)


@policy.step("只有一个成人", source=f"{BENEFITS} parenting_allowance")
def single(members):
    return members.count(lambda member: member.role == "adult") == 1


@policy.result("育儿津贴", Money(), source=f"{BENEFITS} parenting_allowance")
def parenting_allowance(
    members,
    as_of,
    single,
    household_income,
    single_parent_child_age,
    child_age,
    parenting_allowance_threshold,
    parenting_allowance_amount,
):
    small = members.any(lambda member: years_between(member.birth, as_of) < single_parent_child_age)
    smallest = members.any(lambda member: years_between(member.birth, as_of) < child_age)
    poor = household_income <= parenting_allowance_threshold
    return when(poor & ((single & small) | smallest), parenting_allowance_amount, 0)


@policy.result("全年房产税", Money(), source=f"{TAXES} housing_tax")
def housing_tax(accommodation_size, housing_occupancy_status, as_of, housing_tax_rate, housing_tax_minimum):
    tax = at_least(half_up(accommodation_size * housing_tax_rate), housing_tax_minimum)
    january = day_of(as_of.year(), 1, 1)
    return when(housing_occupancy_status.isin(["owner", "tenant"]), on(january, tax), 0)


@policy.result("餐价", Money(), source=f"{BENEFITS} meal_price")
def meal_price(household_income, meal_prices):
    return meal_prices.at(household_income)


@policy.result("泳池票价", Money(), source=f"{BENEFITS} swimming_pool_access")
def swimming_pool_access(household_income, swimming_pool_prices):
    return swimming_pool_prices.at(household_income)


@policy.result("福利合计", Money(), source=f"{STATS} total_benefits")
def total_benefits(basic_incomes, housing_allowance):
    return basic_incomes + housing_allowance


@policy.result("税费合计", Money(), source=f"{STATS} total_taxes")
def total_taxes(income_taxes, contributions, housing_tax):
    return half_up(income_taxes + contributions + divide(housing_tax, 12))


@policy.result("可支配收入", Money(), source="variables/income.py disposable_income")
def disposable_income(
    household_income,
    household_capital_returns,
    pensions,
    basic_incomes,
    housing_allowance,
    parenting_allowance,
    income_taxes,
    housing_tax,
    contributions,
):
    received = household_income + household_capital_returns + pensions + basic_incomes
    allowances = housing_allowance + parenting_allowance
    return half_up(received + allowances - income_taxes - divide(housing_tax, 12) - contributions)


@policy.aside("邮政编码", Text(), source="variables/housing.py postal_code")
def post(postal_code):
    return postal_code


policy.says("全家可支配收入{disposable_income}。")
