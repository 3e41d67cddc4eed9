"""Audit events and the payloads that they refer to.

A payload can be blanked by a privacy purge; the event keeps its keyed hash, so the chain still holds.
"""

from django.db import models


class Payload(models.Model):
    """Values that an event, a cell or an operation refers to; ``content`` is None after a purge."""

    content = models.JSONField(null=True)
    keyed_hash = models.CharField(max_length=64)
    purged_at = models.DateTimeField(null=True)


class Event(models.Model):
    """One action: who, when, what, and the values before and after. Never changed, never deleted."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(db_index=True)
    action = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    before = models.ForeignKey(Payload, null=True, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Payload, null=True, on_delete=models.PROTECT, related_name="+")
    sequence = models.BigIntegerField(unique=True)
    link = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=["subject_kind", "subject_id", "sequence"]),)


class ChainHead(models.Model):
    """The one row that holds the last sequence number and link; its lock orders all events."""

    sequence = models.BigIntegerField(default=0)
    link = models.CharField(max_length=64, default="")
