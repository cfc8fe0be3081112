"""养老保险关系转移 (moving the pension record): whether, how, with which papers; no double participation. R08, R09, R11, R12."""

from yuntai.packs.national import facts
from yuntai.rules import (
    Choice,
    Date,
    Policy,
    Whole,
    YesNo,
    at_least,
    day_of,
    months_after,
    months_between,
    when,
    years_between,
)

MEASURES = "国办发〔2009〕66号"
ANSWERS = "南京社保答复"

policy = Policy(
    title="养老保险关系转移",
    subject="persons",
    theme="retirement",
    source=f"{MEASURES}；{ANSWERS}01至06",
    begins="2010-01-01",
    published="2009-12-28",
)


def _draws_pension(benefits):
    return benefits.any(lambda paid: paid.kind == "pension")


policy.fact("drawing", YesNo(), ask="已经办了退休、在领养老金了吗？", registry=_draws_pension)
policy.fact("same_province", YesNo(), ask="以前参保的地方和现在参保的地方，在同一个省吗？")
policy.include(facts.benefits)
policy.include(facts.born_on, facts.sex)
policy.fact("via_agent", YesNo(), ask="请别人代办吗？")
policy.fact(
    "channel",
    Choice({"platform": "国家社会保险公共服务平台", "mini": "电子社保卡小程序", "app": "掌上12333", "counter": "窗口"}),
    ask="想用哪种方式办？",
)
policy.fact("has_e_card", YesNo(), ask="领了电子社保卡吗？")
policy.fact("old_place_until", Date(), ask="原参保地最后缴费是哪个月？（写当月1日）")
policy.fact("new_place_from", Date(future=True), ask="新参保地从哪个月开始缴费？（写当月1日）")
policy.use("retirement_age", "retires_on")


@policy.step("在同一个省里，不用自己转", source=f"{ANSWERS}01、02")
def called_together(same_province, province_calls_records):
    return same_province & province_calls_records


@policy.step("快到法定退休年龄了", source=f"{ANSWERS}01（多近没有写明）")
def near_retirement(as_of, retires_on, near_months):
    return as_of >= months_after(retires_on, -near_months)


@policy.result(
    "要不要转",
    Choice(
        {
            "drawing": "不用转：已经领养老金的，由原来的地方一直发",
            "province": "不用转：到龄时由待遇领取地一键调取全省的记录",
            "later": "现在不用转：记录保留，账户继续计息，快退休时再归集",
            "gather": "要归集：把各地的养老保险关系归集到待遇领取地",
        }
    ),
    source=f"{ANSWERS}01至03；{MEASURES}第六条",
)
def action(drawing, called_together, near_retirement):
    return when(drawing, "drawing", when(called_together, "province", when(near_retirement, "gather", "later")))


@policy.step("满几岁", source=f"{ANSWERS}05")
def age(born_on, as_of):
    return years_between(born_on, as_of)


@policy.step("要带户口簿", source=f"{ANSWERS}05")
def register_needed(age, register_age, sex):
    return age >= register_age[sex]


@policy.step("代办也要带户口簿", source=f"{ANSWERS}05（代办时要不要户口簿没有写明）")
def register_through_agent(register_needed, agent_brings_register):
    return register_needed & agent_brings_register


@policy.aside(
    "窗口办理要带",
    Choice(
        {
            "card": "身份证原件和复印件",
            "register": "身份证、户口簿的原件和复印件",
            "agent": "委托人身份证复印件、委托书、代办人身份证原件和复印件",
            "agent_register": "委托人身份证和户口簿复印件、委托书、代办人身份证原件和复印件",
        }
    ),
    source=f"{ANSWERS}05",
)
def papers(via_agent, register_needed, register_through_agent):
    by_agent = when(register_through_agent, "agent_register", "agent")
    return when(via_agent, by_agent, when(register_needed, "register", "card"))


@policy.aside(
    "先做",
    Choice(
        {
            "get_card": "先领电子社保卡，再在小程序里申请转移",
            "mini": "电子社保卡小程序（微信、支付宝）里申请转移",
            "platform": "登录 si.12333.gov.cn →养老保险→养老保险关系转移申请",
            "app": "掌上12333→服务→社保转移申请",
            "counter": "到转入地经办机构窗口，不用回原参保地",
        }
    ),
    source=f"{ANSWERS}05、06",
)
def first_step(channel, has_e_card):
    return when(channel == "mini", when(has_e_card, "mini", "get_card"), channel)


@policy.aside("两地同时缴费（不可以，要先停保）", Whole(unit="个月"), source=f"{ANSWERS}02")
def overlap_months(old_place_until, new_place_from):
    last = day_of(old_place_until.year(), old_place_until.month(), 1)
    first = day_of(new_place_from.year(), new_place_from.month(), 1)
    return at_least(months_between(first, last) + 1, 0)


@policy.aside("重复参保了", YesNo(), source=f"{ANSWERS}02")
def insured_twice(overlap_months):
    return overlap_months > 0


policy.says("{action}[；两地同时缴了{overlap_months}，要先停一处]。")
