"""来宁面试补贴 (interview subsidy for graduates from elsewhere), S55."""

from yuntai.packs.national import facts
from yuntai.rules import Choice, Date, Money, Policy, Whole, YesNo, when

CITY = "南京市外地高校毕业生来宁面试补贴办法（文号待核实）"
READ = ("2026-11-30", "申报条件的公开转载（m.ddtbk.com、m.bbbaike.com）")

policy = Policy(
    title="来宁面试补贴",
    subject="persons",
    theme="talent",
    gives="person",
    source=CITY,
    paid="amount",
)


def _times_received(payments):
    return payments.count(lambda paid: paid.policy == policy.id)


policy.include(facts.payments)
policy.fact("graduates_in", Whole(2000, 2100, unit="年"), ask="哪一年毕业（或者将要毕业）？")
policy.fact("full_time_bachelor", YesNo(), ask="是全日制本科以上吗？")
policy.fact("school_outside_nanjing", YesNo(), ask="学校在南京以外吗？（在南京的外地学校校区，答“否”）")
policy.fact(
    "has_paper",
    Choice({"diploma": "毕业证书", "referral": "双向就业推荐表", "none": "都没有"}),
    ask="有毕业证书，或者学校发的双向就业推荐表吗？",
)
policy.fact("interviewed_on", Date(), ask="哪天来南京面试的？")
policy.fact(
    "interviewer",
    Choice({"enterprise": "企业", "society": "民办非企业、社会团体", "agency": "机关事业单位"}),
    ask="在什么单位面试的？",
)
policy.fact("interviewer_insures", YesNo(), ask="面试单位在南京注册，并且办了社会保险登记吗？")
policy.fact("insured_by_anyone", YesNo(), ask="面试的时候，有单位给您参保了吗？")
policy.fact("times_received", Whole(0, 20), ask="这项补贴领过几次？（没有就答 0）", registry=_times_received)


@policy.condition("全日制本科以上", source=CITY, checked=READ)
def degree_covered(full_time_bachelor):
    return full_time_bachelor


@policy.condition("学校不在南京", source=CITY, checked=READ)
def from_elsewhere(school_outside_nanjing):
    return school_outside_nanjing


@policy.condition("是毕业年度内的毕业生，或者有推荐表的在校生", source=CITY, checked=READ)
def in_graduation_year(graduates_in, interviewed_on, has_paper):
    same_year = graduates_in == interviewed_on.year()
    next_year = graduates_in == interviewed_on.year() + 1
    return ((has_paper == "diploma") & same_year) | ((has_paper == "referral") & (same_year | next_year))


@policy.condition("面试单位是南京的企业或者社会组织，已经办理社会保险登记", source=CITY, checked=READ)
def interviewer_allowed(interviewer, interviewer_insures):
    return interviewer_insures & (interviewer != "agency")


@policy.condition("面试时没有就业", source=CITY, checked=READ)
def not_employed(insured_by_anyone):
    return ~insured_by_anyone


@policy.condition("没有领过", source=CITY, checked=READ)
def not_received(times_received, times_most):
    return times_received < times_most


@policy.result("补贴金额", Money(), source=CITY)
def amount(entitled, interview_amount):
    return when(entitled, interview_amount, 0)


policy.says("^可以领来宁面试补贴{amount}。")
