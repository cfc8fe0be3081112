"""Rolls (台账): tables that the bureau keeps itself, declared in ``rolls/<id>.yaml`` of a pack, a place's own before its parents'.

::

    title: 集体合同
    of: employer                  # whom a row is about: person, employer, or nothing
    key: [contract]
    kept_by: {function: relations, level: district, by: employer}
    columns:
      - {name: contract, title: 备案号, kind: text}
      - {name: ends_on, title: 期满日期, kind: {type: date, future: true}}
      - {name: signer, title: 职工方首席代表姓名, kind: text, private: true}

A roll is read into the class of the imported tables. A faulty one is refused with file, line and what to write instead; whether
its offices are there is asked where units are known (:mod:`yuntai.procedures.keeping`).
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.registry.columns import Column, Employer, Keeper, Kept, Needs, Person, Session, Table
from yuntai.registry.kinds import KINDS, Address, File, LongText, Phone, Ref, UnitCode, kind_from_data
from yuntai.registry.schema import HELD, TABLES
from yuntai.rules.language.kinds import Choice, Code, Date, Kind, Text, YesNo
from yuntai.rules.language.sections import Section, nearest
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Rule

MOST_COLUMNS = 30
"""Of how many columns a roll may be: what needs more is two rolls."""
PARTIES = {"person": "个人", "employer": "单位"}
"""Whom a row may be about."""
SIGN_IN = {"code": "扫码", "card": "刷卡", "paper": "签字"}
"""How somebody shows that she came."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_ID = re.compile(r"[a-z][a-z0-9_]{0,23}")
"""Of a roll: with a column it names an index of the database, which PostgreSQL cuts at 63 signs."""
_OWN = (
    *("id", "since", "until", "recorded_on", "replaced_on", "change", "replacing", "unit", "private", "row", "as_of"),
    *("known_on", "pk", "objects", "mark", "find"),
)
"""Columns that every roll has of itself."""
_NAMING = ("姓名", "身份证", "身份号码", "手机", "电话", "住址")
"""What the title of a column says that names a person."""


def read_rolls(pack: Pack) -> dict[str, Table]:
    """The rolls that hold in a place, by id. Raises ``YuntaiError`` with file and line where one is faulty."""
    paths: dict[str, Path] = {}
    for folder in reversed(pack.folders):
        paths |= {path.stem: path for path in folder.glob("rolls/*.yaml")}
    rolls = {name: _read(name, paths[name]) for name in sorted(paths)}
    _refuse_twins(rolls)
    lists = pack.words(today()).lists if rolls else ()
    for roll in rolls.values():
        _refuse_lost(roll, {**TABLES, **rolls}, lists)
    return rolls


def refuse_unseen(rule: Rule, rolls: Mapping[str, Table]) -> None:
    """Raise ``YuntaiError`` where a policy names a column of a roll that policies do not see: there is none, or it names a person."""
    for fact in rule.facts.values():
        if isinstance(fact.registry, str):
            table, _, column = fact.registry.partition(".")
            _refuse_unseen(f"{fact.place}：事实“{fact.name}”", rolls.get(table), [column])
    for relation in rule.relations.values():
        named = [*relation.columns, *relation.where, *filter(None, (relation.by, relation.on, relation.key))]
        _refuse_unseen(f"{relation.place}：关系“{relation.name}”", rolls.get(relation.table), named)


def _refuse_unseen(where: str, roll: Table | None, columns: Iterable[str]) -> None:
    if roll is None:
        return
    seen, private = [one.name for one in roll.seen], [one.name for one in roll.columns if one.private]
    for column in columns:
        if column in private:
            raise YuntaiError(f"{where}用了{roll.title}的“{roll[column].title}”，它是保密的，政策、计划和数都不能用")
        if column not in seen:
            raise YuntaiError(f"{where}：{roll.title}没有“{column}”这一列{nearest(column, seen)}")


