"""Places in ingest folders where something came, until it is at rest and told."""

from django.db import models


class Reading(models.Model):
    """How far the audit was read for arrivals. One row."""

    sequence = models.BigIntegerField(default=0)


class Arriving(models.Model):
    """A folder into which files come, or a table that is saved. It stays, to tell what was told last."""

    node_id = models.BigIntegerField(primary_key=True)
    center_id = models.CharField(max_length=20)
    release = models.IntegerField()
    # The component that the place is for; empty where it is for none.
    component = models.CharField(max_length=200, blank=True)
    is_table = models.BooleanField(default=False)
    # Files that came since it was told of last.
    files = models.IntegerField(default=0)
    people = models.JSONField(default=list)
    last_on = models.DateTimeField()
    is_waiting = models.BooleanField(default=True)
    # How many had problems when that was told last: the same is not told again.
    told_problems = models.IntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["last_on"], condition=models.Q(is_waiting=True), name="arriving_waiting"),)
