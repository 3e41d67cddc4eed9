"""Curation tasks, and their status beside them: each has an etag of its own, as different people write them."""

from django.db import models

from theatrum.repository.entities.models import Node


class State(models.TextChoices):
    """Where a task is, in the wire's words."""

    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    EXECUTING = "EXECUTING"
    IN_REVIEW = "IN_REVIEW"
    COMPLETED = "COMPLETED"
    CANCELED = "CANCELED"


class Task(models.Model):
    """What somebody is asked to curate: one kind of data of one project."""

    project = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="curation_tasks")
    data_type = models.CharField(max_length=500)
    instructions = models.TextField(blank=True)
    # A person or a team; None while nobody is asked.
    assignee_id = models.BigIntegerField(null=True, db_index=True)
    # The component that the data is described by, and the release that it is for; empty and None where none is meant.
    component = models.CharField(max_length=200, blank=True)
    release = models.IntegerField(null=True)
    # Which data: under the wire's names, with its concreteType.
    properties = models.JSONField()
    etag = models.CharField(max_length=36)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    modified_on = models.DateTimeField()
    modified_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "data_type"], name="one_task_a_data_type"),)


class Status(models.Model):
    """How far a task is."""

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="status")
    state = models.CharField(max_length=12, choices=State, default=State.NOT_STARTED)
    due_on = models.DateTimeField(null=True)
    # The open grid in which it is worked on; None while there is none.
    session_id = models.CharField(max_length=36, null=True)
    updated_by = models.BigIntegerField()
    updated_on = models.DateTimeField()
    etag = models.CharField(max_length=36)


class StepKind(models.TextChoices):
    """What somebody did about a task."""

    STARTED = "started"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    APPROVED = "approved"
    REOPENED = "reopened"
    CANCELED = "canceled"
    HANDED_OVER = "handed_over"
    DUE_SET = "due_set"
    COMMENTED = "commented"


class Step(models.Model):
    """Something that was done about a task, for people who read how it came here; newest last."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    # What was said; why it was returned.
    text = models.TextField(blank=True)
    # Whom it was handed over to.
    principal_id = models.BigIntegerField(null=True)
    due_on = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
