"""What another state of the pack would do to the open cases: which of them stand where it leads nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from yuntai.cases.models import Case
from yuntai.cases.states import STANDARD, State
from yuntai.cases.versions import state_title
from yuntai.procedures import Catalogue


def stranded(catalogue: Catalogue) -> Iterator[str]:
    """The open cases that could not be gone on with under ``catalogue``, a sentence for each procedure and step."""
    found: Counter[tuple[str, str, str]] = Counter()
    standing = Case.objects.open().values_list("procedure", "state", "version__digest", "version__definition__flow")
    for procedure, state, digest, flow in standing.iterator():
        if not _stands(catalogue, flow or "", state):
            found[procedure, flow or "", state_title(state, digest)] += 1
    for (procedure, flow, title), number in sorted(found.items()):
        gone = f"流程“{flow}”没有了" if flow not in ("", *catalogue.flows) else f"流程里没有“{title}”这一步了"
        yield (
            f"事项“{procedure}”有 {number} 件没办完的停在“{title}”：{gone}，改了就办不下去。"
            "请先办完这些办件，或者把这一步留着"
        )


def _stands(catalogue: Catalogue, flow: str, state: str) -> bool:
    steps = STANDARD.steps if not flow else catalogue.flows[flow].steps if flow in catalogue.flows else {}
    return state in steps or (state in State.values and state not in STANDARD.steps and flow in ("", *catalogue.flows))
