"""Risk points promise nothing that is not kept: each control that they name is found in the code, each that is listed is named."""

from __future__ import annotations

from functools import reduce
from importlib import import_module

import pytest

from yuntai.packs import FOLDER
from yuntai.procedures import load_procedures
from yuntai.procedures.controls import CONTROLS
from yuntai.procedures.schema import RiskPoint
from yuntai.rules.rule.packs import load_pack

CATALOGUE = load_procedures(load_pack(FOLDER / "nanjing"))


@pytest.mark.parametrize("name", CONTROLS)
@pytest.mark.usefixtures("db")
def test_a_control_is_found_in_the_code(name: str) -> None:
    module, _, path = CONTROLS[name].code.partition(":")
    assert reduce(getattr, path.split("."), import_module(module)) is not None


def test_every_control_is_named_and_every_risk_names_one() -> None:
    risks = [risk for one in CATALOGUE.values() for risk in one.risks]
    assert {name for risk in risks for name in risk.controls} == set(CONTROLS)
    assert all(risk.controls for risk in risks)


def test_what_the_platform_does_and_what_an_officer_looks_at_are_two_things() -> None:
    risk = RiskPoint("冒领", ("own_case", "sealed"), "证件")
    assert risk.control == (
        "本人或者本人单位的、互相代办过的、写到本人的办件，工作人员不能办，系统不让做。每一步由谁、何时、为什么都记在封存的日志里，改动会被发现。"
        "办理时核对：证件。"
    )
