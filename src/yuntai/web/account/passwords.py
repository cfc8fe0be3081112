"""The address at which somebody sets a password of her own, and what is asked there."""

from __future__ import annotations

import hmac
import re
from typing import Any

import segno
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuntai.people.models import User
from yuntai.people.passwords import password_address
from yuntai.proposals.passwords import number_of, open_for
from yuntai.rules.language.texts import half_width
from yuntai.web.account.forms import text_field


def password_page(request: HttpRequest, user: User) -> HttpResponse:
    """The address at which ``user`` sets a password, to scan and to read."""
    address = request.build_absolute_uri(password_address(user))
    drawing = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    return render(request, "account/password_address.html", {"address": address, "drawing": drawing, "owner": user})


class SetPassword(SetPasswordForm):
    """A new password; an officer also gives the number that a second officer has told her."""

    def __init__(self, user: User | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        if user and user.is_officer:
            self.fields["number"] = text_field("安全管理岗给您的 8 位数字", 20)

    def clean_number(self) -> str:
        """The number of the proposal by which she may set a password."""
        proposal = open_for(self.user)
        if proposal is None:
            raise forms.ValidationError("现在没有要您设密码的事项，请系统管理岗重新提出重设密码")
        typed = re.sub(r"\D", "", half_width(self.cleaned_data["number"]))
        if not hmac.compare_digest(typed.encode(), number_of(proposal).encode()):
            raise forms.ValidationError("数字不对，请和安全管理岗核对")
        return typed
