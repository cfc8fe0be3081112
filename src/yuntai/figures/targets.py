"""What figures are held against: a target, when it is near, who answers for it; in ``figures/targets.yaml`` of a pack::

    closed_in_time: {target: 95, near: 90, better: more, owner: 办公室, source: 本局年度目标}

``target`` is in the figure's unit. Where more is better, a value from the target on is good, one from ``near`` on is near, any other is
bad; where less is better, the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import read_yaml
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.language.sections import nearest
from yuntai.rules.rule.packs import Pack
from yuntai.selections.figures import Figure
from yuntai.selections.loading import load

LIGHTS: Mapping[str, str] = {"good": "达到目标", "near": "接近目标", "bad": "没有达到目标"}
"""What a value is, against its target."""

_KEYS = {"target", "near", "better", "owner", "source"}


@dataclass(frozen=True)
class Target:
    """What a figure is to reach."""

    target: Decimal
    near: Decimal
    more: bool
    owner: str
    source: str

    def light(self, value: Decimal | None) -> str:
        """Which of :data:`LIGHTS` a value is; empty where there is none."""
        if value is None:
            return ""
        sign = 1 if self.more else -1
        if sign * value >= sign * self.target:
            return "good"
        return "near" if sign * value >= sign * self.near else "bad"


@dataclass(frozen=True)
class Figures:
    """The figures of a place, their parameters and targets; what each file of them is about."""

    figures: Mapping[str, Figure]
    thresholds: Mapping[str, Parameter]
    topics: Mapping[str, str]
    targets: Mapping[str, Target]

    def by_topic(self) -> dict[str, list[Figure]]:
        """The figures under what they are about."""
        found: dict[str, list[Figure]] = {title: [] for title in self.topics.values()}
        for one in self.figures.values():
            found[self.topics[one.topic]].append(one)
        return {title: some for title, some in found.items() if some}


@cache
def figures_of(pack: Pack) -> Figures:
    """The figures of a pack and its parents. Raises ``YuntaiError`` with file and line where one, or a target, is wrong."""
    loaded = load(pack, "figures", Figure)
    targets: dict[str, Target] = {}
    for folder in reversed(pack.folders):
        path = folder / "figures" / "targets.yaml"
        if path.exists():
            document = read_yaml(path) or {}
            for name, entry in document.items():
                targets[name] = _target(name, entry, Place(path, getattr(entry, "line", None)), loaded.selections)
    return Figures(loaded.selections, loaded.thresholds, loaded.topics, targets)


def _target(name: str, entry: object, place: Place, figures: Mapping[str, Figure]) -> Target:
    if name not in figures:
        raise YuntaiError(f"{place}：没有“{name}”这个指标{nearest(name, list(figures))}")
    if not isinstance(entry, Mapping) or not {"target", "near", "owner"} <= entry.keys() <= _KEYS:
        raise YuntaiError(f"{place}：“{name}”要写 target、near、owner，还可以写 better（more 或 less）、source")
    better = entry.get("better", "more")
    try:
        target, near = Decimal(str(entry["target"])), Decimal(str(entry["near"]))
    except ArithmeticError:
        raise YuntaiError(f"{place}：“{name}”的 target 和 near 要是数") from None
    if better not in ("more", "less") or (near > target if better == "more" else near < target):
        raise YuntaiError(f"{place}：“{name}”的 better 写 more 或 less，near 要比 target 宽一些")
    return Target(target, near, better == "more", str(entry["owner"]), str(entry.get("source", "")))
