"""What the desk asks for an edition."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from yuntai.cases.content import catalogue
from yuntai.people.models import Unit
from yuntai.publishing.editing import Content
from yuntai.publishing.models import SUMMARY, Announcement, Edition, Kind
from yuntai.registry.identity import check_resident_id
from yuntai.web.fields import day, text

_LIKE_AN_ID = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")


class Write(forms.Form):
    """An edition of an announcement."""

    title = text("标题", 80)
    summary = text("摘要", SUMMARY)
    body = text("正文", 50_000)
    valid_from = day("生效日期")
    valid_until = day("失效日期", required=False)
    replaces = forms.ModelChoiceField(
        Announcement.objects.none(), required=False, error_messages={"invalid_choice": "请从列表里选择被代替的公告"}
    )
    procedures = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "没有编号为 %(value)s 的事项，请重新选择"}
    )

    def __init__(self, *args: Any, announcement: Announcement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Edition.objects.standing().exclude(announcement=announcement)
        self.fields["replaces"].queryset = Announcement.objects.filter(pk__in=others.values("announcement"))
        self.fields["procedures"].choices = [(one.id, one.title) for one in catalogue().values()]
        self.others = {str(one.announcement_id): str(one) for one in others}

    def clean(self) -> dict[str, Any]:
        """Nobody's resident id is made public; it ends after it begins."""
        cleaned = super().clean() or {}
        for name in ("title", "summary", "body"):
            if any(not check_resident_id(number) for number in _LIKE_AN_ID.findall(cleaned.get(name, ""))):
                self.add_error(name, "里面有完整的公民身份号码，不能公开，请遮去中间几位")
        since, until = cleaned.get("valid_from"), cleaned.get("valid_until")
        if since and until and until < since:
            self.add_error("valid_until", "失效日期不能早于生效日期")
        return cleaned

    def content(self) -> Content:
        """What was written."""
        return Content(**{name: self.cleaned_data[name] for name in Content.__dataclass_fields__})


class Begin(Write):
    """The first edition, with the kind and the unit of the announcement."""

    kind = forms.ChoiceField(
        choices=Kind.choices, error_messages={"required": "请选择种类", "invalid_choice": "请选择种类"}
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        to_field_name="code",
        error_messages={"required": "请选择单位", "invalid_choice": "请选择单位"},
    )

    def __init__(self, units: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
