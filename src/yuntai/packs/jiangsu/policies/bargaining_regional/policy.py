"""区域性、行业性集体协商的代表 (valid representatives for regional and industry bargaining), R64."""

from yuntai.rules import Choice, Policy, YesNo, when

LAW = "《江苏省集体协商条例》（区域性、行业性集体协商条，条号待核实）"

policy = Policy(
    title="集体协商：区域性、行业性代表",
    subject="employers",
    theme="employers",
    source=LAW,
    begins="2023-05-01",
    published="2023-01-12",
)

policy.fact("elected", YesNo(), ask="企业方代表是民主推选出来的吗？")
policy.fact("publicised", YesNo(), ask="名单公布了吗？")
policy.fact(
    "guided_by",
    Choice(
        {
            "employers": "区域或行业的企业代表组织",
            "union": "上级工会",
            "other": "其他",
            "none": "没有人指导",
        }
    ),
    ask="推选是在谁的指导下进行的？",
)
policy.fact("lower_body_missing", YesNo(), ask="下面没有工会或者企业代表组织吗？")


@policy.condition("民主推选", source=LAW)
def chosen_democratically(elected):
    return elected


@policy.condition("公布了名单", source=LAW)
def made_public(publicised):
    return publicised


@policy.condition("在企业代表组织指导下推选", source=LAW)
def guided(guided_by):
    return guided_by == "employers"


@policy.result("企业方代表有效", YesNo(), source=LAW)
def valid(entitled):
    return entitled


@policy.result(
    "没有下级组织时",
    Choice({"upper": "由上级工会、上级企业代表组织代替（上代下）", "own": "由自己的组织参加"}),
    source=LAW,
)
def stands_in(lower_body_missing):
    return when(lower_body_missing, "upper", "own")


policy.says("[valid?企业方代表有效][lower_body_missing?，{stands_in}]。")
policy.says("企业方代表无效，因为没有做到{because}。", status="not_entitled")
