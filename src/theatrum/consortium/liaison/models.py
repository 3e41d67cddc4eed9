"""Visits of liaisons, notes on centers, plans of publications, messages to centers."""

from django.db import models

LONGEST_TITLE = 500
LONGEST_TEXT = 4000
LONGEST_NOTES = 100_000


class Visit(models.Model):
    """Until when somebody has seen what changed at their centers."""

    user_id = models.BigIntegerField(primary_key=True)
    seen_until = models.DateTimeField()


class NotesVersion(models.Model):
    """The notes on a center as they were at one time: shared by staff, never seen by the center. Never changed."""

    center_id = models.CharField(max_length=20)
    number = models.IntegerField()
    text = models.TextField(blank=True)
    written_by = models.BigIntegerField()
    written_on = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["center_id", "number"], name="one_version_of_notes"),)


class PublicationState(models.TextChoices):
    """How far a publication is."""

    PLANNED = "planned", "Planned"
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Publication(models.Model):
    """That a center will publish about data of the network, told early."""

    center_id = models.CharField(max_length=20)
    title = models.CharField(max_length=LONGEST_TITLE)
    authors = models.TextField(blank=True)
    # Which data: identifiers of participants, samples or entities, or how they are found.
    data = models.TextField(blank=True)
    journal = models.CharField(max_length=LONGEST_TITLE, blank=True)
    expected_on = models.DateField(null=True)
    doi = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=PublicationState, default=PublicationState.PLANNED)
    # Rises with every change: who changes an older one is told.
    revision = models.IntegerField(default=1)
    reported_by = models.BigIntegerField()
    reported_on = models.DateTimeField()
    changed_by = models.BigIntegerField()
    changed_on = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["center_id", "expected_on"]),)


class Letter(models.Model):
    """A message to the people of centers: who sent what to which centers, and to how many people."""

    title = models.CharField(max_length=200)
    text = models.TextField()
    center_ids = models.JSONField()
    people = models.IntegerField()
    sent_by = models.BigIntegerField(db_index=True)
    sent_on = models.DateTimeField()
