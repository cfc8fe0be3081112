"""评价和复查。"""

from yuntai.rules import FAR
from yuntai.selections import figure, rows


def _of(acts, cases, **counted):
    """What was done to cases, by the unit that has each now."""
    done = acts.inner_join(cases.select("case", "unit", "procedure"), "case")
    return rows(
        done,
        on=done.on,
        unit=done.unit,
        case=done.case,
        procedure=done.procedure,
        **{name: find(done) for name, find in counted.items()},
    )


@figure("群众满意度", unit="%")
def satisfied(acts, cases):
    """4 and 5 of 5 are satisfied; of every rating, also those of one case."""
    rated = acts.filter(acts.kind == "rate")
    return _of(rated, cases, capacity=lambda done: done.capacity, part=lambda done: done.score >= 4, whole=lambda _: 1)


@figure("评价", unit="次")
def ratings(acts, cases):
    rated = acts.filter(acts.kind == "rate")
    return _of(rated, cases, capacity=lambda done: done.capacity, score=lambda done: done.score, part=lambda _: 1)


@figure("与政策不同的决定", unit="%")
def overridden(acts, cases):
    proposed = acts.filter(acts.kind == "propose")
    return _of(proposed, cases, part=lambda done: done.overridden, whole=lambda _: 1)


@figure("复查发现问题", unit="%")
def found_wrong(acts, cases):
    looked_at = acts.filter(acts.kind == "recheck")
    return _of(looked_at, cases, part=lambda done: done.result == "wrong", whole=lambda _: 1)


@figure("办理记录", unit="次")
def acts_done(acts):
    return rows(acts, on=acts.on, case=acts.case, kind=acts.kind, part=1)


@figure("补正", unit="次")
def corrections(acts, cases):
    asked = acts.filter(acts.kind == "request_correction")
    return _of(asked, cases, part=lambda _: 1)


@figure("办结件的评价率", unit="%")
def rated_cases(cases):
    ended = cases.filter(cases.closed_on < FAR)
    return rows(
        ended,
        on=ended.closed_on,
        unit=ended.unit,
        case=ended.case,
        procedure=ended.procedure,
        part=ended.rating.notnull(),
        whole=1,
    )