def _read(name: str, path: Path) -> Table:
    section = Section.of_file(path, "台账")
    section.only(
        *(
            "title",
            "of",
            "key",
            "kept_by",
            "columns",
            "once",
            "periods",
            "rules",
            "complete_since",
            "sessions",
            "shown_to",
        )
    )
    if not _ID.fullmatch(name) or keyword.iskeyword(name):
        section.fail(f"文件名“{name}”就是台账的 id，请用小写英文字母、数字和下划线，字母开头，最多 24 个")
    if name in HELD:
        section.fail(f"“{name}”是登记库的{HELD[name].title}，台账要另取一个文件名")
    of = section.one_of("of", PARTIES) if "of" in section else ""
    columns = tuple(_columns(section, of))
    kept = Kept(
        of=of,
        keeper=_keeper(section, columns),
        once=section.some_of("once", [one.name for one in columns if not one.private], ()),
        needs=tuple(_needs(one, columns) for one in section.sections("rules", "规则")),
        complete_since=_day(section, "complete_since") if "complete_since" in section else None,
        sessions=dict(_sessions(section)),
        shown_to=tuple(str(value) for value, _ in section.items("shown_to")) if "shown_to" in section else (),
    )
    if len(columns) > MOST_COLUMNS:
        section.fail(f"有 {len(columns)} 列，最多 {MOST_COLUMNS} 列：请分成两本台账，用 ref 相连", "columns")
    key, periods = _key(section, of, columns), _periods(section, columns)
    return Table(name, section.text("title"), key, columns, periods, kept=kept, place=section.place("title"))


def _columns(section: Section, of: str) -> Iterator[Column]:
    seen: dict[str, str] = {}
    if of:
        kind = Person() if of == "person" else Employer()
        seen[of] = kind.title
        yield Column(of, kind, kind.title, references=None)
    for one in section.sections("columns", "列"):
        column = _column(one)
        if column.name in seen:
            why = (
                f"写了 of: {of} 就有这一列，不用再写" if column.name == of else f"列“{column.name}”写了两次，换一个名字"
            )
            one.fail(why, "name")
        if column.title in seen.values():
            one.fail(f"标题“{column.title}”写了两次，填表的人分不清，换一个", "title")
        seen[column.name] = column.title
        yield column


def _column(one: Section) -> Column:
    one.only("name", "title", "kind", "optional", "private", "find", "public", "until")
    name, kind = one.text("name"), _kind(one)
    if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in _OWN or name.startswith("find_"):
        why = (
            "每本台账自己就有这一列"
            if name in _OWN
            else "要用小写英文字母、数字和下划线，字母开头，不用 Python 的保留字"
        )
        one.fail(f"列名不能是“{name}”：{why}，换一个", "name")
    until = _day(one, "until") if "until" in one else None
    column = Column(
        *(name, kind, one.text("title"), one.flag("optional")),
        references=kind.of if isinstance(kind, Ref) else None,
        private=one.flag("private"),
        ahead=isinstance(kind, Date) and kind.future,
        find=one.flag("find"),
        public=one.flag("public"),
        until=until,
        place=one.place("name"),
    )
    _refuse_open(one, column)
    if column.optional and isinstance(kind, Date) and kind.none:
        one.fail(f"“{column.title}”写了 none（{kind.none}），就不要再写 optional", "optional")
    if column.find and not isinstance(kind, Text):
        one.fail(f"“{column.title}”是{kind.title}，列表里本来就能筛选，删掉 find", "find")
    return column


def _refuse_open(one: Section, column: Column) -> None:
    """Refuse what names a person and would stand in clear, and what is private and would have to."""
    naming = isinstance(column.kind, Phone | Address | LongText | File) or any(word in column.title for word in _NAMING)
    counted = isinstance(column.kind, Person | Employer | UnitCode | Ref | Code)
    if column.private and column.public:
        one.fail(f"“{column.title}”写了 private，不能再写 public", "public")
    if column.public and isinstance(column.kind, Person):
        one.fail(f"“{column.title}”是个人，不能公开，删掉 public", "public")
    if naming and not counted and not column.private and not column.public:
        one.fail(f"“{column.title}”说得出是谁，要写 private: true；确实谁都可以看的写 public: true", "name")
    if column.private and counted:
        one.fail(f"“{column.title}”是{column.kind.title}，在台账里已经换成代号，删掉 private", "private")


def _kind(section: Section) -> Kind:
    data = section.entry.get("kind")
    if data is None:
        section.fail("列没有写 kind，请补上", "kind")
    try:
        kind = kind_from_data(data)
    except KeyError as error:
        section.fail(f"没有“{error.args[0]}”这种 kind{nearest(error.args[0], KINDS)}", "kind")
    except ValueError as error:
        section.fail(f"{error}", "kind")
    if isinstance(kind, Ref) and not kind.of:
        section.fail("ref 要写是哪一张表：{type: ref, of: 表的 id}", "kind")
    if isinstance(kind, Choice) and (bad := [code for code in kind.options if not _NAME.fullmatch(code)]):
        section.fail(f"选项的代号“{bad[0]}”要用小写英文字母、数字和下划线，字母开头", "kind")
    return kind


