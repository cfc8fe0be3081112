"""What the account pages ask."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.templates import mutable
from yuntai.people.accounts import account_for
from yuntai.people.models import Employer, Operator, Person, Role, Unit, User
from yuntai.people.uploads import Upload, check_upload
from yuntai.procedures.kinds import Phone
from yuntai.registry.identity import (
    check_resident_id,
    check_uscc,
    normalise_name,
    normalise_resident_id,
    normalise_uscc,
)
from yuntai.registry.names import name_key
from yuntai.rules.language.texts import half_width

_LIKE_A_NUMBER = re.compile(r"[0-9]{11,17}[0-9Xx]?")
BASES = ("本人委托", "书面委托书", "法定监护")
AUTHORISATION_FORMATS = ("pdf", "jpg", "png")
AUTHORISATION_MB = 10


def _said(label: str) -> dict[str, str]:
    """What is said of a field that ``label`` names: in a list of mistakes its name tells which is meant."""
    return {
        "required": f"请填写{label}",
        "invalid_choice": f"请选择{label}",
        "max_length": f"{label}最多 %(limit_value)d 字，现在 %(show_value)d 字",
    }


def text_field(label: str, most: int, **more: Any) -> forms.CharField:
    """A line of text of at most ``most`` characters; its mistakes name it by ``label``."""
    return forms.CharField(max_length=most, error_messages=_said(label), **more)


def _password(label: str = "密码") -> forms.CharField:
    return text_field(label, 128, strip=False)


def choice_field(label: str, options: Any) -> forms.ChoiceField:
    """One of ``options``; its mistakes name it by ``label``."""
    return forms.ChoiceField(choices=options, error_messages=_said(label) | {"required": f"请选择{label}"})


def _unit() -> forms.ModelChoiceField:
    said = _said("单位") | {"required": "请选择单位"}
    return forms.ModelChoiceField(Unit.objects.none(), to_field_name="code", error_messages=said)


def _day(label: str, **more: Any) -> forms.DateField:
    said = {"required": f"请选择{label}", "invalid": "请选择日期，例如 2027-01-31"}
    return forms.DateField(error_messages=said, **more)


class _Number(forms.CharField):
    """A number as it stands on a card or in an address book, without what is between its digits."""

    def to_python(self, value: Any) -> str:
        return half_width(super().to_python(value))


class _Name(forms.CharField):
    """A person's name, with one dot whichever key it was typed with."""

    def to_python(self, value: Any) -> str:
        return normalise_name(super().to_python(value))


class SignIn(forms.Form):
    """User name, or resident id, and password."""

    username = text_field("用户名或公民身份号码", 64)
    password = _password()

    def clean_username(self) -> str:
        """The user name as accounts are counted by: in lower case, half-width; of a resident id that of its person."""
        text = unicodedata.normalize("NFKC", self.cleaned_data["username"]).strip()
        if not check_resident_id(text):
            person = Person.objects.with_resident_id(text)
            user = account_for(person) if person else None
            text = user.username if user else text
        return text.lower()


class RealName(forms.Form):
    """Who somebody is: resident id and name."""

    name = _Name(max_length=40, error_messages=_said("姓名"))
    resident_id = _Number(max_length=20, error_messages=_said("公民身份号码"))

    def clean_resident_id(self) -> str:
        text: str = self.cleaned_data["resident_id"]
        if problems := check_resident_id(text):
            raise forms.ValidationError("；".join(problems))
        return text

    def other_name(self, _typed: str, _known: str) -> str:
        """What to say where a person is known by another name; a stranger learns nothing of it."""
        return "姓名与身份号码对不上，请核对；登记错了的，请带身份证到窗口更正"

    def clean(self) -> dict[str, Any]:
        """A person whom the platform knows must be named as she is known."""
        cleaned = super().clean() or {}
        if "resident_id" in cleaned and "name" in cleaned:
            known = Person.objects.with_resident_id(cleaned["resident_id"])
            if known and name_key(cleaned["name"]) not in {name_key(known.name), name_key(known.record.name)}:
                raise forms.ValidationError({"name": self.other_name(cleaned["name"], known.record.name)})
        return cleaned


