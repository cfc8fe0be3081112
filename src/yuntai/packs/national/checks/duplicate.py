"""The same benefit twice."""

import ibis

from yuntai.selections import check, evidence


@check(
    "同一待遇同一月份领了两份",
    kind="duplicate",
    severity="high",
    table="benefits",
    source="《社会保险法》第八十八条；疑点数据核查：重复领待",
    verify="向另一处经办机构核对待遇核定表和发放记录；属重复领取的，由本人选定保留一处，另一处清退并追回。",
)
def benefit_in_two_places(benefits, duplicate_share):
    same = ibis.window(group_by=["person", "kind", "month"])
    told = benefits.mutate(
        several=benefits.place.min().over(same) < benefits.place.max().over(same),
        times=benefits.count().over(same),
        largest=benefits.amount.max().over(same),
        smallest=benefits.amount.min().over(same),
    )
    # A second, much smaller payment by the same place is a correction of the first.
    again = told.smallest >= told.largest * duplicate_share.on(told.paid_on)
    twice = told.filter(told.several | ((told.times > 1) & again))
    return evidence(
        twice,
        key=ibis.literal(" ").join([twice.person.cast("string"), twice.kind]),
        person=twice.person,
        row=twice.benefit,
        on=twice.paid_on,
        amount=twice.amount,
        detail=twice.place,
    )
