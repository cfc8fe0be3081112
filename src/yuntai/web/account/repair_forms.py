"""What is asked of an officer who proposes to put something right: what, by which paper, why."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.db import transaction

from yuntai.cases.history import history_of
from yuntai.cases.models import Case
from yuntai.cases.repair_kinds import CORRECT, CORRECTED, HAND_OVER, MERGE, MOVE, RELEASE, SPLIT, Repair, propose_repair
from yuntai.cases.secrecy import may_know
from yuntai.errors import YuntaiError
from yuntai.people.accounts import account_for
from yuntai.people.models import Employer, Person, Role, Unit, User
from yuntai.proposals.models import Proposal
from yuntai.registry.identity import check_resident_id, check_uscc, normalise_name, normalise_uscc
from yuntai.registry.names import name_key
from yuntai.rules.language.texts import half_width
from yuntai.web.account.forms import choice_field, phone_of, text_field

PAPERS = (
    "居民身份证",
    "户口簿或者公安机关的证明",
    "港澳台居民居住证",
    "外国人永久居留身份证",
    "营业执照和加盖公章的授权书",
)
_NOBODY = "平台里没有这个身份号码的档案，请核对号码"


def _line(label: str, most: int = 40, *, optional: bool = False, text: str = "") -> forms.CharField:
    field = text_field(label, most, required=not optional, help_text=text)
    field.label = label
    return field


def _choice(label: str, options: dict[str, str]) -> forms.ChoiceField:
    field = choice_field(label, list(options.items()))
    field.label, field.options, field.kind = label, options, "choice"  # type: ignore[attr-defined]
    return field


def _paper() -> forms.ChoiceField:
    return _choice("看过什么证件", {paper: paper for paper in PAPERS})


class RepairForm(forms.Form):
    """The part that all repairs have; a subclass finds what it is about."""

    title: str
    lead: str

    def __init__(self, officer: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer
        places = {one.unit.code: one.unit.name for one in officer.roles() if one.role == Role.ACCEPT}
        self.fields["paper"] = _paper()
        self.fields["why"] = _line("为什么要改", 120, text="例如：登记时看错一位。本人和核对的人都看得到")
        if len(places) > 1:
            self.fields["unit"] = _choice("在哪个单位提出", places)
        self._only = next(iter(places))

    @property
    def unit(self) -> Unit:
        """Where it is proposed."""
        return Unit.objects.get(code=self.cleaned_data.get("unit", self._only))

    def propose(self) -> Proposal:
        """Propose it, with what a good form says."""
        raise NotImplementedError

    def _propose(self, kind: Repair, subject: Any, person: Person | None = None, **content: Any) -> Proposal:
        given = self.cleaned_data
        content["paper"] = given["paper"]
        return propose_repair(kind, self.officer, self.unit, subject, content, given["why"], person)


def _known(text: str) -> Person:
    person = Person.objects.with_resident_id(half_width(text))
    if person is None:
        raise forms.ValidationError(_NOBODY)
    return person


def _number(text: str) -> str:
    number = half_width(text)
    if problems := check_resident_id(number):
        raise forms.ValidationError("；".join(problems))
    return number


def _firm(text: str) -> Employer:
    if problems := check_uscc(text):
        raise forms.ValidationError("；".join(problems))
    found = Employer.objects.filter(uscc=normalise_uscc(text)).first()
    if found is None:
        raise forms.ValidationError("平台里没有这家单位，可以直接实名注册，不用交还")
    return found


class CorrectPerson(RepairForm):
    """A letter of a name, a digit of a number, a telephone."""

    title = "更正个人信息"
    lead = "姓名、身份号码、手机号码登记错了，本人带证件来改。只填要改的，其余空着。"

    known = _line("现在登记的公民身份号码", 20)
    name = _line("改成的姓名", optional=True, text="不改就空着")
    resident_id = _line("改成的公民身份号码", 20, optional=True, text="生日登记错的，也改号码")
    phone = _line("改成的手机号码", 20, optional=True, text="原来的号码会收到短信")

    def clean_known(self) -> Person:
        return _known(self.cleaned_data["known"]).record

    def clean_name(self) -> str:
        return normalise_name(self.cleaned_data["name"])

    def clean_resident_id(self) -> str:
        text = self.cleaned_data["resident_id"]
        return _number(text) if text else ""

    def clean_phone(self) -> str:
        text = half_width(self.cleaned_data["phone"])
        return phone_of(text) if text else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned[column] for column in CORRECTED):
            raise forms.ValidationError({"name": "请至少填一项要改的"})
        return cleaned

    def propose(self) -> Proposal:
        person: Person = self.cleaned_data["known"]
        was = {column: getattr(person, column) for column in CORRECTED}
        now = {column: self.cleaned_data[column] or was[column] for column in CORRECTED}
        return self._propose(CORRECT, person, person, was=was, now=now)


class MoveCase(RepairForm):
    """A case that was taken in for the wrong applicant."""

    title = "改办件的申请人"
    lead = "窗口把办件收在了别人名下。还没有拟定决定的才能改；改了以后，请核对表里填的内容。"

    number = _line("办件编号", 20)
    resident_id = _line("应当是谁的：公民身份号码", 20, optional=True, text="个人的办件填这两项")
    name = _line("这一位的姓名", optional=True)
    uscc = _line("应当是哪家单位的：统一社会信用代码", 24, optional=True, text="单位的办件填这一项")

    def clean_number(self) -> Case:
        found = Case.objects.visible_to(self.officer).filter(number=self.cleaned_data["number"]).first()
        if found is None:
            raise forms.ValidationError("您的单位没有这个编号的办件")
        if not may_know(found, self.officer, history_of(found)):
            raise forms.ValidationError("申请人要求保密，请由正在办或者办过这个办件的人来提出")
        return found  # type: ignore[no-any-return]

    def clean_uscc(self) -> Employer | None:
        return _firm(self.cleaned_data["uscc"]) if self.cleaned_data["uscc"] else None

    def clean_resident_id(self) -> str:
        return _number(self.cleaned_data["resident_id"]) if self.cleaned_data["resident_id"] else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "number" not in cleaned or self.errors:
            return cleaned
        if cleaned["number"].employer:
            if not cleaned["uscc"]:
                raise forms.ValidationError({"uscc": "这是单位的办件，请填写应当是哪家单位的"})
            return cleaned
        if not (cleaned["resident_id"] and cleaned["name"]):
            raise forms.ValidationError({"resident_id": "这是个人的办件，请填写应当是谁的：号码和姓名"})
        _require_name(cleaned)
        return cleaned

    def propose(self) -> Proposal:
        given = self.cleaned_data
        case: Case = given["number"]
        to = given["uscc"] if case.employer else Person.objects.register(given["resident_id"], given["name"]).record
        return self._propose(MOVE, case, case.person and case.person.record, case=case.pk, to=to.pk)


def _require_name(cleaned: dict[str, Any]) -> None:
    known = Person.objects.with_resident_id(cleaned["resident_id"])
    if known and name_key(known.record.name) != name_key(cleaned["name"]):
        raise forms.ValidationError({"name": "姓名与这个身份号码登记的不一致，请核对；登记错了的，先更正"})


class MergeRecords(RepairForm):
    """Two records of one person."""

    title = "合并档案"
    lead = "同一个人有两条档案：旧号码和新号码、换了证件、登记了两次。合并以后两边的办件、文书、消息都看得到，待遇只算一次。"

    into = _line("以哪个号码为准", 20, text="现在用的证件上的号码")
    other = _line("合并过来的号码", 20, text="15 位的旧号码，请先照证件换成 18 位")

    def clean_into(self) -> str:
        return _number(self.cleaned_data["into"])

    def clean_other(self) -> str:
        return _number(self.cleaned_data["other"])

    def clean(self) -> dict[str, Any]:
        """Who is known to the registry alone becomes known, by the name of the other record."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        found = [Person.objects.with_resident_id(cleaned[name]) for name in ("into", "other")]
        if not any(found):
            raise forms.ValidationError({"into": "两个号码平台里都没有档案，请核对"})
        return cleaned

    def propose(self) -> Proposal:
        found = [Person.objects.with_resident_id(self.cleaned_data[name]) for name in ("into", "other")]
        called = next(one.name for one in found if one)
        into, other = (Person.objects.register(self.cleaned_data[name], called) for name in ("into", "other"))
        return self._propose(MERGE, other, other, into=into.pk)


