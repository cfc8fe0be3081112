"""Enrolments that should not stand beside each other, or not at that time."""

import ibis

from yuntai.rules.language.kinds import FAR
from yuntai.selections import check, evidence, words


@check(
    "同一时间在两地缴费",
    kind="enrolment",
    severity="medium",
    table="enrolments",
    source="《社会保险法》第五十八条；疑点数据核查：违规参保",
    verify="核对两处的劳动合同与工资；保留实际用工一处，另一处清退或转移。换工作当月两边各缴一次的不算。",
)
def overlapping_enrolments(contributions, enrolments, overlap_months):
    several = enrolments.group_by("person").aggregate(places=enrolments.place.nunique())
    several = several.filter(several.places > 1)
    kept = enrolments.semi_join(several, "person").select("enrolment", "person", "place", "began_on", "ended_on")
    paid = contributions.select("enrolment", "month").inner_join(kept, "enrolment")
    first, second = paid, paid.view()
    later = (second.began_on > first.began_on) | (
        (second.began_on == first.began_on) & (second.enrolment > first.enrolment)
    )
    both = first.inner_join(
        second,
        [first.person == second.person, first.month == second.month, first.place != second.place, later],
        lname="",
        rname="{name}_later",
    )
    pairs = both.group_by(["person", "enrolment", "place", "enrolment_later", "place_later"]).aggregate(
        months=both.count(), since=both.month.min(), until=both.month.max()
    )
    found = pairs.filter(pairs.months >= overlap_months.on(pairs.since))
    return evidence(
        found,
        key=words(found.enrolment, " ", found.enrolment_later),
        person=found.person,
        row=found.enrolment_later,
        on=found.since,
        detail=words(
            "与参保登记 ", found.enrolment, " 重叠 ", found.months, " 个月，", found.since, " 至 ", found.until
        ),
    )


@check(
    "领待遇前不久补缴",
    kind="enrolment",
    severity="medium",
    table="contributions",
    source="人社部发〔2016〕132号；疑点数据核查：违规参保",
    verify="调阅补缴的法律文书或工资、合同凭证；没有真实劳动关系的，清退补缴，重新核定待遇。",
)
def late_enrolment(contributions, benefits, late_by_months, late_months, days_before_benefit):
    started = benefits.group_by(["person", "kind"]).aggregate(drawn_from=benefits.paid_on.min())
    started = started.filter(started.kind.isin(["pension", "unemployment"]))
    paid = contributions.filter(contributions.paid_on < FAR)
    late = paid.filter(_months(paid.month, paid.paid_on) >= late_by_months.on(paid.paid_on))
    near = late.inner_join(started, "person")
    days = near.drawn_from.delta(near.paid_on, unit="day")
    near = near.filter((days >= 0) & (days <= days_before_benefit.on(near.paid_on)))
    told = near.mutate(months=near.count().over(ibis.window(group_by=["person", "kind"])))
    found = told.filter(told.months >= late_months.on(told.paid_on))
    return evidence(
        found,
        key=ibis.literal(" ").join([found.person.cast("string"), found.kind]),
        person=found.person,
        row=words(found.enrolment, " ", found.month),
        on=found.paid_on,
        detail=words(found.paid_on, " 补缴，", found.drawn_from, " 起领待遇"),
    )


def _months(start, end):
    return (end.year() - start.year()) * 12 + end.month() - start.month()
