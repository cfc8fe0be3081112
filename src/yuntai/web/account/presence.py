"""What is asked of who stands at a counter or calls: for herself, or for the employer whose operator she is."""

from __future__ import annotations

from typing import Any

from django import forms

from yuntai.people.models import Operator, Person
from yuntai.registry.identity import check_uscc, normalise_uscc
from yuntai.registry.names import name_key
from yuntai.web.account.forms import RealName, choice_field, phone_of, text_field

_NO_OPERATOR = (
    "这一位不是这家单位登记的经办人或审批人。请单位的审批人在网上添加；"
    "单位还没有实名注册的，请带加盖公章的授权书先注册，在“核验单位注册”里通过以后就能办"
)


class Present(RealName):
    """A person for whom an officer acts while she is there: at which counter, and why."""

    unit = choice_field("单位", [])
    reason = text_field("来办什么", 100)

    def __init__(self, counters: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counters = counters
        self.fields["unit"].choices = list(counters.items())  # type: ignore[attr-defined]


class Counter(Present):
    """The person who stands at the counter."""

    seen = forms.CharField(error_messages={"required": "请先核对本人和证件，再勾选"})

    def other_name(self, typed: str, known: str) -> str:
        """Which character is another one, beside the card that lies on the counter."""
        return f"姓名与身份号码对不上：{difference(typed, known)}，请对着证件核对；登记错了的，在“窗口纠错”里更正"


class Caller(Present):
    """A person who calls: from which number, or what she answers (:data:`yuntai.web.account.callers.QUESTIONS`)."""

    number = forms.CharField(max_length=20, required=False)
    phone = forms.CharField(max_length=20, required=False)
    case = forms.CharField(max_length=20, required=False)
    base = forms.CharField(max_length=20, required=False)
    certificate = forms.CharField(max_length=40, required=False)

    def clean_number(self) -> str:
        text: str = self.cleaned_data["number"]
        return phone_of(text) if text else ""

    def clean(self) -> dict[str, Any]:
        """Only who is known can be made sure of by telephone."""
        cleaned = super().clean()
        if "resident_id" in cleaned and "name" in cleaned:
            person = Person.objects.with_resident_id(cleaned["resident_id"])
            if person is None:
                raise forms.ValidationError(
                    {"resident_id": "平台里还没有这一位，电话里核实不了；请到窗口，或者在网上实名注册"}
                )
            cleaned["person"] = person.record
        return cleaned


class OfEmployer(forms.Form):
    """For which employer somebody is there: one of its operators, who must be known as such."""

    uscc = text_field("统一社会信用代码", 24)

    def clean_uscc(self) -> str:
        if problems := check_uscc(self.cleaned_data["uscc"]):
            raise forms.ValidationError("；".join(problems))
        return normalise_uscc(self.cleaned_data["uscc"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"resident_id", "name", "uscc"} <= set(cleaned):
            person = Person.objects.with_resident_id(cleaned["resident_id"])
            held = Operator.objects.in_force().filter(employer__uscc=cleaned["uscc"])
            hers = held.filter(user__person__in=Person.objects.same(person)) if person else held.none()
            if person is None or not (operator := hers.select_related("employer", "user__person").first()):
                raise forms.ValidationError({"resident_id": _NO_OPERATOR})
            cleaned |= {"person": person.record, "operator": operator}
        return cleaned


class EmployerAtCounter(OfEmployer, Counter):
    """An operator of an employer who stands at the counter."""


class EmployerCalling(OfEmployer, Caller):
    """An operator of an employer who calls."""


def difference(typed: str, known: str) -> str:
    """Where two names differ, without saying what the known one is: a character that only looks alike is named by its code."""
    one, other = name_key(typed), name_key(known)
    if len(one) != len(other):
        return f"登记的是 {len(other)} 个字，填的是 {len(one)} 个字"
    place = next(place for place, (mine, theirs) in enumerate(zip(one, other, strict=True), 1) if mine != theirs)
    return f"第 {place} 个字“{one[place - 1]}”（U+{ord(one[place - 1]):04X}）和登记的不是同一个字"
