"""事实劳动关系的证据 (proof of a labour relationship without a contract), R29: a checklist."""

from yuntai.rules import Choice, Policy, Whole, YesNo, when

RULE = "劳社部发〔2005〕12号"
READ = ("2026-11-30", "通知全文（公开转载 ehs.cn）")

policy = Policy(
    title="事实劳动关系的证据",
    subject="enrolments",
    theme="rights",
    source=f"{RULE}第一条、第二条",
    begins="2005-05-25",
    published="2005-05-25",
)

policy.fact("has_contract", YesNo(), ask="手上有劳动合同吗？")
policy.fact("has_insurance_record", YesNo(), ask="有这家单位缴社会保险的记录吗？")
policy.fact("has_wage_record", YesNo(), ask="有工资支付凭证或者记录吗？（工资条、银行流水、工资发放花名册）")
policy.fact("has_badge", YesNo(), ask="有工作证、服务证等能证明身份的证件吗？")
policy.fact("has_hiring_form", YesNo(), ask="有招工招聘登记表、报名表等招用记录吗？")
policy.fact("has_attendance", YesNo(), ask="有考勤记录吗？")
policy.fact("has_witness", YesNo(), ask="有其他劳动者的证言等吗？")
policy.fact(
    "both_qualified",
    YesNo(),
    ask="单位和本人都符合法律规定的主体资格吗？（单位依法成立，本人已满16周岁、没有开始领养老金）",
)
policy.fact("managed", YesNo(), ask="受单位规章制度约束、受单位管理，做单位安排的有报酬的工作吗？")
policy.fact("part_of_business", YesNo(), ask="做的工作是单位业务的组成部分吗？")


@policy.result("有直接证据（劳动合同或者社会保险缴费记录）", YesNo(), source=f"{RULE}第二条")
def direct(has_contract, has_insurance_record):
    return has_contract | has_insurance_record


@policy.result("有几类证据", Whole(unit="类"), source=f"{RULE}第二条")
def pieces(direct, has_wage_record, has_badge, has_hiring_form, has_attendance, has_witness):
    return (
        when(direct | has_wage_record, 1, 0)
        + when(has_badge, 1, 0)
        + when(has_hiring_form, 1, 0)
        + when(has_attendance, 1, 0)
        + when(has_witness, 1, 0)
    )


@policy.result(
    "建议",
    Choice(
        {
            "file": "有直接证据，可以据此申请仲裁",
            "add": "有一些证据，最好再补；没补齐也可以先申请",
            "seek": "还没有证据，请先收集",
        }
    ),
    source=f"{RULE}第二条",
)
def advice(direct, pieces):
    return when(direct, "file", when(pieces > 0, "add", "seek"))


@policy.aside("还要找：工资支付凭证、社会保险缴费记录（由单位举证）", YesNo(), source=f"{RULE}第二条第一项")
def seek_wage_record(direct, has_wage_record):
    return ~(direct | has_wage_record)


@policy.aside("还要找：工作证、服务证", YesNo(), source=f"{RULE}第二条第二项")
def seek_badge(has_badge):
    return ~has_badge


@policy.aside("还要找：招工招聘登记表、报名表（由单位举证）", YesNo(), source=f"{RULE}第二条第三项")
def seek_hiring_form(has_hiring_form):
    return ~has_hiring_form


@policy.aside("还要找：考勤记录（由单位举证）", YesNo(), source=f"{RULE}第二条第四项")
def seek_attendance(has_attendance):
    return ~has_attendance


@policy.aside("还要找：其他劳动者的证言", YesNo(), source=f"{RULE}第二条第五项")
def seek_witness(has_witness):
    return ~has_witness


@policy.aside("没有签合同，同时具备这三项的，劳动关系成立", YesNo(), source=f"{RULE}第一条", checked=READ)
def relationship_stands(both_qualified, managed, part_of_business):
    return both_qualified & managed & part_of_business


policy.says("{advice}[（现在有{pieces}证据）]。")
