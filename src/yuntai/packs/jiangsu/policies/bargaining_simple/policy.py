"""集体协商的简易程序 (the simple procedure of collective bargaining), R62."""

from yuntai.rules import Choice, Policy, YesNo, when

LAW = "《江苏省集体协商条例》（简易程序条，条号待核实）"

policy = Policy(
    title="集体协商：简易程序",
    subject="employers",
    theme="employers",
    source=LAW,
    begins="2023-05-01",
    published="2023-01-12",
)

policy.use("collective_bargaining", "ordinary_only", "urgent")
policy.fact(
    "form",
    Choice({"meeting": "会议", "phone": "电话", "network": "网络", "letter": "只发信函", "other": "其他"}),
    ask="用什么方式协商？",
)
policy.fact("union_takes_part", YesNo(), ask="单位工会代表职工参加了吗？")
policy.fact("reps_elected", YesNo(), ask="职工已经选出协商代表了吗？")
policy.fact("reps_take_part", YesNo(), ask="选出的协商代表参加了吗？")


@policy.condition("这件事可以用简易程序", source=LAW)
def simple_allowed(ordinary_only, urgent):
    return ~(ordinary_only | urgent)


@policy.condition("工会代表职工", source=LAW)
def union_stands_for_staff(union_takes_part):
    return union_takes_part


@policy.condition("选出的代表参加了", source=LAW)
def elected_reps_present(reps_elected, reps_take_part):
    return when(reps_elected, reps_take_part, True)


@policy.condition("用条例写明的方式（会议、电话、网络）", source=LAW)
def form_named(form):
    return form.isin(["meeting", "phone", "network"])


@policy.result("简易程序做对了", YesNo(), source=LAW)
def in_order(entitled):
    return entitled


policy.says("[in_order?简易程序做对了]。")
policy.says("简易程序没有做对，因为没有做到{because}。", status="not_entitled")
