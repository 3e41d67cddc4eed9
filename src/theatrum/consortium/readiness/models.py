"""Where a center is in a release, and how it came there."""

from django.db import models

LONGEST_REASON = 2000


class State(models.TextChoices):
    """Where a submission is; ``states.py`` says what may follow on what."""

    OPEN = "open"
    READY = "ready"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Submission(models.Model):
    """All that a center sends for one release, as a whole; without a row it is open."""

    center_id = models.CharField(max_length=20)
    release = models.IntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    since = models.DateTimeField()
    changed_by = models.BigIntegerField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["center_id", "release"], name="one_submission_a_release"),)


class Step(models.Model):
    """Something that was done about a submission, newest last. ``facts``: counts then, and what was acknowledged."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
