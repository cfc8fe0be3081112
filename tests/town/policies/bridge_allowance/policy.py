"""桥头街过桥补贴: made up for the tests, as is its town."""

from yuntai.packs.national import facts
from yuntai.rules import Choice, Money, Policy, when, years_between

policy = Policy(
    title="过桥补贴",
    subject="persons",
    theme="employment",
    source="三街镇试验办法",
    begins="2020-01-01",
    published="2019-12-01",
    paid="amount",
)
policy.include(facts.born_on)
policy.fact(
    "street",
    Choice({"东街": "东街", "西街": "西街", "桥头街": "桥头街"}),
    ask="住在哪条街？",
    registry="persons.district",
)


@policy.condition("住在桥头街", source="三街镇试验办法第一条")
def over_the_bridge(street):
    return street == "桥头街"


@policy.condition("满六十岁", source="三街镇试验办法第二条")
def old_enough(born_on, as_of):
    return years_between(born_on, as_of) >= 60


@policy.result("补贴", Money(), source="三街镇试验办法第三条")
def amount(entitled, born_on, as_of):
    return when(entitled, when(years_between(born_on, as_of) >= 80, 60, 30), 0)


policy.says("您每月可以领过桥补贴{amount}。")
