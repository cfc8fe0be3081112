"""The questions that a case has answers to: those of its form, and those that the policy asked beside it."""

from __future__ import annotations

from yuntai.cases.content import rule_of
from yuntai.cases.models import Case
from yuntai.procedures import Field
from yuntai.procedures.kinds import Column, Rows
from yuntai.rules.language.kinds import Date, Kind
from yuntai.rules.language.policy import Relation
from yuntai.rules.rule.rule import Rule
from yuntai.rules.rule.wording import question_as_name


def questions(case: Case) -> dict[str, Field]:
    """By name, those of the applicant and then those of the officer; the policy's own last."""
    procedure = case.version.load()
    found = {question.name: question for question in (*procedure.fields, *procedure.officer)}
    if procedure.policy:
        rule = rule_of(procedure.policy)
        asked = (name for name in case.facts if name in rule.facts or name in rule.relations)
        found |= {name: question_of(rule, name) for name in asked if name not in found}
    return found


def name_of(question: Field) -> str:
    """What is asked for, within a sentence: the title, or the question without its mark and remarks."""
    return question.title or question_as_name(question.ask)


def question_of(rule: Rule, name: str) -> Field:
    """The question that a policy asks for a fact or a relation."""
    if name in rule.facts:
        fact = rule.facts[name]
        return Field(name, fact.ask, fact.kind, from_policy=True)
    relation = rule.relations[name]
    title = question_as_name(relation.ask) if relation.ask else relation.title
    return Field(name, relation.ask or relation.title, Rows(_columns(relation)), title, from_policy=True)


def _columns(relation: Relation) -> tuple[Column, ...]:
    kinds: dict[str, Kind] = {name: kind for name, kind in relation.columns.items() if name not in relation.where}
    kinds |= {relation.on: Date()} if relation.on else {}
    return tuple(Column(name, relation.labels.get(name, name), kind) for name, kind in kinds.items())
