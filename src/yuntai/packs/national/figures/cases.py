"""办件。"""

from yuntai.rules import FAR
from yuntai.selections import figure, rows, years_after


def _of(cases, on, **counted):
    return rows(
        cases, on=on, unit=cases.unit, case=cases.case, procedure=cases.procedure, channel=cases.channel, **counted
    )


@figure("收件", unit="件")
def received(cases):
    return _of(cases, cases.came_on, part=1)


@figure("受理", unit="件")
def accepted(cases):
    taken = cases.filter(cases.accepted_on < FAR)
    return _of(taken, taken.accepted_on, part=1)


@figure("答复率", unit="%")
def answered_rate(cases):
    """Of what came in, what was accepted, or ended without that."""
    return _of(cases, cases.came_on, part=(cases.accepted_on < FAR) | (cases.closed_on < FAR), whole=1)


@figure("网办率", unit="%")
def online_rate(cases):
    return _of(cases, cases.came_on, part=cases.channel == "online", whole=1)


@figure("高频事项网办率", unit="%")
def frequent_online_rate(cases, today):
    """Of the ten matters with the most cases within a year."""
    year = cases.filter((cases.came_on > years_after(today, -1)) & (cases.came_on <= today))
    counted = year.group_by("procedure").aggregate(times=year.count())
    often = counted.order_by([counted.times.desc(), counted.procedure]).limit(10)
    taken = year.semi_join(often, "procedure")
    return _of(taken, taken.came_on, part=taken.channel == "online", whole=1)


@figure("窗口和网点收件", unit="件")
def at_counters(cases):
    taken = cases.filter(cases.channel.isin(["counter", "outlet"]))
    return rows(
        taken,
        on=taken.came_on,
        unit=taken.unit,
        case=taken.case,
        procedure=taken.procedure,
        window=taken.window,
        part=1,
    )


@figure("在办", unit="件")
def open_now(cases, today):
    here = cases.filter(cases.closed_on == FAR)
    return _of(here, today, part=1)


@figure("超期在办", unit="件")
def late_now(cases, today):
    late = cases.filter((cases.closed_on == FAR) & ~cases.paused & (cases.due_on < today))
    return _of(late, today, part=1)


@figure("办结", unit="件")
def closed(cases):
    ended = cases.filter(cases.closed_on < FAR)
    return _of(ended, ended.closed_on, part=1)


def _after_acceptance(cases):
    return cases.filter((cases.closed_on < FAR) & (cases.accepted_on < FAR))


@figure("按时办结率", unit="%")
def closed_in_time(cases):
    ended = _after_acceptance(cases)
    ended = ended.filter(ended.due_on < FAR)
    return _of(ended, ended.closed_on, part=ended.closed_on <= ended.due_on, whole=1)


@figure("平均办理工作日", unit="天")
def workdays_taken(cases):
    ended = _after_acceptance(cases)
    return _of(ended, ended.closed_on, part=ended.worked, whole=1)


@figure("办结率", unit="%")
def closing_rate(cases):
    """Of what came in, what has ended by now."""
    return _of(cases, cases.came_on, part=cases.closed_on < FAR, whole=1)


@figure("发放人次", unit="人次")
def grants(cases):
    paid = _granted(cases)
    return _of(paid, paid.closed_on, part=1)


@figure("发放金额", unit="元")
def granted_money(cases):
    paid = _granted(cases)
    return _of(paid, paid.closed_on, part=paid.amount)


def _granted(cases):
    """What was granted and has been paid, and was not taken back since."""
    return cases.filter((cases.outcome == "granted") & cases.state.isin(["closed", "revisiting"]) & (cases.amount > 0))