def _key(section: Section, of: str, columns: tuple[Column, ...]) -> tuple[str, ...]:
    if "key" not in section:
        if not of:
            section.fail("台账没有写 key：由哪几列认出是同一行", "key")
        return (of,)
    key = section.some_of("key", [column.name for column in columns])
    for column in columns:
        if column.name in key and (column.optional or column.private or column.until):
            section.fail(f"“{column.title}”是 key，每一行都要有，不能是 optional、private 或者写 until", "key")
    return key


def _keeper(section: Section, columns: tuple[Column, ...]) -> Keeper:
    kept_by = section.section("kept_by", "台账由谁管")
    kept_by.only("function", "level", "by")
    placed = [one.name for one in columns if isinstance(one.kind, Person | Employer | UnitCode) and not one.until]
    by = kept_by.one_of("by", placed) if "by" in kept_by else ""
    return Keeper(kept_by.text("function"), kept_by.text("level"), by)


def _periods(section: Section, columns: tuple[Column, ...]) -> tuple[tuple[str, str], ...]:
    days = [one.name for one in columns if isinstance(one.kind, Date) and not one.private]
    found = []
    for pair, place in section.items("periods") if "periods" in section else ():
        if not isinstance(pair, list) or len(pair) != 2 or not set(pair) <= set(days):
            raise YuntaiError(
                f"{place}：periods 每项写两个日期列，先的在前，如 [begins_on, ends_on]；日期列有：{'、'.join(days)}"
            )
        found.append((str(pair[0]), str(pair[1])))
    return tuple(found)


def _needs(section: Section, columns: tuple[Column, ...]) -> Needs:
    section.only("when", "needs", "reason")
    when = section.section("when", "when")
    by_name = {column.name: column for column in columns}
    if len(when.entry) != 1:
        section.fail("规则的 when 写一列和它的值，如 when: {ended_by: award}", "when")
    ((name, value),) = when.entry.items()
    kind = by_name[name].kind if name in by_name else None
    if not isinstance(kind, YesNo | Choice):
        choices = [one.name for one in columns if isinstance(one.kind, YesNo | Choice)]
        when.fail(f"when 要写是或否、选项的列{nearest(name, choices)}", str(name))
    values = value if isinstance(value, list) else [value]
    for one in values:
        try:
            kind.check(one)
        except ValueError as error:
            when.fail(f"when 里的 {name}：{error}，是或否写 true、false，选项写代号", str(name))
    needs = section.some_of("needs", [one.name for one in columns if one.optional])
    written = tuple(str(one).lower() if isinstance(one, bool) else one for one in values)
    return Needs(str(name), written, needs, section.text("reason"))


def _sessions(section: Section) -> Iterator[tuple[str, Session]]:
    if "sessions" not in section:
        return
    sessions = section.section("sessions", "可以预约的")
    for name in sessions.entry:
        one = sessions.section(str(name), "可以预约的")
        one.only("title", "for", "waiting", "sign_in")
        sign_in = one.some_of("sign_in", SIGN_IN, ())
        yield str(name), Session(one.text("title"), one.one_of("for", PARTIES), one.flag("waiting"), sign_in)


def _day(section: Section, key: str) -> date:
    day = section.entry[key]
    if type(day) is not date:
        section.fail(f"{key} 要写成日期，如 2026-01-01，现在是“{day}”", key)
    return day


def _refuse_twins(rolls: Mapping[str, Table]) -> None:
    titles = {table.title: table.name for table in TABLES.values()}
    for name, roll in rolls.items():
        if roll.title in titles:
            raise YuntaiError(f"{roll.place}：“{roll.title}”已经是 {titles[roll.title]} 的标题，换一个")
        titles[roll.title] = name


def _refuse_lost(roll: Table, tables: Mapping[str, Table], lists: Collection[str]) -> None:
    """Refuse a column of rows or codes that are nowhere."""
    for column in roll.columns:
        kind, said = column.kind, f"{column.place}：“{column.title}”"
        if isinstance(kind, Ref) and kind.of not in tables:
            raise YuntaiError(f"{said}说的是“{kind.of}”表里的编号，没有这张表{nearest(kind.of, tables)}")
        if isinstance(kind, Ref) and len(tables[kind.of].key) != 1:
            raise YuntaiError(f"{said}说的{tables[kind.of].title}由几列认出一行，ref 只能指由一列认的表")
        if isinstance(kind, Code) and kind.of not in lists:
            raise YuntaiError(f"{said}用的代码表 codes/{kind.of}.yaml 没有写{nearest(kind.of, lists)}")
