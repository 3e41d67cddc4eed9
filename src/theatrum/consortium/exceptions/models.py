"""Requests for exceptions from findings, what was decided, and affirmations of datasets."""

from django.db import models
from django.db.models import Q

from theatrum.repository.entities.models import Node

LONGEST_REASON = 2000
LONGEST_PATTERN = 200


class State(models.TextChoices):
    """Where a request is; ``states.py`` says what may follow on what. A granted one that is over is still granted."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Scope(models.TextChoices):
    """How far an exception reaches."""

    FILE = "file"
    FOLDER = "folder"
    COMPONENT = "component"


class Request(models.Model):
    """That a center asks for an exception from findings of one code, and what the liaison decided."""

    center_id = models.CharField(max_length=20)
    release = models.IntegerField()
    # A kind of exception of the profile, by its key.
    kind = models.CharField(max_length=100)
    # Which finding, never its text.
    code = models.CharField(max_length=100)
    column = models.CharField(max_length=200, blank=True)
    # Only where these values stand, a star for anything; empty: whatever stands there. Detectors have looked at it.
    pattern = models.CharField(max_length=LONGEST_PATTERN, blank=True)
    component = models.CharField(max_length=200)
    scope = models.CharField(max_length=10, choices=Scope)
    # The file, record set or folder; None where it is for the component in the whole release.
    node = models.ForeignKey(Node, null=True, on_delete=models.CASCADE, related_name="exceptions")
    reason = models.TextField()
    asked_by = models.BigIntegerField()
    asked_on = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    decision = models.TextField(blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_on = models.DateTimeField(null=True)
    # The last day on which a granted one holds.
    expires_on = models.DateField(null=True)
    # When it was told that it is over.
    told_on = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["center_id", "release", "state"]),
            models.Index(fields=["expires_on"], condition=Q(state="granted", told_on=None), name="exception_not_told"),
        )


class Step(models.Model):
    """Something that was done about a request, newest last."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)


class Affirmation(models.Model):
    """That somebody signed an attestation for a dataset: their words stand here, whatever the profile says."""

    center_id = models.CharField(max_length=20)
    release = models.IntegerField()
    component = models.CharField(max_length=200)
    attestation = models.CharField(max_length=100)
    version = models.IntegerField()
    text = models.TextField()
    # Of center, release, component, attestation, version and text.
    sha256 = models.CharField(max_length=64)
    signed_by = models.BigIntegerField()
    signed_name = models.CharField(max_length=250)
    signed_on = models.DateTimeField()
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_on = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["center_id", "release", "component", "attestation"],
                condition=Q(withdrawn_on=None),
                name="one_affirmation_a_dataset",
            ),
        )
