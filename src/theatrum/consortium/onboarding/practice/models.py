"""Practices: one a person, with the private project that has its tables."""

from django.db import models

from theatrum.repository.entities.models import Node


class Practice(models.Model):
    """A broken data set that somebody mends. It is deleted when they begin anew, or some days later."""

    user_id = models.BigIntegerField(unique=True)
    project = models.ForeignKey(Node, null=True, on_delete=models.SET_NULL, related_name="+")
    started_on = models.DateTimeField(db_index=True)
    finished_on = models.DateTimeField(null=True)
    # {"Demographics": 12}: the record set of each component; empty until all are there.
    tables = models.JSONField(default=dict)
    # {"Demographics": {"rows": 8, "filled": {"RACE": 8}}}: what the whole data set has at least.
    expected = models.JSONField(default=dict)
    # What checks tell of the whole data set, too, and nobody has to mend.
    baseline = models.JSONField(default=list)
    defects = models.IntegerField(default=0)
