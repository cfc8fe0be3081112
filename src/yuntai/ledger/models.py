"""What is sealed, in three layers.

An entry of a log (:mod:`yuntai.ledger.entries`) names the seal of the one before it in its chain: a case's events, the looks of
a user. A row of other tables is sealed as it stands (:mod:`yuntai.ledger.rows`). Of either a :class:`Chain` says how many links
there were and what the last one is; once a second the chains that grew go into a :class:`Checkpoint`
(:mod:`yuntai.ledger.checkpoints`), each bound to the one before. Writers wait for one another only where they write to the same chain.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yuntai.ledger.seals import seal


class Head(models.Model):
    """The last entry of a log as it was kept before there were chains: one number and one seal for all."""

    ledger = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")
    proof = models.CharField(max_length=64, default="")


class Chain(models.Model):
    """How far the chain ``key`` of a table goes: its ``length``, and ``tip``, what its last link is.

    The tip is the seal of a log's last entry, or the digests of a row's columns, empty once the row is deleted. ``proof`` seals
    the chain itself. ``sealed``: how long it was at the last checkpoint that has it; ``bound``: the proof that it had then, so that
    one which was set back does not go on from where it was before.
    """

    pk = models.CompositePrimaryKey("ledger", "key")
    ledger = models.CharField(max_length=40)
    key = models.BigIntegerField()
    length = models.BigIntegerField(default=0)
    tip = models.TextField(default="")
    proof = models.CharField(max_length=64, default="")
    sealed = models.BigIntegerField(default=0)
    bound = models.CharField(max_length=64, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(name="chain_to_bind", fields=["ledger"], condition=~models.Q(length=models.F("sealed")))
        ]


class Canary(models.Model):
    """What a key is known by (:mod:`yuntai.ledger.canaries`): the ``digest`` of a fixed text under ``keys/name``."""

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=20)


class Checkpoint(models.Model):
    """The chains that grew since the one before. ``leaves``: a line each, table, key, length, proof and the proof before.

    The first one is made when an installation begins. It names the logs of before: table, 0, number and seal of the last entry.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    leaves = models.TextField()
    seal = models.CharField(max_length=64)

    def compute_seal(self) -> str:
        """The seal that belongs to this content at this place."""
        return seal("checkpoint", self.number, self.at, self.previous, self.leaves)
