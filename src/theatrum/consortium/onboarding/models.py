"""Who is excused from which gate, and what was last seen of each gate, so that its opening can be told."""

from django.db import models
from django.db.models import Q


class Subject(models.TextChoices):
    """Whom a gate is of; a person's id is the principal's, a center's the atlas id."""

    PERSON = "person"
    CENTER = "center"


class Excuse(models.Model):
    """That a person or a center may pass a gate that is closed, until a moment. Never deleted, ended instead."""

    subject_kind = models.CharField(max_length=10, choices=Subject)
    subject_id = models.CharField(max_length=40)
    gate = models.CharField(max_length=30)
    reason = models.CharField(max_length=1000)
    made_by = models.BigIntegerField()
    made_on = models.DateTimeField()
    until = models.DateTimeField()
    ended_on = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    # When its end was told; once for each.
    told_on = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "gate"], condition=Q(ended_on=None), name="one_excuse_a_gate"
            ),
        )
        indexes = (models.Index(fields=["until"], condition=Q(ended_on=None), name="excuse_to_end"),)


class SeenGate(models.Model):
    """A gate as it was last seen: only for telling that it has opened. Nothing is judged by it."""

    subject_kind = models.CharField(max_length=10, choices=Subject)
    subject_id = models.CharField(max_length=40)
    # The center that a person's gate is seen for; of a center itself.
    center_id = models.CharField(max_length=40, blank=True)
    gate = models.CharField(max_length=30)
    is_open = models.BooleanField()
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "center_id", "gate"], name="one_row_a_seen_gate"
            ),
        )
