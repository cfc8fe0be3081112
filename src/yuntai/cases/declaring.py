"""A declaration from its draft to the hand-over: begun, kept, checked again; who may hand it in and what keeps it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from yuntai.cases.declarations import PROCEDURE, Declaration, Row, rows_of
from yuntai.cases.declared import unexplained
from yuntai.cases.drafts import as_text, begin_draft, changed_since, find_draft, renew
from yuntai.cases.models import Case, Draft
from yuntai.people.acting import Acting
from yuntai.people.models import Employer, Operator


def begin_declaration(declaration: Declaration, acting: Acting) -> Draft:
    """The draft there is; or a new one with the rows that were handed in last for that year, else the staff of December."""
    if old := find_draft(PROCEDURE, declaration.employer):
        return old
    last = Case.objects.of(declaration.employer).filter(procedure=PROCEDURE).order_by("submitted_at").last()
    same_year = last is not None and last.facts["year"] == str(declaration.day.year)
    rows = declaration.check(rows_of(last.facts)) if same_year else declaration.prefilled()
    return keep(declaration, begin_draft(declaration.procedure, acting, {"online_impossible": "否"}), rows)


def in_hand(employer: Employer) -> Case | None:
    """The declaration of the employer that is being handled: there is no second one beside it."""
    return Case.objects.of(employer).open().filter(procedure=PROCEDURE).first()  # type: ignore[no-any-return]


def keep(declaration: Declaration, draft: Draft, rows: Sequence[Row]) -> Draft:
    """Save checked rows in the draft, and who is left out of them."""
    draft.answers |= {
        "registered_online": as_text(declaration.employer.registered_on is not None),
        "year": str(declaration.day.year),
        "rows": [asdict(row) for row in rows],
        "left_out": [
            {"enrolment": one.enrolment, "joined_on": one.cells["joined_on"], "last_base": one.last_base}
            for one in declaration.left_out(rows)
        ],
    }
    draft.save(update_fields=["answers", "changed_at"])
    return draft


def refresh(declaration: Declaration, draft: Draft) -> list[str]:
    """Check the rows again by the rules and the registry of now; what has changed in the procedure, in sentences."""
    changed = changed_since(draft)
    if changed:
        renew(draft)
    keep(declaration, draft, declaration.check(rows_of(draft.answers)))
    return changed


def unready(answers: Mapping[str, Any]) -> dict[str, str]:
    """Why the rows of a draft cannot be handed in yet."""
    rows = rows_of(answers)
    bad = sum(not row.good for row in rows)
    if bad:
        return {"rows": f"表里还有 {bad} 行有错误，请改正"}
    if open_ones := unexplained(rows):
        return {"reasons": f"有 {len(open_ones)} 人不到上年缴费基数的一半，请逐人写明原因"}
    return {} if rows else {"rows": "表里还没有职工，请填表"}


def hindrance(acting: Acting) -> str:
    """Why the user may not hand in a declaration for the employer, in a sentence; empty if she may."""
    employer = acting.subject
    if not isinstance(employer, Employer):
        return "缴费工资基数由单位申报，请先选择代哪个单位办理"
    if employer.registered_on is None:
        return "单位还没有实名注册，请先注册再提交；填好的表都存着"
    if case := in_hand(employer):
        return f"已提交的申报（{case.number}）还在办；要改，请先在“查进度”里撤回它，再提交这一份"
    approvers = Operator.objects.in_force().filter(employer=employer, role=Operator.Role.APPROVER)
    if approvers.filter(user=acting.user).exists():
        return ""
    names = "、".join(str(one.user) for one in approvers.select_related("user"))
    return f"您可以填表、改表，由审批人提交：{names}" if names else "要由审批人提交，单位还没有审批人，请先登记一位"
