"""Situations: a few questions about somebody's life that lead to what she may have a use for, before anything is known of her.

``situations.yaml`` of the nation's pack has the ``questions``; a place adds its own policies and matters to their options:

    questions:
      - id: happened
        ask: 最近遇到了什么事？
        options:
          - {id: lost_job, title: 丢了工作, policies: [severance], matters: [unemployment_registration]}
    add:
      lost_job: {matters: [job_loss]}
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from yuntai.procedures.loading import Catalogue
from yuntai.rules.language.sections import Section, nearest
from yuntai.rules.rule.packs import Pack

_FILE = "situations.yaml"


@dataclass(frozen=True)
class Option:
    """An answer: the ``policies`` and ``matters`` (procedures and bundles) that fit it, and policies that it is ``never`` for.

    ``called`` are other words that people use for it, by which the search finds it.
    """

    id: str
    title: str
    policies: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    called: str = ""


@dataclass(frozen=True)
class Situation:
    """A question with its answers. What fits a later question's answer fits better than what fits an earlier one's."""

    id: str
    ask: str
    options: Mapping[str, Option]


def fitting(situations: Sequence[Situation], chosen: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The policies and the matters that fit the ``chosen`` options (question to option), those that fit best first."""
    policies: dict[str, int] = {}
    matters: dict[str, int] = {}
    never: set[str] = set()
    for weight, one in enumerate(situations, start=1):
        if option := one.options.get(chosen.get(one.id, "")):
            never |= set(option.never)
            for found, names in ((policies, option.policies), (matters, option.matters)):
                for name in names:
                    found[name] = found.get(name, 0) + 2**weight
    return (
        sorted((name for name in policies if name not in never), key=lambda name: -policies[name]),
        sorted(matters, key=lambda name: -matters[name]),
    )


def load_situations(pack: Pack, catalogue: Catalogue) -> tuple[Situation, ...]:
    """The situations of a place. Raises ``YuntaiError`` with file and line."""
    policies, matters = pack.policy_ids, [*catalogue, *catalogue.bundles]
    found: dict[str, Situation] = {}
    for folder in reversed(pack.folders):
        if not (folder / _FILE).exists():
            continue
        document = Section.of_file(folder / _FILE, "处境表")
        document.only("questions", "add")
        for section in document.sections("questions", "问题"):
            section.only("id", "ask", "options")
            options = [_option(one, policies, matters) for one in section.sections("options", "选项")]
            found[section.text("id")] = Situation(
                section.text("id"), section.text("ask"), {option.id: option for option in options}
            )
        if "add" in document:
            found = _added(found, document.section("add", "处境表"), policies, matters)
    return tuple(found.values())


def _option(section: Section, policies: Collection[str], matters: Collection[str]) -> Option:
    section.only("id", "title", "called", "policies", "matters", "never")
    return Option(
        section.text("id"),
        section.text("title"),
        section.some_of("policies", policies, ()),
        section.some_of("matters", matters, ()),
        section.some_of("never", policies, ()),
        section.text("called", ""),
    )


def _added(
    found: Mapping[str, Situation], document: Section, policies: Collection[str], matters: Collection[str]
) -> dict[str, Situation]:
    known = {option for one in found.values() for option in one.options}
    more: dict[str, Option] = {}
    for name in document.entry:
        if name not in known:
            document.fail(f"没有“{name}”这个选项{nearest(name, known)}", name)
        section = document.section(name, f"选项 {name}")
        section.only("policies", "matters", "never")
        lists = (section.some_of(key, words, ()) for key, words in (("policies", policies), ("matters", matters)))
        more[name] = Option(name, "", *lists, section.some_of("never", policies, ()))
    return {
        name: replace(one, options={key: _with(option, more.get(key)) for key, option in one.options.items()})
        for name, one in found.items()
    }


def _with(option: Option, more: Option | None) -> Option:
    """What a place adds comes after."""
    if more is None:
        return option
    return replace(
        option,
        policies=(*option.policies, *more.policies),
        matters=(*option.matters, *more.matters),
        never=(*option.never, *more.never),
    )
