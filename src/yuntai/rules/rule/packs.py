"""Packs: the content of a place. A city's pack inherits a province's, which inherits the nation's.

A pack is a folder: ``pack.yaml`` (id, title, parent), ``parameters.yaml`` (values that several policies read),
``calendar.yaml`` (workdays), ``codes/`` (words
for options) and ``policies/<id>/`` with ``policy.py``, ``parameters.yaml``, ``cases.yaml``, ``guide.md``.
A policy folder without ``policy.py`` holds this place's own parameters for a policy of its parent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from yuntai.clock import today
from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import Entry, read_yaml
from yuntai.rules.language.grounds import publication
from yuntai.rules.language.kinds import Kind
from yuntai.rules.language.parameters import Parameter, read_parameters
from yuntai.rules.language.policy import Policy
from yuntai.rules.language.workdays import Arrangement
from yuntai.rules.rule.assembly import assemble
from yuntai.rules.rule.codes import Words, load_words
from yuntai.rules.rule.modules import run_file
from yuntai.rules.rule.rule import Rule


@dataclass(frozen=True)
class Pack:
    """The content of one place. ``folders`` are its own and its parents', the own first."""

    id: str
    title: str
    folders: tuple[Path, ...]

    @cached_property
    def policy_ids(self) -> tuple[str, ...]:
        """The policies that hold here, sorted."""
        return tuple(
            sorted({path.parent.name for folder in self.folders for path in folder.glob("policies/*/policy.py")})
        )

    @cached_property
    def _cache(self) -> dict[str, Rule]:
        return {}

    @cached_property
    def _written(self) -> dict[str, Policy]:
        return {}

    def rule(self, policy_id: str) -> Rule:
        """A policy with the parameters and the words of this place. Raises ``YuntaiError`` where there is none, or it is wrong."""
        if policy_id not in self._cache:
            rule = assemble(self.policy(policy_id), self._lookup, self.arrangements)
            self._cache[policy_id] = rule.with_kinds(self.fit)
        return self._cache[policy_id]

    def words(self, day: date) -> Words:
        """What options are called here on ``day``."""
        return load_words(self.folders, day)

    def fit(self, kind: Kind) -> Kind:
        """A kind with the options and the words of this place, as of today."""
        return self._words.fit(kind)

    @cached_property
    def _words(self) -> Words:
        return self.words(today())

    def policy(self, policy_id: str) -> Policy:
        """A policy as its author wrote it."""
        if policy_id not in self._written:
            self._written[policy_id] = _read_policy(self.folder(policy_id) / "policy.py", policy_id)
        return self._written[policy_id]

    def folder(self, policy_id: str) -> Path:
        """The folder that holds a policy's ``policy.py``, cases and guide."""
        for folder in self.folders:
            if (folder / "policies" / policy_id / "policy.py").exists():
                return folder / "policies" / policy_id
        near = get_close_matches(policy_id, self.policy_ids, 1)
        hint = f"，是不是“{near[0]}”？" if near else f"。现有：{'、'.join(self.policy_ids)}"
        raise YuntaiError(f"没有“{policy_id}”这项政策{hint}")

    def home(self, policy_id: str) -> str:
        """The id of the pack that the policy comes from."""
        return self.folder(policy_id).parent.parent.name

    @cached_property
    def shared_parameters(self) -> Mapping[str, Parameter]:
        """The parameters that all policies may read; this place's own go before its parents'."""
        return self._parameters("parameters.yaml")

    def _parameters(self, path: str) -> dict[str, Parameter]:
        found: dict[str, Parameter] = {}
        for folder in reversed(self.folders):
            found |= read_parameters(folder / path, folder.name)
        return found

    def _lookup(self, policy_id: str) -> tuple[Policy, Mapping[str, Parameter]]:
        own = self._parameters(f"policies/{policy_id}/parameters.yaml")
        return self.policy(policy_id), {**self.shared_parameters, **own}

    @cached_property
    def arrangements(self) -> tuple[Arrangement, ...]:
        """The holiday arrangements that hold here."""
        for folder in self.folders:
            if (folder / "calendar.yaml").exists():
                return _read_arrangements(folder / "calendar.yaml")
        return ()


def load_pack(folder: Path, shipped: Path | None = None) -> Pack:
    """The pack in ``folder``; its parents are its sibling folders, or lie in the folder ``shipped``.

    Raises ``YuntaiError`` where it is no pack.
    """
    folders: list[Path] = []
    title = ""
    here: Path | None = folder
    while here is not None:
        document = read_yaml(here / "pack.yaml")
        if not isinstance(document, Entry) or not document.get("id") or not document.get("title"):
            raise YuntaiError(f"{here / 'pack.yaml'}：要写 id 和 title")
        if document["id"] != here.name or here in folders:
            raise YuntaiError(f"{here / 'pack.yaml'}：id 要与文件夹同名，上级不能绕回自己")
        title = title or str(document["title"])
        folders.append(here)
        parent = document.get("parent")
        here = _parent(here, str(parent), shipped) if parent else None
    return Pack(folder.name, title, tuple(folders))


def _parent(of: Path, name: str, shipped: Path | None) -> Path:
    beside = of.parent / name
    return beside if shipped is None or (beside / "pack.yaml").exists() else shipped / name


_policies: dict[Path, Policy] = {}


def _read_policy(path: Path, policy_id: str) -> Policy:
    if path in _policies:
        return _policies[path]
    module = run_file(
        path,
        f"yuntai_policy.{path.parent.parent.parent.name}.{policy_id}",
        lambda error: f"政策读不进来（{type(error).__name__}: {error}）",
    )
    policy = getattr(module, "policy", None)
    if not isinstance(policy, Policy):
        raise YuntaiError(f"{path}：没有写 policy = Policy(…)")
    policy.id = policy_id
    _policies[path] = policy
    return policy


def _read_arrangements(path: Path) -> tuple[Arrangement, ...]:
    found = []
    for entry in read_yaml(path) or []:
        try:
            days = {key: frozenset(entry[key]) for key in ("rest", "work")}
            fine = all(type(day) is date for part in days.values() for day in part)
            if not fine:
                raise TypeError
            year = int(entry["year"])
            published = publication(entry, date(year, 1, 1), Place(path, entry.line))
            found.append(Arrangement(year, str(entry["notice"]), published, days["rest"], days["work"]))
        except (KeyError, TypeError):
            line = getattr(entry, "line", None)
            raise YuntaiError(
                f"{Place(path, line)}：每年要写 year、notice、published、rest、work，日期写成 2023-01-05"
            ) from None
    return tuple(found)
