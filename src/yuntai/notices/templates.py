"""Templates of notices: ``notices/<id>.yaml`` of a pack; a place's own go before its parents'. All faults show at load.

event: progress                 # one of EVENTS: what a person can mute
always: true                    # has legal effect: sent whatever is muted
urgent: true                    # she waits for it: sent in the quiet hours too
title: “{procedure}”已受理       # heading on the site, subject of the e-mail
variables:
  procedure: {kind: term, sample: 职业技能提升补贴}
sms_parts: 2                    # of how many parts the SMS may be, 1 if not said
channels:
  site: …                       # always needed
  sms: …
  email: …
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings

from yuntai.errors import Place, YuntaiError
from yuntai.notices.kinds import KINDS, Kind
from yuntai.packs import FOLDER
from yuntai.registry.names import standard
from yuntai.rules.language.documents import Entry, read_yaml
from yuntai.rules.rule.packs import Pack, load_pack

CHANNELS = {"site": "站内消息", "sms": "短信", "email": "邮件"}
EVENTS = {
    "progress": "办件进度",
    "decision": "办理结果",
    "payment": "资金发放",
    "deadline": "期限提醒",
    "account": "授权与注册",
    "policy": "规定调整",
    "supervision": "督办",
}
SIGNATURE = 8
"""Characters kept free for the bureau's signature (【…】), which the gateway puts in front."""
_MOST_PARTS = 4
_KEYS = ("event", "always", "urgent", "title", "variables", "sms_parts", "channels")


def sms_limit(parts: int) -> int:
    """Characters of an SMS of so many parts: 70 in one, 67 each in several (three go to their numbering)."""
    return 70 if parts == 1 else 67 * parts


@dataclass(frozen=True)
class Variable:
    """A variable with a value to show a template with."""

    kind: Kind
    sample: Any


@dataclass(frozen=True)
class Rendered:
    """What goes out by one channel."""

    title: str
    text: str


@dataclass(frozen=True)
class Template:
    """A notice in all its channels; ``texts`` by channel, with ``{variables}``."""

    id: str
    event: str
    always: bool
    urgent: bool
    title: str
    variables: Mapping[str, Variable]
    texts: Mapping[str, str]

    def render(self, values: Mapping[str, Any]) -> dict[str, Rendered]:
        """What goes out by each channel. Raises ``YuntaiError`` where ``values`` are not those declared."""
        if wrong := values.keys() ^ self.variables.keys():
            raise YuntaiError(
                f"通知“{self.id}”要的值是 {'、'.join(self.variables)}，多了或少了 {'、'.join(sorted(wrong))}"
            )
        full, short = {}, {}
        for name, variable in self.variables.items():
            try:
                full[name], short[name] = variable.kind.show(values[name]), variable.kind.show_short(values[name])
            except ValueError as error:
                raise YuntaiError(f"通知“{self.id}”的“{name}”（{variable.kind.title}）不对：{error}") from None
        title = standard(self.title.format_map(full))
        return {
            channel: Rendered(title, standard(text.format_map(short if channel == "sms" else full)))
            for channel, text in self.texts.items()
        }

    def preview(self) -> dict[str, Rendered]:
        """What goes out by each channel with the samples."""
        return self.render({name: variable.sample for name, variable in self.variables.items()})


def load_templates(pack: Pack) -> dict[str, Template]:
    """The templates of a place by id, sorted. Raises ``YuntaiError`` with file and line."""
    paths = {path.stem: path for folder in reversed(pack.folders) for path in folder.glob("notices/*.yaml")}
    return {name: read_template(path) for name, path in sorted(paths.items())}


@cache
def templates() -> dict[str, Template]:
    """The templates of the place that this installation is for."""
    return load_templates(load_pack(FOLDER / settings.PACK, FOLDER))


def mutable() -> dict[str, dict[str, str]]:
    """By channel the events that a person can mute there: those with a template that has no legal effect."""
    return {
        channel: {
            event: title
            for event, title in EVENTS.items()
            if any(one.event == event and channel in one.texts and not one.always for one in templates().values())
        }
        for channel in CHANNELS
        if channel != "site"
    }


def template_of(name: str) -> Template:
    """The template ``name``. Raises ``YuntaiError`` where there is none."""
    try:
        return templates()[name]
    except KeyError:
        raise YuntaiError(f"没有“{name}”这个通知模板{_nearest(name, templates())}") from None


def is_urgent(name: str) -> bool:
    """Whether what the template ``name`` says may not wait; one that is no longer there waits."""
    return name in templates() and templates()[name].urgent


def read_template(path: Path) -> Template:
    """One template. Raises ``YuntaiError`` with file and line."""
    return _Reader(path).template()


