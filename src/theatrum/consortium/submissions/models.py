"""Planned submissions, and what was done about each."""

from django.db import models

LONGEST_TEXT = 2000
LONGEST_TYPE = 200


class Plan(models.Model):
    """That a center will send data of a component for a release: how much, and when."""

    center_id = models.CharField(max_length=20)
    release = models.IntegerField()
    # Empty for data of a kind that the data model does not describe; ``data_type`` says what it is then.
    component = models.CharField(max_length=200, blank=True)
    data_type = models.CharField(max_length=LONGEST_TYPE, blank=True)
    # None where nobody knows yet.
    files = models.BigIntegerField(null=True)
    bytes = models.BigIntegerField(null=True)
    participants = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    # The path of the ticket that a new type of data opened.
    ticket = models.CharField(max_length=200, blank=True)
    # Rises with every change: who changes an older one is told.
    revision = models.IntegerField(default=1)
    planned_by = models.BigIntegerField()
    planned_on = models.DateTimeField()
    withdrawn_on = models.DateTimeField(null=True)
    # The liaison has made sure that those who will send it can (R16).
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_on = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["center_id", "release"]),)


class StepKind(models.TextChoices):
    """What somebody did about a plan."""

    PLANNED = "planned"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class PlanStep(models.Model):
    """Something that was done about a plan, newest last. ``facts`` is what it said afterwards."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
