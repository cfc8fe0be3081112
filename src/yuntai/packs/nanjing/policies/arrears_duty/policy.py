"""欠薪值班备勤 (who takes a wage-arrears report at any hour), R69."""

from yuntai.rules import Choice, Policy, Whole, YesNo, when

PRACTICE = "秦淮区24小时值班备勤做法；六合区节前值守做法（没有文号）"

policy = Policy(
    title="欠薪值班备勤",
    subject="employers",
    theme="rights",
    source=PRACTICE,
    audience="staff",
)

policy.fact("reported_hour", Whole(0, 23, unit="点"), ask="几点报告的？（答整点，2点10分答2）")
policy.fact("shift_from", Whole(0, 23, unit="点"), ask="这一班从几点开始？")
policy.fact("shift_to", Whole(1, 24, unit="点"), ask="这一班到几点结束？（到半夜答24；过夜的答第二天几点）")
policy.fact(
    "channel",
    Choice(
        {
            "platform": "根治欠薪线索反映平台",
            "hotline_12345": "12345热线",
            "code": "扫二维码",
            "duty_phone": "值班电话",
            "other": "其他",
        }
    ),
    ask="从哪里报告的？",
)
policy.fact("answered", YesNo(), ask="值班人员接了吗？")


@policy.condition("报告的时间有人值班", source=PRACTICE)
def on_duty(reported_hour, shift_from, shift_to):
    within_day = (reported_hour >= shift_from) & (reported_hour < shift_to)
    overnight = (reported_hour >= shift_from) | (reported_hour < shift_to)
    return when(shift_from < shift_to, within_day, overnight)


@policy.result(
    "交给谁", Choice({"officer": "这一班的值班人员", "next": "没有排班，马上补排并报带班领导"}), source=PRACTICE
)
def goes_to(on_duty):
    return when(on_duty, "officer", "next")


@policy.result("是公布的渠道", YesNo(), source=PRACTICE)
def channel_named(channel):
    return channel != "other"


@policy.aside("没有人接，要升级报带班领导", YesNo(), source=PRACTICE)
def escalate(answered):
    return ~answered


policy.says("交给{goes_to}[!channel_named?；不是公布的渠道]。")
policy.says("{goes_to}。", status="not_entitled")
