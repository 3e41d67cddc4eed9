"""What is remembered of tiers: the rest follows from where a file stands."""

from django.db import models
from django.db.models import Q

from theatrum.repository.entities.models import Node

LONGEST_REASON = 1000


class RaisedTier(models.Model):
    """A file that the staff gave a higher tier than its component has; taken back ones stay."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="raised_tiers")
    tier = models.CharField(max_length=20)
    reason = models.CharField(max_length=LONGEST_REASON)
    raised_by = models.BigIntegerField()
    raised_on = models.DateTimeField()
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_on = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["node"], condition=Q(withdrawn_on=None), name="one_raised_tier_a_file"),
        )


class KeptTier(models.Model):
    """Bytes that stood in a controlled folder of a center, and left it for where no component holds."""

    # Of the bytes: by it copies of a handle are found.
    key = models.CharField(max_length=200, unique=True)
    tier = models.CharField(max_length=20)
    center_id = models.CharField(max_length=20)
    component = models.CharField(max_length=200)
    since = models.DateTimeField()
