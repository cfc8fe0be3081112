"""Who audits has everything that is sealed held against its seals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yuntai.cases.verify import verify
from yuntai.ledger.models import Checkpoint
from yuntai.people.logs import STAFFING, log_access
from yuntai.people.models import Role
from yuntai.web.rights import roles_required

_MOST = 50
"""How many problems the page names; ``yuntai cases verify`` names all."""


@roles_required(Role.AUDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest) -> HttpResponse:
    """The head of what is sealed, to hold against one that was kept elsewhere; with a POST, whether everything is as it was sealed."""
    context = {"head": Checkpoint.objects.order_by("number").last()}
    if request.method == "POST":
        problems = verify()
        log_access(request.user, None, f"核验全部记录：{len(problems)} 处不对", STAFFING)
        context |= {"count": len(problems), "problems": problems[:_MOST]}
    return render(request, "account/verification.html", context)
