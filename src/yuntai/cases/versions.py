"""The versions of procedures and bundles that drafts and cases run under, and what they call where a case is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yuntai.cases.states import State
from yuntai.clock import today
from yuntai.ledger.rows import SealedRow
from yuntai.procedures import Bundle, Procedure


class Version(SealedRow):
    """A procedure or a bundle as it was when somebody began: drafts and cases keep theirs.

    ``policy_digest`` names the rules of that day.
    """

    procedure = models.CharField("事项", max_length=60)
    digest = models.CharField("事项内容的摘要", max_length=64)
    policy_digest = models.CharField("政策的摘要", max_length=64, blank=True)
    definition = models.JSONField("事项内容")
    first_used = models.DateField("最早使用日期", default=today)

    class Meta:
        verbose_name = "事项版本"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "digest", "policy_digest"], name="version_once")
        ]

    @property
    def of_bundle(self) -> bool:
        return "members" in self.definition

    def load(self) -> Procedure:
        """The procedure as it was, read once for as long as the process lives."""
        if self.digest not in _loaded:
            _loaded[self.digest] = Procedure.from_dict(self.definition)
        return _loaded[self.digest]

    def load_bundle(self) -> Bundle:
        """The bundle as it was, with its members as they were."""
        return Bundle.from_dict(self.definition)


_loaded: dict[str, Procedure] = {}
"""The procedures that were read, by the digest of their definition."""


def loaded(digest: str) -> Procedure:
    """The procedure with this digest, as some version has it."""
    return _loaded[digest] if digest in _loaded else Version.objects.filter(digest=digest)[0].load()


def state_title(state: str, digest: str) -> str:
    """What people call where a case is; ``digest`` is that of the procedure that it goes by."""
    if state in State.values:
        return str(State(state).label)
    stage = loaded(digest).stage(state)
    return stage.title if stage else state
