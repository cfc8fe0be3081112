"""The tables that a registry declares, as data.

``person`` and ``employer`` are the join keys and are named so in every table. In a bureau's export a person is given by
``resident_id`` (公民身份号码) and an employer by ``uscc`` (统一社会信用代码); in a loaded registry ``person`` is a keyed
pseudonym (64-bit integer) and ``employer`` the USCC. A date that may still be open is empty in an export and
:data:`yuntai.rules.language.kinds.FAR` once loaded, so that comparisons need no NULL.
"""

from __future__ import annotations

from collections.abc import Mapping

from yuntai.registry.columns import BIRTH, Birth, Column, Day, Employer, Month, Person, Rule, Table, number_of_day
from yuntai.registry.identity import PROVINCES, UNKNOWN_PROVINCE
from yuntai.rules.language.kinds import Choice, Code, Money, Number, Text, Whole, YesNo

DISTRICTS, SECTIONS = Code("districts"), Code("sections")
"""The districts of the place and the sections of GB/T 4754: lists of its pack (``codes/``)."""

PLACE = Choice({"nanjing": "南京", "jiangsu": "江苏其他地区", "elsewhere": "外省"})
SEX = Choice({"male": "男", "female": "女"})

POST = Choice({"worker": "工人岗位", "cadre": "管理技术岗位"})
EMPLOYER_KIND = Choice(
    {
        "enterprise": "企业",
        "hr_agency": "人力资源公司",
        "dispatch": "劳务派遣公司",
        "training_body": "培训机构",
        "institution": "事业单位",
    }
)
ENROLMENT_KIND = Choice({"employee": "单位职工", "flexible": "灵活就业"})
END_REASON = Choice(
    {
        "expired": "合同期满",
        "dismissed": "单位解除",
        "redundancy": "裁员",
        "quit": "本人辞职",
        "retired": "退休",
    }
)
LOSS_REASON = Choice(
    {"expired": "合同期满", "dismissed": "单位解除", "redundancy": "裁员", "quit": "本人辞职", "other": "其他"}
)
BENEFIT_KIND = Choice({"pension": "养老金", "unemployment": "失业保险金", "injury": "伤残津贴", "survivor": "抚恤金"})
CERTIFICATE_KIND = Choice({"skill": "技能等级", "ability": "专项职业能力", "training": "培训合格"})

_SERIAL = Whole(least=1, most=2**63 - 1)
_LEVEL = Whole(least=1, most=5, unit="级")


def _person(title: str = Person.title, references: str | None = "persons") -> Column:
    return Column("person", Person(), title, references=references)


def _employer(*, optional: bool = False, references: str | None = "employers") -> Column:
    return Column("employer", Employer(), Employer.title, optional=optional, references=references)