class PlaceTerminal(forms.Form):
    """What a self-service terminal is called and in which unit it stands."""

    name = text_field("名称", 40)
    unit = _unit()

    def __init__(self, units: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class Register(RealName):
    """A resident's new account."""

    phone = _Number(max_length=20, error_messages=_said("手机号码"))
    username = text_field("用户名", 64)
    password = _password()

    def clean_phone(self) -> str:
        return phone_of(self.cleaned_data["phone"])

    def clean_username(self) -> str:
        return _new_username(self.cleaned_data["username"])

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = Person.objects.with_resident_id(cleaned.get("resident_id", ""))
        if known and account_for(known):
            raise forms.ValidationError({"resident_id": "这个身份号码已经注册过，请直接登录；忘了密码请带身份证到窗口"})
        return cleaned


def phone_of(text: str) -> str:
    """A telephone number as it is kept. Raises ``ValidationError`` where it is none."""
    try:
        return Phone().parse(text)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


def _new_username(text: str) -> str:
    name = unicodedata.normalize("NFKC", text).strip().lower()
    if _LIKE_A_NUMBER.fullmatch(name):
        raise forms.ValidationError("不要用身份号码或手机号码做用户名，请另起一个")
    if User.objects.filter(username__iexact=name).exists():
        raise forms.ValidationError("这个用户名已经有人用了，请换一个")
    return name


def _real_user(text: str) -> User:
    user = User.objects.filter(username__iexact=text.strip(), person__isnull=False, is_active=True).first()
    if user is None:
        raise forms.ValidationError("没有这个用户名，或者对方还没有实名注册；请向对方核对")
    return user


class NewPassword(forms.Form):
    """The old password and a new one."""

    old = _password("原密码")
    new = _password("新密码")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        if not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError("原密码不对")
        return ""

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]  # type: ignore[no-any-return]


class Contact(forms.Form):
    """How somebody is reached, and of what she wants to hear nothing."""

    phone = forms.CharField(max_length=20, required=False)
    email = forms.EmailField(
        required=False, error_messages={"invalid": "邮箱地址不完整，请写成 name@example.com 的样子"}
    )
    muted = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["muted"].choices = [  # type: ignore[attr-defined]
            (f"{channel}:{event}", title) for channel, events in mutable().items() for event, title in events.items()
        ]

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        return phone_of(text) if text else ""


class GiveMandate(forms.Form):
    """Who may act for me, on what ground, until when."""

    agent = text_field("对方的用户名", 64)
    basis = choice_field("凭什么代办", [(basis, basis) for basis in BASES])
    ends = _day("到哪一天为止")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_agent(self) -> User:
        agent = _real_user(self.cleaned_data["agent"])
        if agent == self.user:
            raise forms.ValidationError("不用委托自己，请填对方的用户名")
        if agent.mandates.in_force().filter(person__in=Person.objects.same(self.user.person)).exists():
            raise forms.ValidationError("已经委托了这一位；要改期限请先撤销，再重新委托")
        return agent

    def clean_ends(self) -> Any:
        if self.cleaned_data["ends"] < today():
            raise forms.ValidationError("到期日不能早于今天")
        return self.cleaned_data["ends"]


_OTHER_NAME = (
    "名称与这个统一社会信用代码登记的不一致，请照营业执照填写；单位改了名，或者别人登记错了的，"
    "请带营业执照和加盖公章的授权书到窗口办“单位代码交还”"
)


