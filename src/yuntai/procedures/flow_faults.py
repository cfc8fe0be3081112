"""What is wrong with a flow: everything that would only show when a case is there already."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from yuntai.procedures.flow import (
    APPLICANT,
    DUTIES,
    END,
    LINKED,
    STARTS,
    Act,
    Days,
    Effect,
    Enter,
    Flow,
    Fork,
    Known,
    Letter,
    Open,
    Panel,
    Post,
    Step,
    Tell,
    Wait,
    targets,
)
from yuntai.rules.language.sections import nearest

Fault = tuple[str, str]
"""What is wrong: the step, act or other name that it is in, and a sentence."""

COUNTS = ("granted", "refused")
"""How an outcome can count."""


def faults(flow: Flow, known: Known) -> Iterator[Fault]:
    """What is wrong with ``flow``, the worst first where one follows from another."""
    seen: set[str] = set()
    for step in flow.steps.values():
        if not step.targets:
            yield step.name, f"步骤“{step.name}”里没有一项办理能离开这一步"
        for one in step.acts:
            if one.name in seen:
                yield one.name, f"“{one.name}”写了两次，每项办理要有自己的名字"
            seen.add(one.name)
            yield from ((one.name, f"“{one.name}”{fault}") for fault in _of_act(flow, one, known))
        yield from ((step.name, f"步骤“{step.name}”{fault}") for fault in _of_step(flow, step, known))
    yield from _of_names(flow, known)
    yield from _dead_ends(flow)


def _of_act(flow: Flow, one: Act, known: Known) -> Iterator[str]:
    actors = (*known.roles, APPLICANT, *flow.parties)
    if one.name in known.common:
        yield "是每个办件都有的，不用写在流程里"
    if not one.by:
        yield "没有写由哪个岗位办"
    for role in one.by:
        if role not in actors:
            yield f"：没有“{role}”这个岗位{nearest(role, actors)}"
    if one.duty and one.duty not in DUTIES:
        yield f"：没有“{one.duty}”这项职责{nearest(one.duty, DUTIES)}"
    yield from _of_targets(flow, one.targets)
    if one.sheet and known.sheets is not None and one.sheet not in known.sheets:
        yield f"：事项没有“{one.sheet}”这张表单{nearest(one.sheet, known.sheets)}"
    if one.decides and known.results is not None and one.decides not in known.results:
        yield f"：政策没有“{one.decides}”这个可选的结果{nearest(one.decides, known.results)}"
    if isinstance(one.to, Fork):
        yield from _of_fork(one, one.to, known)
    for effect in one.does:
        yield from _of_effect(flow, effect, known)


def _of_targets(flow: Flow, named: Collection[str]) -> Iterator[str]:
    for target in named:
        if target == END or not (target.startswith(END) or target in flow.steps):
            yield f"：没有“{target}”这一步{nearest(target, list(flow.steps))}（办结写成 /结果）"


def _of_fork(one: Act, to: Fork, known: Known) -> Iterator[str]:
    forks = {**known.forks, **(known.results or {}), **(known.sheets or {}).get(one.sheet, {})}
    if to.by not in forks:
        if known.sheets is not None or not (one.sheet or one.decides):
            yield f"：不能按“{to.by}”分{nearest(to.by, list(forks))}"
        return
    for choice in forks[to.by]:
        if choice not in to.to:
            yield f"：没有写“{to.by}”是“{choice}”时到哪一步"
    for choice in to.to:
        if choice not in forks[to.by]:
            yield f"：“{to.by}”没有“{choice}”这个结果{nearest(choice, list(forks[to.by]))}"


def _of_effect(flow: Flow, effect: Effect, known: Known) -> Iterator[str]:
    match effect:
        case Letter(wording=name) if known.letters is not None and name not in known.letters:
            yield f"：没有“{name}”这份文书{nearest(name, known.letters)}"
        case Tell(template=name) if known.templates is not None and name not in known.templates:
            yield f"：没有“{name}”这份通知{nearest(name, known.templates)}"
        case Open(procedure=name) if known.procedures is not None and name not in known.procedures:
            yield f"：没有“{name}”这个事项{nearest(name, known.procedures)}"
        case Enter(roll=name) | Post(roll=name) if known.rolls is not None and name not in known.rolls:
            yield f"：没有“{name}”这本台账{nearest(name, known.rolls)}"
    if isinstance(effect, Letter | Tell):
        told = (APPLICANT, *flow.parties, *(known.roles if isinstance(effect, Tell) else ()))
        for to in effect.to.split():
            if to not in told:
                yield f"：不能发给“{to}”{nearest(to, told)}"


def _of_step(flow: Flow, step: Step, known: Known) -> Iterator[str]:
    yield from _of_targets(flow, targets(step.late))
    if step.late and step.within is None and not isinstance(step, Wait):
        yield "写了 late，没有写 within：到哪天算过期"
    named, parameters = step.within.number if step.within else 0, known.parameters
    if isinstance(named, str) and parameters is not None and named not in parameters:
        yield f"：没有“{named}”这个参数{nearest(named, parameters)}"
    if isinstance(step, Wait):
        if not isinstance(step.until, Days) and step.until != LINKED:
            yield f"的 until 写 workdays(…)、days(…) 或者 {LINKED}，现在是“{step.until}”"
        for effect in step.does:
            yield from _of_effect(flow, effect, known)
    elif not step.acts:
        yield "没有写可以办什么"
    if isinstance(step, Panel) and isinstance(step.hand_in.to, Fork):
        yield "是几个人交同一张表，各人选的可能不同，不能按选项分；先到下一步再分"


def _of_names(flow: Flow, known: Known) -> Iterator[Fault]:
    titles = {step.name: step.title for step in flow.steps.values()} | {
        name: outcome.title for name, outcome in flow.said.items()
    }
    for name in (*flow.steps, *flow.outcomes, *(one.name for one in flow.acts)):
        if name in known.taken:
            yield name, f"“{name}”是平台自己用的名字（{known.taken[name]}），请换一个"
        if titles.get(name, "") != known.usual.get(name, titles.get(name, "")):
            yield name, f"“{name}”在平台上叫“{known.usual[name]}”；要叫别的，请换一个名字"
        if len(name) > MOST_LETTERS:
            yield name, f"“{name}”太长，名字最多 {MOST_LETTERS} 个字符"
        if name in flow.steps and name in flow.outcomes:
            yield name, f"“{name}”既是步骤又是结果，请换一个名字"
    used = {target for step in flow.steps.values() for target in step.targets}
    for name, outcome in flow.said.items():
        if END + name not in used:
            yield name, f"没有一项办理以“{name}”办结，删掉这个结果，或者写上哪项办理到 /{name}"
        if outcome.counts and outcome.counts not in COUNTS:
            yield name, f"结果“{name}”的 counts 没有“{outcome.counts}”{nearest(outcome.counts, COUNTS)}"
    for start in flow.starts:
        if start not in STARTS:
            yield start, f"没有“{start}”这种开始{nearest(start, STARTS)}"


MOST_LETTERS = 24
"""How long the name of a step or an outcome may be."""


def _dead_ends(flow: Flow) -> Iterator[Fault]:
    reached: set[str] = set()
    todo = {flow.first}
    while todo:
        reached |= todo
        todo = {target for name in todo for target in flow.steps[name].targets if target in flow.steps} - reached
    for name in flow.steps:
        if name not in reached:
            yield name, f"步骤“{name}”从第一步走不到"
    ending: set[str] = set()
    while more := {name for name in flow.steps if name not in ending and _ends(flow, name, ending)}:
        ending |= more
    for name in flow.steps:
        if name not in ending:
            yield name, f"从步骤“{name}”走不到办结"


def _ends(flow: Flow, name: str, ending: Collection[str]) -> bool:
    return any(target.startswith(END) or target in ending for target in flow.steps[name].targets)
