"""开业补贴 (opening subsidy of first-time founders), S55; conditions of the national one-off start-up subsidy."""

from yuntai.packs.national import facts
from yuntai.rules import Choice, Date, Money, Policy, Whole, YesNo, months_after, when

MEASURES = "《就业补助资金管理办法》（财社〔2023〕181号）第九条"
READ = ("2026-11-30", "财社〔2023〕181号全文（公开代码库收录的文件转录）")
CITY = "南京市开业补贴办法（文号待核实）"

policy = Policy(
    title="开业补贴",
    subject="persons",
    theme="startup",
    gives="person",
    source=f"{CITY}；{MEASURES}",
    begins="2017-10-13",
    published={"unknown": "通知的全文没有找到，凭记忆是2017年10月13日印发"},
    paid="amount",
)


def _times_received(payments):
    return payments.count(lambda paid: paid.policy == policy.id)


policy.fact("opened_on", Date(), ask="营业执照上的成立日期是哪天？")
policy.fact("form", Choice({"small_firm": "小微企业", "individual": "个体工商户", "other": "其他"}), ask="办的是什么？")
policy.fact("first_time", YesNo(), ask="是第一次创业吗？")
policy.fact("running", YesNo(), ask="从成立到现在，一直正常经营吗？")
policy.include(facts.hard_to_employ, facts.graduated_on, facts.payments)
policy.fact("times_received", Whole(0, 20), ask="这项补贴领过几次？（没有就答 0）", registry=_times_received)


@policy.step("创业时离校不超过规定期限的高校毕业生", source=MEASURES)
def recent_graduate(graduated_on, opened_on, graduate_within):
    return when(graduated_on <= opened_on, opened_on <= months_after(graduated_on, graduate_within), False)


@policy.condition("是离校不久的高校毕业生，或者就业困难人员", source=MEASURES)
def in_group(hard_to_employ, recent_graduate):
    return hard_to_employ | recent_graduate


@policy.condition("首次创办小微企业或者从事个体经营", source=MEASURES)
def founded_first(first_time, form):
    return first_time & (form != "other")


@policy.step("正常经营满规定时间的日子", source=MEASURES)
def run_until(opened_on, run_months):
    return months_after(opened_on, run_months)


@policy.condition("正常经营满规定的时间", source=MEASURES, checked=READ)
def run_long_enough(running, run_until, as_of):
    return running & (as_of >= run_until)


@policy.condition("没有领过", source=MEASURES)
def not_received(times_received):
    return times_received == 0


@policy.result("最早哪天可以申请", Date(), source=MEASURES, checked=READ)
def claim_from(run_until):
    return run_until


@policy.result("补贴金额", Money(), source=CITY)
def amount(entitled, opening_amount):
    return when(entitled, opening_amount, 0)


policy.says("^可以领开业补贴{amount}。")