def read_variables(path: Path, section: Any, line: int, offset: int = 0) -> dict[str, Variable]:
    """The variables that ``section`` declares, each with kind and sample."""
    if not isinstance(section, Entry) or not section:
        raise YuntaiError(f"{Place(path, line)}：variables 要写出用到的变量，每个写 kind 和 sample")
    found = {}
    for name, entry in section.items():
        here = Place(path, section.lines[name] + offset)
        if not isinstance(name, str) or not name.isidentifier():
            raise YuntaiError(f"{here}：变量名“{name}”要用英文字母、数字和下划线")
        if not isinstance(entry, Entry) or set(entry) != {"kind", "sample"}:
            raise YuntaiError(f"{here}：变量“{name}”要写 kind 和 sample，不写别的")
        if entry["kind"] not in KINDS:
            raise YuntaiError(f"{here}：变量“{name}”的 kind“{entry['kind']}”不认识，可以是 {'、'.join(KINDS)}")
        kind = KINDS[entry["kind"]]
        try:
            kind.show(entry["sample"])
        except ValueError as error:
            raise YuntaiError(f"{here}：变量“{name}”的 sample 不是{kind.title}：{error}") from None
        found[name] = Variable(kind, entry["sample"])
    return found


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known, 1)
    return f"，是不是“{near[0]}”？" if near else f"，有：{'、'.join(known)}"


class _Reader:
    """Reads one file and says at which line it is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entry = read_yaml(path)
        if not isinstance(self.entry, Entry):
            self.fail(1, f"要写 {'、'.join(_KEYS)}")

    def fail(self, line: int, sentence: str) -> NoReturn:
        raise YuntaiError(f"{Place(self.path, line)}：{sentence}")

    def line(self, key: str) -> int:
        return self.entry.lines.get(key, self.entry.line)

    def template(self) -> Template:
        entry = self.entry
        for key in entry:
            if key not in _KEYS:
                self.fail(self.line(key), f"不认识“{key}”{_nearest(str(key), dict.fromkeys(_KEYS))}")
        if entry.get("event") not in EVENTS:
            self.fail(self.line("event"), f"event 要写 {'、'.join(EVENTS)} 中的一个")
        for word in ("always", "urgent"):
            if not isinstance(entry.get(word, False), bool):
                self.fail(self.line(word), f"{word} 要写 true 或 false")
        variables = read_variables(self.path, entry.get("variables"), self.line("variables"))
        title = self._text(entry, "title", "标题")
        texts = self._texts()
        used = self._check_names(title, self.line("title"), variables, public="标题")
        for channel, text in texts.items():
            public = CHANNELS[channel] if channel == "sms" else None
            used |= self._check_names(text, entry["channels"].lines[channel], variables, public)
        for name in variables:
            if name not in used:
                self.fail(entry["variables"].lines[name], f"变量“{name}”没有用到，请删去或写进文字")
        if "sms" in texts:
            self._check_length(texts["sms"], variables)
        elif "sms_parts" in entry:
            self.fail(self.line("sms_parts"), "没有短信，不用写 sms_parts")
        flags = (entry.get("always", False), entry.get("urgent", False))
        return Template(self.path.stem, entry["event"], *flags, title, variables, texts)

    def _text(self, entry: Entry, key: str, title: str) -> str:
        text = entry.get(key)
        if not isinstance(text, str) or not text.strip():
            self.fail(entry.lines.get(key, entry.line), f"{title}（{key}）要写文字")
        return text.strip()

    def _texts(self) -> dict[str, str]:
        channels = self.entry.get("channels")
        if not isinstance(channels, Entry) or "site" not in channels:
            self.fail(self.line("channels"), "channels 至少要写 site（站内消息）")
        for channel in channels:
            if channel not in CHANNELS:
                self.fail(channels.lines[channel], f"没有“{channel}”这个渠道{_nearest(str(channel), CHANNELS)}")
        return {
            channel: self._text(channels, channel, title) for channel, title in CHANNELS.items() if channel in channels
        }

    def _check_names(self, text: str, line: int, variables: Mapping[str, Variable], public: str | None) -> set[str]:
        """The variables in ``text``; none of them private where it is ``public``."""
        try:
            parts = list(string.Formatter().parse(text))
        except ValueError:
            self.fail(line, "{ 和 } 没有成对，请补上")
        used = set()
        for _, name, form, conversion in parts:
            if name is None:
                continue
            if name not in variables or form or conversion:
                self.fail(line, f"{{{name}}} 没有在 variables 里写出{_nearest(name, variables)}")
            if public and variables[name].kind.private:
                self.fail(line, f"{public}里不能有 {{{name}}}：{variables[name].kind.title}会让别人看到个人信息")
            used.add(name)
        return used

    def _check_length(self, text: str, variables: Mapping[str, Variable]) -> None:
        parts = self.entry.get("sms_parts", 1)
        if type(parts) is not int or not 1 <= parts <= _MOST_PARTS:
            self.fail(self.line("sms_parts"), f"sms_parts 要写 1 到 {_MOST_PARTS} 的整数")
        length = SIGNATURE + sum(
            sms_length(literal) + (variables[name].kind.most if name else 0)
            for literal, name, _, _ in string.Formatter().parse(text)
        )
        if length > sms_limit(parts):
            self.fail(
                self.entry["channels"].lines["sms"],
                f"短信最长会有 {length} 字（含签名 {SIGNATURE} 字），{parts} 条短信最多 {sms_limit(parts)} 字，"
                f"请写短一些，或者写明 sms_parts",
            )


def sms_length(text: str) -> int:
    """Characters as an SMS counts them: units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2
