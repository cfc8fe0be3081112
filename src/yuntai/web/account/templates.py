"""The templates of notices as they go out: each channel with its sample, the variables, what cannot be muted."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.notices.templates import CHANNELS, EVENTS, SIGNATURE, Template, sms_length, templates
from yuntai.people.models import Role
from yuntai.web.rights import roles_required


@dataclass(frozen=True)
class Preview:
    """A template with its samples put in: heading and what goes out by each channel."""

    template: Template
    title: str
    event: str
    texts: dict[str, str]
    sms_length: int


@require_safe
@roles_required(Role.MANAGE)
def previews(request: HttpRequest) -> HttpResponse:
    """All templates of the place, by id."""
    return render(
        request,
        "account/templates.html",
        {"previews": [_preview(one) for one in templates().values()], "signature": SIGNATURE},
    )


def _preview(template: Template) -> Preview:
    shown = template.preview()
    return Preview(
        template,
        shown["site"].title,
        EVENTS[template.event],
        {CHANNELS[channel]: one.text for channel, one in shown.items()},
        sms_length(shown["sms"].text) + SIGNATURE if "sms" in shown else 0,
    )
