"""A walk as its author writes it: ``walks/<row>.yaml`` of a pack, one line for each thing that the row demands.

A line is held by steps, or says what it waits for. What is wrong with a walk is said with its file and line before anything runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import Entry, Items, read_yaml
from yuntai.rules.rule.packs import Pack

PEOPLE = {
    "visitor": "没有登录的人",
    "terminal": "大厅里的一台机器，谁都可以用",
    "freelancer": "灵活就业的居民",
    "worker": "在职的居民",
    "elder": "快退休的居民，委托 worker 代办",
    "handler": "单位的经办人",
    "approver": "单位的审批人",
    "clerk": "受理岗",
    "reviewer": "审核岗",
    "confirmer": "复核岗",
    "payer": "发放岗",
    "supervisor": "监督岗",
    "manager": "系统管理岗",
    "security": "安全管理岗",
    "auditor": "审计管理岗",
}
"""Who walks: the accounts of the demonstration by their user names, and who has none."""

WAITS = {
    "payments": "付款、对账和追回",
    "rolls": "台账和名册",
    "flows": "自己的办理流程、当事人、合议",
    "sessions": "场次和预约",
    "exchange": "和外面的系统来往",
    "figures": "指标和报表",
    "posting": "公示和异议",
    "outreach": "主动找人和回音",
    "calls": "电话、语音和视频",
    "learning": "学习、题库和竞赛",
    "field": "现场：检查表、照片、签名、位置",
    "questions": "问答库和案例库",
    "interfaces": "给别的部门的数据接口",
    "content": "这一行自己的资料，所要的词语都已经有了",
    "gaps": "已有的功能还差一点",
}
"""What a line may wait for: parts of the platform that are still to be built."""

WORDS = {
    "who": "谁来做",
    "days": "过了几天",
    "opens": "打开哪个地址",
    "follows": "点哪个链接",
    "answers": "一题一题地答，写题目和答案，没写到的题一出现就停",
    "fills": "在表里填什么，写项目和内容",
    "presses": "按哪个按钮",
    "beside": "同样的链接、按钮有几个时，旁边写着什么的那一个",
    "sees": "页面上（或者下载的文件里）看得到",
    "lacks": "页面上看不到",
    "refused": "不让看、不让做，并且说",
    "keeps": "把页面上某几个字后面的编号记下来，后面用 {名字} 写它",
    "gets": "谁收到什么通知",
    "answer": "一项政策按这些事实怎样回答",
    "command": "一条 yuntai 命令输出什么",
}
"""The words of a step, in the order in which they are done."""

EXPECTING = ("sees", "lacks", "refused", "gets", "answer", "command")
"""The words that can fail because something else came than was expected: each line has one."""

_NEEDS = {"fills": ("presses",), "beside": ("presses", "follows")}
_MAPPINGS = ("answers", "fills", "keeps", "gets")
_ANSWER, _COMMAND = ("policy", "facts", "on", "says"), ("run", "says", "ends", "files")


@dataclass(frozen=True)
class Step:
    """What somebody does, and what must come of it. ``lines`` says where each word stands."""

    line: int
    words: Mapping[str, Any]
    lines: Mapping[str, int]


@dataclass(frozen=True)
class Line:
    """One demand of a row: ``steps`` hold it, or it ``waits``."""

    must: str
    line: int
    steps: tuple[Step, ...] = ()
    waits: str = ""


@dataclass(frozen=True)
class Walk:
    """All lines of a row, in their order."""

    row: str
    title: str
    path: Path
    lines: tuple[Line, ...]

    @property
    def is_run(self) -> bool:
        """Whether any line of it has steps."""
        return any(line.steps for line in self.lines)


def walks_of(pack: Pack, rows: Sequence[str] = ()) -> list[Walk]:
    """The walks of a pack and its parents, or of these rows, by number. Raises ``YuntaiError`` for one that is faulty or not there."""
    paths = {
        path.stem: path for folder in reversed(pack.folders) for path in sorted(folder.glob("walks/*.yaml"))
    }  # the own before those of the parents
    for row in rows:
        if row not in paths:
            near = get_close_matches(row.upper(), paths, 1)
            raise YuntaiError(f"{pack.title}的资料包里没有“{row}”这一行的走查" + f"，是不是 {near[0]}？" * bool(near))
    return [read_walk(paths[row]) for row in sorted(rows or paths, key=_number)]


def _number(row: str) -> tuple[str, int]:
    digits = re.search(r"\d+", row)
    return (row[: digits.start()], int(digits[0])) if digits else (row, 0)


def read_walk(path: Path) -> Walk:
    """The walk in a file. Raises ``YuntaiError`` with file and line."""
    reader = _Reader(path)
    document = reader.mapping(read_yaml(path), 1, ("title", "lines"))
    reader.want(document, "title", "lines")
    lines = tuple(reader.line(entry, at) for entry, at in reader.items(document["lines"], document.lines["lines"]))
    reader.require_seen(lines)
    return Walk(path.stem, str(document["title"]), path, lines)


@dataclass(frozen=True)
class _Reader:
    """Reads a file's entries and says what is wrong with them."""

    path: Path

    def fault(self, line: int, sentence: str) -> YuntaiError:
        return YuntaiError(f"{Place(self.path, line)}：{sentence}")

    def mapping(self, entry: Any, at: int, allowed: Iterable[str]) -> Entry:
        """``entry`` as a mapping of words of which each is ``allowed``."""
        allowed = tuple(allowed)
        if not isinstance(entry, Entry):
            raise self.fault(at, f"这里要写 {'、'.join(allowed)} 这些词，词后面加冒号")
        for word in entry:
            if word not in allowed:
                near = get_close_matches(str(word), allowed, 1)
                hint = f"，是不是 {near[0]}？" if near else f"，这里可以写：{'、'.join(allowed)}"
                raise self.fault(entry.lines[word], f"没有“{word}”这个词{hint}")
            if entry[word] is None or entry[word] in ("", [], {}):
                raise self.fault(entry.lines[word], f"“{word}”后面没有写内容")
        return entry

    def want(self, entry: Entry, *words: str) -> None:
        for word in words:
            if word not in entry:
                raise self.fault(entry.line, f"要写 {word}")

    def items(self, value: Any, at: int) -> Iterable[tuple[Any, int]]:
        if not isinstance(value, Items):
            raise self.fault(at, "这里要写一串，每条前面加一个短横“- ”")
        return zip(value, value.lines, strict=True)

    def line(self, entry: Any, at: int) -> Line:
        entry = self.mapping(entry, at, ("must", "steps", "waits"))
        self.want(entry, "must")
        must = str(entry["must"])
        if ("steps" in entry) == ("waits" in entry):
            raise self.fault(at, "这一条要么写 steps（怎样走），要么写 waits（等什么），两样只写一样")
        if "waits" in entry:
            if entry["waits"] not in WAITS:
                raise self.fault(entry.lines["waits"], f"没有“{entry['waits']}”可等，可以等：{'、'.join(WAITS)}")
            return Line(must, at, waits=str(entry["waits"]))
        steps = tuple(self.step(step, line) for step, line in self.items(entry["steps"], entry.lines["steps"]))
        if not any(word in step.words for step in steps for word in EXPECTING):
            raise self.fault(at, f"这一条什么也没有核对，写错了也会通过：要有 {'、'.join(EXPECTING)} 里的一个")
        return Line(must, at, steps)

    def step(self, entry: Any, at: int) -> Step:
        entry = self.mapping(entry, at, WORDS)
        for word, needed in _NEEDS.items():
            if word in entry and not any(other in entry for other in needed):
                raise self.fault(entry.lines[word], f"{word} 要和 {' 或者 '.join(needed)} 写在同一步里")
        if "who" in entry:
            self._person(entry["who"], entry.lines["who"])
        if "days" in entry and not (isinstance(entry["days"], int) and entry["days"] > 0):
            raise self.fault(entry.lines["days"], "days 要写过了几天，例如 5")
        for word in _MAPPINGS:
            if word in entry and not isinstance(entry[word], Entry):
                raise self.fault(entry.lines[word], f"{word} 要写成“名字: 内容”")
        for username in entry.get("gets", ()):
            self._person(username, entry["gets"].lines[username])
        for word, inner in (("answer", _ANSWER), ("command", _COMMAND)):
            if word in entry:
                self.want(self.mapping(entry[word], entry.lines[word], inner), inner[0], "says")
        if "command" in entry and str(entry["command"]["run"]).split()[0] != "yuntai":
            raise self.fault(entry["command"].lines["run"], "命令要从 yuntai 写起")
        return Step(at, dict(entry), entry.lines)

    def _person(self, username: Any, at: int) -> None:
        if username not in PEOPLE:
            raise self.fault(at, f"没有“{username}”这个人，可以写：{'、'.join(PEOPLE)}")

    def require_seen(self, lines: Sequence[Line]) -> None:
        """What a page must lack has to be seen somewhere in the walk: else a slip of the pen would pass for its absence."""
        steps = [step for line in lines for step in line.steps]
        seen = [words for step in steps for words in texts(step.words.get("sees"))]
        for step in steps:
            for words in texts(step.words.get("lacks")):
                if not any(words in other for other in seen):
                    raise self.fault(
                        step.lines["lacks"],
                        f"“{words}”在这份走查里从来没有用 sees 看到过，写错了字也会通过：先让它在别处出现一次",
                    )


def texts(value: Any) -> list[str]:
    """One text or several, as texts."""
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
