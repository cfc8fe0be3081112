"""Fields of forms, each with its sentence for whatever can be wrong with what was typed."""

from __future__ import annotations

from typing import Any

from django import forms


def text(label: str, most: int | None = None, **more: Any) -> forms.CharField:
    """A text of so many characters at most."""
    said = {"required": f"请填写{label}", "max_length": f"{label}最多 %(limit_value)d 字，现在有 %(show_value)d 字"}
    return forms.CharField(max_length=most, error_messages=said, **more)


def day(label: str, **more: Any) -> forms.DateField:
    """A day."""
    said = {"required": f"请选择{label}", "invalid": f"{label}请选择日期，例如 2027-01-31"}
    return forms.DateField(error_messages=said, **more)


def time(label: str) -> forms.TimeField:
    """A time of day."""
    said = {"required": f"请填写{label}", "invalid": f"{label}请写几点几分，例如 9:30"}
    return forms.TimeField(input_formats=["%H:%M"], error_messages=said)


def whole(label: str, least: int, most: int) -> forms.IntegerField:
    """A whole number between two."""
    wrong = f"{label}请写 {least} 到 {most} 的整数"
    said = {"required": f"请填写{label}", **dict.fromkeys(("invalid", "min_value", "max_value"), wrong)}
    return forms.IntegerField(min_value=least, max_value=most, error_messages=said)
