"""Click in Chinese: its texts, and columns counted as a terminal shows them (a Chinese character takes two)."""

from __future__ import annotations

import click

_TEXTS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示这份说明",
    "default: {default}": "默认 {default}",
    "required": "必填",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "No such option {name!r}.": "没有选项 {name}",
    "No such command {name!r}.": "没有命令 {name}",
    "Did you mean {possibility}?": "（是不是 {possibility}？）",
    "(Did you mean one of: {possibilities}?)": "（是不是 {possibilities} 中的一个？）",
    "Option {name!r} requires an argument.": "选项 {name} 要带一个值",
    "Option {name!r} does not take a value.": "选项 {name} 不带值",
    "Got unexpected extra argument ({args})": "多出了 {args}",
    "Got unexpected extra arguments ({args})": "多出了 {args}",
    "{value!r} is not a valid {number_type}.": "“{value}”不是整数",
    "{value} is not in the range {range}.": "{value} 不在 {range} 的范围里",
    "{value!r} is not one of {choices}.": "“{value}”不是其中之一：{choices}",
}


def _text(message: str) -> str:
    return _TEXTS.get(message, message)


def _plural(one: str, many: str, count: int) -> str:
    return _text(one if count == 1 else many)


def speak_chinese() -> None:
    """Have Click say its own texts in Chinese, whatever the locale. It looks each up by these names of its modules."""
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        module._ = _text
        module.ngettext = _plural
    click.formatting.term_len = _cells


def _cells(text: str) -> int:
    from rich.cells import cell_len  # for a page of help alone

    return cell_len(click.unstyle(text))


class Command(click.Command):
    """A command whose usage line is Chinese."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, options_metavar="[选项]", **kwargs)


class Group(click.Group):
    """A group whose usage line is Chinese; so are those of its commands."""

    command_class = Command

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, options_metavar="", subcommand_metavar="命令 …", **kwargs)
