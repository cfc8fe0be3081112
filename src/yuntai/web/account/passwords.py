"""The address at which somebody sets a password of her own."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuntai.people.models import User
from yuntai.people.passwords import password_address


def password_page(request: HttpRequest, user: User) -> HttpResponse:
    """The address at which ``user`` sets a password, to scan and to read."""
    address = request.build_absolute_uri(password_address(user))
    drawing = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    return render(request, "account/password_address.html", {"address": address, "drawing": drawing, "owner": user})
