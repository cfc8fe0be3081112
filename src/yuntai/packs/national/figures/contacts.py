"""预约和来件。"""

from yuntai.rules import FAR
from yuntai.selections import figure, rows


@figure("举办的场次", unit="场")
def sittings_held(sittings, today):
    held = sittings.filter(~sittings.cancelled & (sittings.held_on <= today))
    return rows(held, on=held.held_on, unit=held.unit, sort=held.sort, part=1)


@figure("到场", unit="人次")
def came_to_sittings(bookings):
    came = bookings.filter(bookings.came & bookings.person.notnull())
    return rows(came, on=came.held_on, unit=came.unit, sort=came.sort, part=1)


@figure("约了来的", unit="%")
def attendance(bookings, today):
    held = bookings.filter((bookings.state == "held") & (bookings.held_on < today))
    return rows(held, on=held.held_on, unit=held.unit, sort=held.sort, part=held.came, whole=1)


@figure("收到的工单", unit="件")
def orders_received(messages):
    return rows(messages, on=messages.came_on, unit=messages.unit, party=messages.party, part=1)


@figure("答复的工单", unit="件")
def orders_answered(messages):
    answered = messages.filter(messages.answered_on < FAR)
    return rows(answered, on=answered.answered_on, unit=answered.unit, party=answered.party, part=1)


@figure("工单按期答复率", unit="%")
def orders_in_time(messages, today):
    """Of those whose limit is over or that were answered."""
    due = messages.filter((messages.answered_on < FAR) | (messages.due_on < today))
    return rows(due, on=due.came_on, unit=due.unit, party=due.party, part=due.answered_on <= due.due_on, whole=1)