class RegisterEmployer(forms.Form):
    """An employer by real name, with the paper that says who acts for it."""

    uscc = text_field("统一社会信用代码", 24)
    name = text_field("单位名称", 120)
    legal_representative = text_field("法定代表人或负责人", 40)
    district = choice_field("所在区", [])
    authorisation = forms.FileField(error_messages={"required": "请上传加盖公章的授权书", "empty": "这个文件是空的"})

    def __init__(self, user: User, districts: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["district"].choices = list(districts.items())  # type: ignore[attr-defined]

    def clean_uscc(self) -> str:
        text: str = self.cleaned_data["uscc"]
        if problems := check_uscc(text):
            raise forms.ValidationError("；".join(problems))
        uscc = normalise_uscc(text)
        operators = Operator.objects.filter(employer__uscc=uscc)
        if operators.in_force().filter(role=Operator.Role.APPROVER).exists():
            raise forms.ValidationError(
                "这家单位已经实名注册，请它的审批人把您加为经办人；审批人不是本单位的人，或者联系不上的，"
                "请带营业执照和加盖公章的授权书到窗口办“单位代码交还”"
            )
        if operators.filter(user=self.user, waiting=True, revoked_at=None).exists():
            raise forms.ValidationError("您已经提交过这家单位的注册，正等窗口核验")
        return uscc

    def clean_authorisation(self) -> Upload:
        try:
            return check_upload(self.cleaned_data["authorisation"], AUTHORISATION_FORMATS, AUTHORISATION_MB)
        except YuntaiError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """An employer that is registered, or that somebody else is registering, must be called as it is known."""
        cleaned = super().clean() or {}
        known = Employer.objects.filter(uscc=cleaned.get("uscc", "")).first()
        if known and cleaned.get("name") not in (None, known.name):
            others = known.operators.filter(waiting=True, revoked_at=None).exclude(user=self.user)
            if known.registered_on or others.exists():
                raise forms.ValidationError({"name": _OTHER_NAME})
        return cleaned


class AddOperator(forms.Form):
    """Who else handles the employer's matters."""

    username = text_field("对方的用户名", 64)
    role = choice_field("身份", Operator.Role.choices)

    def __init__(self, employer: Employer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employer = employer

    def clean_username(self) -> User:
        user = _real_user(self.cleaned_data["username"])
        if self.employer.operators.in_force().filter(user=user).exists():
            raise forms.ValidationError("这一位已经是经办人或审批人；要换身份请先撤销")
        return user


class Appoint(forms.Form):
    """An officer to be, her unit and role, and why. Who has no account yet gets one."""

    username = text_field("用户名", 64)
    display_name = forms.CharField(max_length=40, required=False)
    resident_id = _Number(max_length=20, required=False)
    unit = _unit()
    role = choice_field("岗位", Role.choices)
    ends = _day("到哪一天为止", required=False)
    why = text_field("为什么", 120)

    def clean_resident_id(self) -> str:
        text: str = self.cleaned_data["resident_id"]
        if text and (problems := check_resident_id(text)):
            raise forms.ValidationError("；".join(problems))
        return normalise_resident_id(text) if text else ""

    def __init__(self, manager: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manager = manager
        self.fields["unit"].queryset = Unit.objects.managed_by(manager)  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        name = unicodedata.normalize("NFKC", self.cleaned_data["username"]).strip().lower()
        if name == self.manager.username.lower():
            raise forms.ValidationError("不能给自己任命岗位，请另一位系统管理岗提出")
        return name

    def clean_ends(self) -> Any:
        ends = self.cleaned_data["ends"]
        if ends and ends < today():
            raise forms.ValidationError("到期日不能早于今天")
        return ends

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        known = User.objects.filter(username__iexact=cleaned.get("username", "")).first()
        if known is None and "username" in cleaned and not cleaned.get("display_name"):
            raise forms.ValidationError({"display_name": "还没有这个账户：请填写姓名，同时为这一位开账户"})
        if "resident_id" in cleaned and not (cleaned["resident_id"] or (known and known.persons())):
            raise forms.ValidationError({"resident_id": "请填写公民身份号码：本人的、家人代办过的办件，系统要让她回避"})
        return cleaned
