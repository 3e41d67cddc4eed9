"""The outbox, which is also what people and programs read about a job, and the workers' heartbeats.

A row is written in the transaction of the action that wants the job. The workflow engine keeps which
steps are done; these rows say what was wanted, who runs it and how it ended.
"""

import uuid

from django.db import models


class State(models.TextChoices):
    """Where a job is; ``done`` and ``failed`` are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """One wanted piece of background work."""

    # Never used twice, not even after a database was restored: the engine remembers ids it has run.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    lane = models.CharField(max_length=10)
    arguments = models.JSONField(default=dict)
    # Whoever asked for it; only they and administrators may read how it went.
    owner_id = models.BigIntegerField(null=True)
    # name:key while the job waits, so that it is wanted once; empty as soon as it starts.
    waiting_key = models.CharField(max_length=300, null=True, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    # The worker that has taken it, or "" for none.
    claimed_by = models.CharField(max_length=100, default="")
    not_before = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # Grows with each start; a job that takes its worker down with it must not do so for ever.
    starts = models.PositiveIntegerField(default=0)
    progress_current = models.BigIntegerField(null=True)
    progress_total = models.BigIntegerField(null=True)
    message = models.CharField(max_length=500, default="")
    result = models.JSONField(null=True)
    error_code = models.CharField(max_length=80, default="")
    error = models.TextField(default="")
    trace = models.TextField(default="")

    class Meta:
        indexes = (
            models.Index(
                name="job_waiting",
                fields=["lane", "created_at"],
                condition=models.Q(state=State.QUEUED, claimed_by=""),
            ),
            models.Index(fields=["claimed_by", "state"]),
            models.Index(fields=["state", "finished_at"]),
        )


class Worker(models.Model):
    """A worker process that is alive, or was when it was last seen."""

    executor_id = models.CharField(max_length=100, primary_key=True)
    host = models.CharField(max_length=100)
    process_id = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