_TABLES = (
    Table(
        "persons",
        "人员",
        ("person",),
        (
            _person(references=None),
            Column("name", Text(), "姓名", private=True),
            Column("sex", SEX, "性别"),
            Column("born_on", Birth(), "出生日期"),
            Column("district", DISTRICTS, "区"),
            Column("household", PLACE, "户籍"),
            Column("post", POST, "岗位性质"),
            Column("hard_to_employ", YesNo(), "就业困难人员"),
            Column("graduated_on", Day(none="没有高校学历"), "毕业日期"),
        ),
        periods=(("born_on", "graduated_on"),),
        rules=(
            Rule(
                f"person > 0 AND {number_of_day('born_on')} <> {BIRTH}",
                "出生日期与公民身份号码不一致",
                soft=True,
            ),
            Rule("person > 0 AND (sex = 'male') <> (person // 11 % 2 = 1)", "性别与公民身份号码不一致", soft=True),
            Rule(
                f"person > 0 AND NOT list_contains([{', '.join(sorted(PROVINCES))}], person // 11000000000000000)",
                UNKNOWN_PROVINCE,
                soft=True,
            ),
        ),
    ),
    Table(
        "employers",
        "单位",
        ("employer",),
        (
            _employer(references=None),
            Column("name", Text(), "单位名称"),
            Column("section", SECTIONS, "行业门类"),
            Column("kind", EMPLOYER_KIND, "单位类型"),
            Column("district", DISTRICTS, "区"),
            Column("insured_in_province", YesNo(), "在江苏参保"),
            Column("opened_on", Day(), "成立日期"),
            Column("closed_on", Day(none="至今"), "注销日期"),
        ),
        periods=(("opened_on", "closed_on"),),
    ),
    Table(
        "businesses",
        "市场主体登记",
        ("business",),
        (
            Column("business", Text(), "登记号"),
            _employer(references=None),
            _person("法定代表人公民身份号码", references=None),
            Column("registered_on", Day(), "登记日期"),
            Column("cancelled_on", Day(none="至今"), "注销日期"),
        ),
        periods=(("registered_on", "cancelled_on"),),
        of_a_life=("registered_on",),
    ),
    Table(
        "enrolments",
        "参保登记",
        ("enrolment",),
        (
            Column("enrolment", _SERIAL, "参保登记号"),
            _person(),
            _employer(optional=True),
            Column("kind", ENROLMENT_KIND, "参保身份"),
            Column("place", PLACE, "参保地"),
            Column("began_on", Day(), "参保日期"),
            Column("ended_on", Day(none="至今"), "停保日期", ahead=True),
            Column("end_reason", END_REASON, "停保原因", optional=True),
            Column("contract_signed_on", Day(none="没有签"), "合同签订日期"),
            Column("registered_on", Day(none="没有登记"), "灵活就业登记日期", lacking=True),
        ),
        periods=(("began_on", "ended_on"),),
        of_a_life=("began_on", "contract_signed_on"),
        rules=(Rule("kind = 'employee' AND employer IS NULL", "单位职工缺少统一社会信用代码"),),
    ),
    Table(
        "contributions",
        "缴费记录",
        ("enrolment", "month"),
        (
            Column("enrolment", _SERIAL, "参保登记号", references="enrolments"),
            _person(),
            Column("month", Month(), "缴费月份", ahead=True),
            Column("wage", Money(), "应发工资"),
            Column("base", Money(), "缴费基数"),
            Column("own_paid", Money(), "个人实缴金额", optional=True, lacking=True),
            Column("paid_on", Day(none="未缴"), "到账日期"),
        ),
        of_a_life=("month",),
    ),
    Table(
        "spells",
        "失业登记",
        ("spell",),
        (
            Column("spell", Text(), "失业登记号"),
            _person(),
            Column("lost_on", Day(), "失业日期"),
            Column("registered_on", Day(), "登记日期"),
            Column("reason", LOSS_REASON, "失业原因"),
            Column("seeks_work", YesNo(), "有求职要求"),
            Column("reemployed_on", Day(none="至今"), "再就业日期"),
            Column("insured_months", Whole(most=720), "累计缴费月数"),
        ),
        periods=(("lost_on", "registered_on"), ("lost_on", "reemployed_on")),
        of_a_life=("lost_on",),
    ),
    Table(
        "benefits",
        "待遇发放",
        ("benefit",),
        (
            Column("benefit", _SERIAL, "发放号"),
            _person(),
            Column("kind", BENEFIT_KIND, "待遇种类"),
            Column("month", Month(), "待遇月份"),
            Column("amount", Money(), "金额"),
            Column("paid_on", Day(), "发放日期"),
            Column("place", PLACE, "发放地"),
            Column("account", Text(), "收款账户", optional=True),
        ),
        of_a_life=("paid_on",),
    ),
    Table(
        "certificates",
        "技能证书",
        ("certificate",),
        (
            Column("certificate", Text(), "证书编号"),
            _person(),
            Column("occupation", Text(), "职业工种"),
            Column("level", _LEVEL, "等级"),
            Column("kind", CERTIFICATE_KIND, "证书种类"),
            Column("issued_on", Day(), "发证日期"),
            Column("assessed_in_nanjing", YesNo(), "在宁评价"),
            Column("listed", YesNo(), "列入当年目录"),
            Column("starred", YesNo(), "标*职业"),
            Column("found_in_osta", YesNo(), "国家网可查"),
            Column("found_in_jshrss", YesNo(), "省网可查"),
            Column("shortage", YesNo(), "紧缺职业"),
        ),
        of_a_life=("issued_on",),
    ),
    Table(
        "deaths",
        "死亡登记",
        ("death",),
        (
            Column("death", Text(), "死亡登记号"),
            _person(references=None),
            Column("died_on", Day(), "死亡日期"),
            Column("reported_on", Day(), "登记日期"),
        ),
        periods=(("died_on", "reported_on"),),
        of_a_life=("died_on",),
        once="died_on",
    ),
    Table(
        "payments",
        "补贴发放",
        ("payment",),
        (
            Column("payment", Text(), "发放号"),
            _person(),
            Column("policy", Text(), "补贴项目"),
            Column("subject", Text(), "补贴对象编号"),
            Column("occupation", Text(), "职业工种", optional=True),
            Column("level", _LEVEL, "等级", optional=True),
            Column("amount", Money(), "金额"),
            Column("claimed_on", Day(), "申领日期"),
            Column("paid_on", Day(), "发放日期"),
        ),
        periods=(("claimed_on", "paid_on"),),
        of_a_life=("claimed_on",),
    ),
)

TABLES: Mapping[str, Table] = {table.name: table for table in _TABLES}
"""Every declared table by name, a table after those that it refers to."""

_DERIVED = (
    Table(
        "resemblances",
        "疑似同一人",
        ("person", "other"),
        (
            _person(),
            Column("other", Person(), "另一身份"),
            Column("probability", Number(), "可能性"),
            Column("alike", Text(), "相同之处"),
        ),
    ),
)

DERIVED: Mapping[str, Table] = {table.name: table for table in _DERIVED}
"""Tables of a registry that no export holds: what loading works out from names and resident ids before it drops them."""

HELD: Mapping[str, Table] = {**TABLES, **DERIVED}
"""Every table that a registry may hold."""
