"""What the account pages ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from yuntai.people.models import Person, User
from yuntai.procedures.kinds import Phone
from yuntai.registry.identity import check_resident_id

_REQUIRED = {"required": "请填写这一项"}


class SignIn(forms.Form):
    """User name and password."""

    username = forms.CharField(max_length=64, error_messages=_REQUIRED)
    password = forms.CharField(max_length=128, strip=False, error_messages=_REQUIRED)


class RealName(forms.Form):
    """Who somebody is: resident id and name."""

    resident_id = forms.CharField(max_length=20, error_messages=_REQUIRED)
    name = forms.CharField(max_length=40, error_messages=_REQUIRED)

    def clean_resident_id(self) -> str:
        text: str = self.cleaned_data["resident_id"]
        if problems := check_resident_id(text):
            raise forms.ValidationError("；".join(problems))
        return text

    def clean(self) -> dict[str, Any]:
        """A person whom the platform knows must be named as she is known."""
        cleaned = super().clean() or {}
        if "resident_id" in cleaned and "name" in cleaned:
            known = Person.objects.with_resident_id(cleaned["resident_id"])
            if known and known.name != cleaned["name"].strip():
                raise forms.ValidationError({"name": "姓名与身份号码对不上，请核对"})
        return cleaned


class Register(RealName):
    """A resident's new account."""

    phone = forms.CharField(max_length=20, error_messages=_REQUIRED)
    username = forms.CharField(max_length=64, error_messages=_REQUIRED)
    password = forms.CharField(max_length=128, strip=False, error_messages=_REQUIRED)

    def clean_phone(self) -> str:
        try:
            return Phone().parse(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip()
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError("这个用户名已经有人用了，请换一个")
        return name

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = Person.objects.with_resident_id(cleaned.get("resident_id", ""))
        if known and User.objects.filter(person=known).exists():
            raise forms.ValidationError({"resident_id": "这个身份号码已经注册过，请直接登录；忘了密码请到窗口办理"})
        return cleaned


class NewPassword(forms.Form):
    """The old password and a new one."""

    old = forms.CharField(max_length=128, strip=False, error_messages=_REQUIRED)
    new = forms.CharField(max_length=128, strip=False, error_messages=_REQUIRED)

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

    def __init__(self, events: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["muted"].choices = list(events.items())  # type: ignore[attr-defined]

    clean_phone = lambda self: Register.clean_phone(self) if self.cleaned_data["phone"] else ""  # noqa: E731