class SplitRecords(RepairForm):
    """Records that were merged and are not of one person."""

    title = "分开合并错的档案"
    lead = "合并错了的可以分开，各自的办件回到各自名下。合并以后的决定看了两条档案的，要先复查。"

    other = _line("当时合并过来的号码", 20)

    def clean_other(self) -> Person:
        return _known(self.cleaned_data["other"])

    def propose(self) -> Proposal:
        return self._propose(SPLIT, self.cleaned_data["other"], self.cleaned_data["other"])


class HandEmployerOver(RepairForm):
    """An employer whose code somebody else has."""

    title = "单位代码交还"
    lead = (
        "代码被别人注册了，或者原来的经办人离职、联系不上，单位带营业执照和授权书来。原来的人会收到通知，可以提出异议。"
    )

    uscc = _line("统一社会信用代码", 24)
    firm = _line("营业执照上的单位名称", 120)
    legal_representative = _line("法定代表人或负责人")
    resident_id = _line("新的审批人的公民身份号码", 20, text="授权书上写的这一位，没有账户的同时开户")
    name = _line("新的审批人的姓名")
    keeps = _choice(
        "原来的人填了没交的",
        {"former": "原来是本单位的人：交给新的审批人", "stranger": "原来不是本单位的人：封存，让他自己取回"},
    )

    def clean_uscc(self) -> Employer:
        return _firm(self.cleaned_data["uscc"])

    def clean_resident_id(self) -> str:
        return _number(self.cleaned_data["resident_id"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            _require_name(cleaned)
        return cleaned

    def propose(self) -> Proposal:
        given, employer = self.cleaned_data, self.cleaned_data["uscc"]
        person = Person.objects.register(given["resident_id"], given["name"]).record
        to = account_for(person) or User.objects.create_user(f"id-{secrets.token_hex(6)}", person=person)
        content = {"to": to.pk, "name": given["firm"], "legal_representative": given["legal_representative"]}
        return self._propose(HAND_OVER, employer, employer=employer.pk, keeps=given["keeps"] == "former", **content)


class ReleaseAccount(RepairForm):
    """An account that nobody can sign in to."""

    title = "账户解锁"
    lead = "账户停用了，或者连着身份服务的另一个账号，本人登录不了。忘了密码的不用这里，在“窗口代录”里重设。"

    known = _line("公民身份号码", 20)

    def clean_known(self) -> User:
        user = account_for(_known(self.cleaned_data["known"]))
        if user is None:
            raise forms.ValidationError("这一位还没有账户，可以自己实名注册")
        return user

    def propose(self) -> Proposal:
        user: User = self.cleaned_data["known"]
        return self._propose(RELEASE, user, user.person, user=user.pk)


TOOLS: dict[str, type[RepairForm]] = {
    "person": CorrectPerson,
    "case": MoveCase,
    "merge": MergeRecords,
    "split": SplitRecords,
    "employer": HandEmployerOver,
    "account": ReleaseAccount,
}
"""What can be put right, by the name in the address."""


@transaction.atomic
def proposed(form: RepairForm) -> Proposal | None:
    """What a good form proposes; nothing, with what is wrong in the form, where it cannot be."""
    point = transaction.savepoint()
    try:
        made = form.propose()
    except YuntaiError as error:
        transaction.savepoint_rollback(point)
        form.add_error(next(iter(form.fields)), str(error))
        return None
    transaction.savepoint_commit(point)
    return made
