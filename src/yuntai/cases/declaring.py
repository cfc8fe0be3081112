"""A declaration from its draft to the hand-over: begun, kept, checked again; who may hand it in and what keeps it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from yuntai.cases.declarations import PROCEDURE, Declaration, Row, rows_of
from yuntai.cases.declared import unexplained
from yuntai.cases.drafts import as_text, begin_draft, changed_since, find_draft, renew
from yuntai.cases.models import Case, Draft
from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
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
            {
                "enrolment": one.enrolment,
                "joined_on": one.cells["joined_on"],
                "last_base": one.last_base,
                "name": named.name if (named := declaration.roster.get(one.person)) else "",
            }
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
    if said := obstacle(employer):
        return said
    approvers = approvers_of(employer)
    if acting.representative in [one.user for one in approvers]:
        return ""
    names = "、".join(str(one.user) for one in approvers)
    if not names:
        return "要由审批人提交，单位还没有审批人，请先登记一位"
    if acting.is_present:
        return f"在场的是经办人，可以填表、改表；提交要审批人到场，或者审批人登录平台提交：{names}"
    return f"您可以填表、改表，由审批人提交：{names}"


def obstacle(employer: Employer) -> str:
    """Why nobody may hand in a declaration for the employer now, in a sentence; empty if an approver may."""
    if employer.registered_on is None:
        return "单位还没有实名注册，请先注册再提交；填好的表都存着"
    if case := in_hand(employer):
        return f"已提交的申报（{case.number}）还在办；要改，请先在“查进度”里撤回它，再提交这一份"
    return ""


def approvers_of(employer: Employer) -> list[Operator]:
    """Those who hand in for the employer."""
    found = Operator.objects.in_force().filter(employer=employer, role=Operator.Role.APPROVER)
    return list(found.select_related("user__person", "employer"))


@transaction.atomic
def hand_over(draft: Draft, acting: Acting) -> None:
    """Note that the rows are ready, and tell each approver once what waits for her. Raises ``YuntaiError`` without one."""
    approvers = approvers_of(draft.employer)
    if obstacle(draft.employer) or not approvers:
        raise YuntaiError(hindrance(acting))
    draft.answers |= {"handed_over": f"{acting.representative}，{now():%-m月%-d日 %H:%M}"}
    draft.save(update_fields=["answers", "changed_at"])
    values = {"employer": draft.employer.name, "year": int(draft.answers["year"])}
    for one in approvers:
        notify(one.user, "declaration_waits", values, key=f"{draft.key}/waits", url="/employer/declare/check/")
