"""Persons who are not there, and persons who are there twice.

A number that cannot exist (its check digit, its date of birth) is refused when the exports are checked, with all rows that
carry it; what is found here has a good number.
"""

import ibis

from yuntai.selections import check, evidence, words


@check(
    "除待遇外没有任何记录的人",
    kind="fictitious",
    severity="high",
    table="benefits",
    source="《社会保险法》第八十八条；疑点数据核查：“假人”骗领",
    verify="调阅待遇审批档案，请公安核对户籍，找本人当面认证；查无此人的，停发、冻结账户并移交。",
)
def fictitious_person(
    benefits, enrolments, contributions, spells=None, certificates=None, deaths=None, payments=None, businesses=None
):
    own = benefits.filter(benefits.kind != "survivor")  # a survivor need never have worked
    for table in (enrolments, contributions, spells, certificates, deaths, payments, businesses):
        if table is not None:
            own = own.anti_join(table, "person")
    return evidence(own, key=own.person, person=own.person, row=own.benefit, on=own.paid_on, amount=own.amount)


@check(
    "一个人有两个身份",
    kind="fictitious",
    severity="medium",
    table="persons",
    source="疑点数据核查：“假人”骗领、重复领待",
    verify="请公安比对两个号码的户籍、照片和曾用名；是同一人的，注销重号，合并参保关系，清退重复待遇。双胞胎、同名同生日的人不算。",
)
def two_identities(resemblances, least_resemblance):
    alike = resemblances.filter(resemblances.probability >= least_resemblance.last)
    key = words(alike.person, " ", alike.other)
    detail = words("可能性 ", (alike.probability * 100).round(1), " %：", alike.alike)
    sides = [evidence(alike, key=key, person=side, row=side, detail=detail) for side in (alike.person, alike.other)]
    return ibis.union(*sides)
