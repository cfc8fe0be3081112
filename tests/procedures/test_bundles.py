"""Bundles: one form that asks each fact once, materials taken once, members that do not apply dropped with the reason."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.procedures.places import BUNDLE, PROCEDURE, procedure_files, write_place
from yuntai.packs import FOLDER
from yuntai.procedures import Bundle, load_procedures
from yuntai.rules.rule.packs import load_pack

CATALOGUE = load_procedures(load_pack(FOLDER / "nanjing"))
JOB_LOSS, RETIRING = CATALOGUE.bundles["job_loss"], CATALOGUE.bundles["retiring"]


def members(bundle: Bundle, values: dict[str, Any]) -> list[str]:
    return [member.procedure.id for member in bundle.applying(values)]


def asked(bundle: Bundle, values: dict[str, Any]) -> list[str]:
    return [field.name for group in bundle.groups(values) for field in group.fields]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ["unemployment_registration", "unemployment_benefit", "hard_to_employ", "training_enrolment"]),
        (
            {"insured_before": True, "hardship": False, "wants_training": False},
            ["unemployment_registration", "unemployment_benefit"],
        ),
        ({"insured_before": False, "hardship": False, "wants_training": False}, ["unemployment_registration"]),
        (
            {"insured_before": False, "hardship": True, "wants_training": True},
            ["unemployment_registration", "hard_to_employ", "training_enrolment"],
        ),
    ],
)
def test_which_members_of_the_unemployment_bundle_apply(values: dict[str, bool], expected: list[str]) -> None:
    assert members(JOB_LOSS, values) == expected


def test_why_a_member_is_dropped() -> None:
    dropped = RETIRING.dropped({"paid_elsewhere": False, "record_wrong": True})
    assert [(one.procedure.id, one.reason) for one in dropped] == [
        ("pension_transfer", "您没有在外省缴过职工养老保险，不用转移。")
    ]
    assert RETIRING.dropped({}) == ()


def test_what_comes_before_what() -> None:
    after = {member.procedure.id: member.after for member in RETIRING.members}
    assert after == {
        "record_correction": (),
        "pension_transfer": (),
        "retirement": ("record_correction", "pension_transfer"),
    }


@pytest.mark.parametrize("bundle", [JOB_LOSS, RETIRING], ids=["job_loss", "retiring"])
def test_each_fact_is_asked_once_whichever_members_apply(bundle: Bundle) -> None:
    names = [field.name for field in bundle.questions]
    for answers in product([True, False], repeat=len(names)):
        values = dict(zip(names, answers, strict=True))
        questions = asked(bundle, values)
        assert len(questions) == len(set(questions))
        needed = {
            field.name
            for member in bundle.applying(values)
            for field in member.procedure.fields
            if field.name not in member.answered_by
        }
        assert set(questions) == needed | set(names)
        materials = [material.id for material in bundle.materials(values)]
        assert len(materials) == len(set(materials))
        applying = bundle.applying(values)
        assert set(materials) == {m.id for one in applying for m in one.procedure.materials if m.id not in one.spares}


def test_what_an_earlier_member_gives_is_not_asked_again() -> None:
    both = {"insured_before": True, "hardship": False, "wants_training": False}
    assert "registered_on" not in asked(JOB_LOSS, both)
    assert [material.id for material in JOB_LOSS.materials(both)] == ["leaving_proof"]
    alone = JOB_LOSS.members[1].among(())
    assert (alone.after, alone.answered_by, alone.spares) == ((), {}, {})


def test_what_members_share_is_asked_once() -> None:
    """Born, sex and post are asked by the transfer and by retirement; the day of loss by three of the other bundle."""
    both = {"paid_elsewhere": True, "record_wrong": False}
    separately = sum(len(list(member.procedure.fields)) for member in RETIRING.applying(both))
    assert {"born_on", "sex", "post"} <= set(asked(RETIRING, both))
    assert len(asked(RETIRING, both)) == 2 + separately - 3
    everything = {"insured_before": True, "hardship": True, "wants_training": True}
    assert asked(JOB_LOSS, everything).count("lost_on") == 1


def test_a_small_bundle_word_for_word(tmp_path: Path) -> None:
    second = PROCEDURE.replace(
        "      - {name: contact", "      - {name: reason, ask: 为什么？, kind: text}\n      - {name: contact"
    )
    files = {**procedure_files(), **procedure_files(second, "second")}
    files |= {"procedures/both/bundle.yaml": BUNDLE, "procedures/both/guide.md": "怎样办。"}
    bundle = load_procedures(write_place(tmp_path, files)).bundles["both"]
    assert asked(bundle, {}) == ["wants_more", "wage", "urban", "contact", "reason"]
    assert asked(bundle, {"wants_more": False}) == ["wants_more", "wage", "urban", "contact"]
    assert [material.title for material in bundle.materials({})] == ["工资单"]
    assert [one.reason for one in bundle.dropped({"wants_more": False})] == ["您不要办第二件。"]
