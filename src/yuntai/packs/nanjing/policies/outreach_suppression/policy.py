"""免申即享：要不要发短信 (whether a matched person is told, or left alone), R75."""

from yuntai.rules import Choice, Date, Policy, YesNo, days_after, when

PRACTICE = "江宁区“政策找人”做法（没有文号）"

policy = Policy(
    title="免申即享：通知谁、不通知谁",
    subject="persons",
    theme="employment",
    source=PRACTICE,
    audience="staff",
)

policy.fact("meets_policy", YesNo(), ask="比对以后，符合这项政策吗？")
policy.fact("already_receives", YesNo(), ask="已经在享受这项政策吗？")
policy.fact("last_told_on", Date(none="没有通知过"), ask="上一次哪天通知过？（没有就答“没有通知过”）")
policy.fact("opted_out", YesNo(), ask="本人表示过不要再通知吗？")
policy.fact("died", YesNo(), ask="登记为死亡了吗？")


@policy.condition("符合政策", source=PRACTICE)
def matched(meets_policy):
    return meets_policy


@policy.condition("还没有享受", source=PRACTICE)
def not_yet_received(already_receives):
    return ~already_receives


@policy.condition("在世", source=PRACTICE)
def alive(died):
    return ~died


@policy.condition("没有拒绝通知", source=PRACTICE)
def willing(opted_out):
    return ~opted_out


@policy.condition("近期没有通知过", source=PRACTICE, ours="没有写近期是多少天，由发通知的单位定")
def not_told_lately(last_told_on, as_of, quiet_days):
    return when(last_told_on <= as_of, as_of > days_after(last_told_on, quiet_days), True)


@policy.result("发通知", YesNo(), source=PRACTICE)
def send(entitled):
    return entitled


@policy.result(
    "原因",
    Choice(
        {
            "send": "符合、没有享受，发短信并上门办理",
            "no_match": "不符合政策",
            "received": "已经在享受",
            "died": "已经去世",
            "opted_out": "本人不要通知",
            "told": "近期通知过，不重复打扰",
        }
    ),
    source=PRACTICE,
)
def reason(matched, not_yet_received, alive, willing, not_told_lately):
    last = when(not_told_lately, "send", "told")
    living = when(alive, when(willing, last, "opted_out"), "died")
    return when(matched, when(not_yet_received, living, "received"), "no_match")


policy.says("[send?发通知]：{reason}。")
policy.says("不发通知：{reason}。", status="not_entitled")
