"""Versions of a center's plan, and what was said and done about each."""

from django.db import models

from theatrum.repository.files.models import FileHandle

LONGEST_TEXT = 60_000
LONGEST_REMARK = 4000


class PlanState(models.TextChoices):
    """Where a version is."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Plan(models.Model):
    """One version of a plan: a text, or a file that is screened as all are."""

    center_id = models.CharField(max_length=20)
    number = models.IntegerField()
    text = models.TextField(blank=True)
    handle = models.ForeignKey(FileHandle, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=PlanState)
    changed_on = models.DateTimeField()
    submitted_by = models.BigIntegerField()
    submitted_on = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["center_id", "number"], name="one_number_a_plan"),)
        indexes = (models.Index(fields=["center_id", "state"], name="plan_of_center"),)


class StepKind(models.TextChoices):
    """What was done."""

    SUBMITTED = "submitted"
    SAID = "said"
    RETURNED = "returned"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class PlanStep(models.Model):
    """One thing that somebody did or said about a version."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=StepKind)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    text = models.TextField(blank=True)
