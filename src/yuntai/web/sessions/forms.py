"""What the desk asks for a session, a room, a booking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from yuntai.bookings.kinds import kinds
from yuntai.bookings.models import Room, Session
from yuntai.bookings.planning import MOST_SEATS, When
from yuntai.clock import SHANGHAI
from yuntai.people.models import Employer, Person, Unit
from yuntai.registry.identity import check_resident_id, normalise_uscc
from yuntai.web import fields


class Timed(forms.Form):
    """When and where."""

    day = fields.day("日期")
    begins = fields.time("开始时间")
    ends = fields.time("结束时间")
    room = forms.ModelChoiceField(
        Room.objects.none(), required=False, error_messages={"invalid_choice": "请从列表里选择场所"}
    )
    place = fields.text("别处的地点", 80, required=False)

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = Room.objects.filter(unit=unit)

    def clean(self) -> dict[str, Any]:
        """In a room or elsewhere, not both."""
        cleaned = super().clean() or {}
        if cleaned.get("room") and cleaned.get("place"):
            self.add_error("place", "选了场所就不用再写别处的地点，请去掉一样")
        return cleaned

    def when(self) -> When:
        """What was written."""
        day, room = self.cleaned_data["day"], self.cleaned_data["room"]
        begins, ends = (datetime.combine(day, self.cleaned_data[name], SHANGHAI) for name in ("begins", "ends"))
        return When(begins, ends, room, self.cleaned_data["place"].strip())


class Plan(Timed):
    """A new session."""

    title = fields.text("名称", 60)
    capacity = fields.whole("名额", 1, MOST_SEATS)
    open_to_all = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {"required": "请选择种类", "invalid_choice": "请选择种类"}
        self.fields["kind"] = forms.ChoiceField(choices=[*kinds().items()], error_messages=said)


class Move(Timed):
    """Another time or place for a session."""

    reason = fields.text("改期的原因", 200)


class AddRoom(forms.Form):
    """A room of a unit."""

    name = fields.text("名称", 40)
    seats = fields.whole("座位数", 1, MOST_SEATS)
    opens = fields.time("几点开门")
    closes = fields.time("几点关门")
    on_rest_days = forms.BooleanField(required=False)


class AddSomebody(forms.Form):
    """Who is put into a session by an officer: by resident id or social credit code."""

    number = fields.text("身份证号或者信用代码", 18)

    def clean_number(self) -> Person | Employer:
        """Whose number it is."""
        text = self.cleaned_data["number"].strip()
        found: Person | Employer | None = None
        if not check_resident_id(text):
            person = Person.objects.with_resident_id(text)
            found = person.record if person else None
        else:
            found = Employer.objects.filter(uscc=normalise_uscc(text)).first()
        if found is None:
            raise forms.ValidationError("平台上没有这个号码的人或者单位，请核对；没有来过的，先在窗口办一次")
        return found


def times_of(session: Session) -> dict[str, Any]:
    """When and where a session is, as a form shows it."""
    begins, ends = session.begins.astimezone(SHANGHAI), session.ends.astimezone(SHANGHAI)
    return {
        "day": begins.date(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "room": session.room_id,
        "place": session.place,
    }
