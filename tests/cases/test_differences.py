"""What a refusal rests on, in sentences: the condition, what was found, what is required, the article."""

from __future__ import annotations

import pytest

from yuntai.cases.differences import differences, lines
from yuntai.packs import FOLDER
from yuntai.procedures import load_procedures
from yuntai.rules.one.answer import answer
from yuntai.rules.one.facts import check_facts
from yuntai.rules.published.cases import read_cases
from yuntai.rules.rule.packs import load_pack

PACK = load_pack(FOLDER / "nanjing")


def said(policy: str) -> list[str]:
    """The sentences of all refusals among a policy's worked examples, each once."""
    found: dict[str, None] = {}
    for case in read_cases(PACK.folder(policy) / "cases.yaml"):
        if "refused" in case.expect:
            continue
        rule = PACK.rule(policy).assuming(case.assumed) if case.assumed else PACK.rule(policy)
        facts = check_facts(rule, case.facts)
        got = answer(rule, facts, case.as_of, known_on=case.known_on, ask=False)
        found |= dict.fromkeys(lines({"differences": differences(rule, got, facts)}))
    return list(found)


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        (
            "graduate_rent_subsidy",
            "没有达到“劳动合同期限够长”（查到的：劳动合同签了多少个月“11 个月”；规定的：劳动合同至少要签“12 个月”），"
            "依据宁政发〔2018〕1号；《南京市高校毕业生住房租赁补贴操作办法》（文号待核实）。",
        ),
        (
            "injury_leaving",
            "没有达到“五级、六级本人提出，七级至十级本人提出或者合同期满”（查到的：劳动能力鉴定的伤残等级是几级“5 级”，"
            "怎样离开单位的“合同期满终止”），依据《工伤保险条例》第三十六条、第三十七条。",
        ),
        (
            "training_subsidy",
            "没有达到“证书在当年目录内”（查到的：证书在当年的目录清单里“否”），依据宁人社规〔2022〕9号 三。",
        ),
    ],
)
def test_a_refusal_in_a_sentence(policy: str, sentence: str) -> None:
    assert sentence in said(policy)


def test_every_refusal_among_the_examples_of_what_decides_a_case_can_be_said() -> None:
    deciding = {procedure.policy for procedure in load_procedures(PACK).values() if procedure.policy}
    sentences = [sentence for policy in sorted(deciding) for sentence in said(policy)]
    assert len(sentences) > 30
    assert [one for one in sentences if "None" in one or "“”" in one] == []


def test_a_decision_of_before_has_none() -> None:
    assert list(lines({"because": ["有求职要求"]})) == []
