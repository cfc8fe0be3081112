"""What can be done: the home page with its one box, the catalogue, a procedure with all that one wants to know before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Window
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.channels import refusal
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import drafts_of
from yuntai.cases.models import Case
from yuntai.cases.querysets import of_applicant
from yuntai.cases.routing import place_of
from yuntai.cases.starts import may_visit
from yuntai.cases.states import State
from yuntai.clock import today
from yuntai.ledger.prepared import Prepared
from yuntai.notices.models import Notice
from yuntai.people.models import Employer
from yuntai.procedures import Material, Procedure, Unit
from yuntai.procedures.guides import when_needed
from yuntai.procedures.schema import AUDIENCES, CHANNELS
from yuntai.publishing.models import Edition
from yuntai.rules.language.policy import THEMES
from yuntai.web.audience import may_ask
from yuntai.web.resident.found import claims
from yuntai.web.resident.held import record

UNRATED = 3
"""How many matters that are done the home page asks to rate."""

NEWEST = 3
"""How many notices that are not read the home page shows."""

REGISTRATION = "employer_registration"
"""Not a form: an employer registers under the account of who acts for it, and is nobody's to choose before."""

HOW = {
    "online": "在手机或者电脑上点“开始办理”，按提示填。",
    "counter": "带上证件和要交的材料，工作人员当面替您填。",
    "outlet": "带上证件和要交的材料，到街道、社区的网点，工作人员当面替您填。",
    "terminal": "在大厅的自助终端上登录，按提示填。",
    "phone": "打 12333，工作人员核对您的身份以后替您填。",
}
"""What to do on each channel."""


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One box, a few ways; what waits for the person, what she may claim, what she was told and has not read."""
    context: dict[str, Any] = {"employer": _for_employer(request), "unread": 0}
    context |= dict.fromkeys(("corrections", "drafts", "unrated", "claims"), ())
    if request.acting:
        subject = request.acting.subject
        context |= {
            "corrections": _to_correct(subject),
            "drafts": drafts_of(subject),
            "unrated": _to_rate(subject),
            "claims": claims(request),
        }
        if not request.acting.is_for_another:
            notices = _unread(request.user.pk, subject.pk)
            context |= {"unread": notices[0].all if notices else 0, "notices": notices}
    return render(request, "resident/home.html", context)


_to_correct = of_applicant(lambda subject: _named(Case.objects.of(subject).filter(state=State.CORRECTING)))
_to_rate = of_applicant(
    lambda subject: _named(Case.objects.of(subject).filter(state=State.CLOSED, rating=None))[:UNRATED]
)


def _named(cases: Any) -> Any:
    """What a card says of each of these cases."""
    return cases.select_related("version").only("number", "closed_on", "version__definition")


_unread = Prepared(
    lambda user, person: Notice.objects.read_by(user, person).unread().annotate(all=Window(Count("pk")))[:NEWEST]
)
"""The newest notices that an account has not read, each with the number of ``all``."""


@login_not_required
@require_safe
def all_procedures(request: HttpRequest) -> HttpResponse:
    """The catalogue: bundles first, then the procedures by what they are about."""
    audience = request.GET.get("for", "employer" if _for_employer(request) else "person")
    if audience not in AUDIENCES:
        audience = "person"
    groups: dict[str, list[Procedure]] = defaultdict(list)
    for theme in THEMES:
        for one in catalogue().values():
            if audience in one.audience and one.theme == theme:
                groups[THEMES[theme]].append(one)
    bundles = [one for one in catalogue().bundles.values() if audience in one.audience]
    context = {"groups": dict(groups), "audiences": AUDIENCES, "audience": audience, "bundles": bundles}
    return render(request, "resident/catalogue.html", context)


def _for_employer(request: HttpRequest) -> bool:
    """Whether somebody is here for an employer."""
    return bool(request.acting) and isinstance(request.acting.subject, Employer)


def of_employers(*, registered: bool) -> list[Procedure]:
    """The procedures that employers apply for; one that is ``registered`` need not register once more."""
    found = [one for one in catalogue().values() if "employer" in one.audience]
    return [one for one in found if not (registered and one.id == REGISTRATION)]


def procedure_or_404(name: str) -> Procedure:
    """The procedure of an address."""
    if name not in catalogue():
        raise Http404
    return catalogue()[name]


@dataclass(frozen=True)
class Needed:
    """A material on the page of a procedure: ``spared`` says that the registry holds this person."""

    material: Material
    when: str
    spared: bool


@dataclass(frozen=True)
class Way:
    """A channel on the page of a procedure: what to do, and the nearest window where it is one."""

    title: str
    how: str
    window: Unit | None


@login_not_required
@require_safe
def procedure(request: HttpRequest, procedure: str) -> HttpResponse:
    """Who, what, how long, where, on what ground; all from the definition."""
    one = procedure_or_404(procedure)
    held = record(request)
    tables = {name for name, rows in held.rows.items() if rows} if held else set()
    questions = (*one.fields, *one.columns, *one.officer)
    here = _here(request)
    place = place_of(one, request.acting.subject, {}, request.acting.unit) if request.acting else here
    home = request.acting.subject.district if request.acting else ""
    context = {
        "procedure": one,
        "materials": [
            Needed(wanted, when_needed(wanted, questions), wanted.replaced_by in tables) for wanted in one.materials
        ],
        "ways": _ways(one, place or home, here or home or place),
        "place": place or home,
        "unit": catalogue().units.route(one, place) if request.acting and place else None,
        "not_here": _not_here(request, one),
        "other_side": _other_side(request, one),
        "announcements": _explaining(one.id, day=today()),
        "askable": may_ask(request, one.policy),
        "by_code": may_visit(one.id) is not None,
    }
    return render(request, "resident/procedure.html", context)


_explaining = Prepared(lambda procedure, day: Edition.objects.in_force(day).explaining(procedure))
"""The announcements that explain a procedure."""


def _here(request: HttpRequest) -> str:
    """The code of the unit where the page is read: of the terminal or the counter; empty anywhere else."""
    place = request.terminal or request.acting
    code = place.unit.code if place and place.unit else ""
    return code if code in catalogue().units else ""


def _ways(one: Procedure, place: str, here: str) -> list[Way]:
    units = catalogue().units
    return [
        Way(title, HOW[code], units.closest(one, place, code, here) if place else None)
        for code, title in CHANNELS.items()
        if code in one.channels
    ]


def _not_here(request: HttpRequest, one: Procedure) -> str:
    """Why it cannot be done where the page is read; empty if it can."""
    if request.acting:
        return refusal(one, request.acting)
    return f"“{one.title}”不能在自助终端办" if request.terminal and "terminal" not in one.channels else ""


def _other_side(request: HttpRequest, one: Procedure) -> str:
    """Who can do it where whoever is signed in acts for the other side: 单位 or 本人; empty if she can."""
    if not request.acting or one.id == REGISTRATION:
        return ""
    side, other = ("employer", "本人") if isinstance(request.acting.subject, Employer) else ("person", "单位")
    return "" if side in one.audience else other
