"""Announcements, and who has put which one away."""

from django.db import models

LONGEST_TEXT = 500


class Kind(models.TextChoices):
    """How an announcement looks."""

    INFO = "info", "Information"
    WARNING = "warning", "Warning"
    SUCCESS = "success", "Good news"


class Audience(models.TextChoices):
    """Who reads an announcement."""

    EVERYBODY = "everybody", "Everybody, signed in or not"
    SIGNED_IN = "signed_in", "Everybody who is signed in"
    CENTERS = "centers", "People of centers"


class Announcement(models.Model):
    """A text above every page, from a moment until another."""

    text = models.CharField(max_length=LONGEST_TEXT)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.INFO)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.SIGNED_IN)
    # Atlas ids, where it is for people of centers; none means of every center.
    centers = models.JSONField(default=list)
    # A path of this server where more is to be read.
    link = models.CharField(max_length=500, blank=True)
    starts_on = models.DateTimeField()
    ends_on = models.DateTimeField(null=True)
    made_by = models.BigIntegerField()
    made_on = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["starts_on", "ends_on"]),)


class Dismissal(models.Model):
    """That a person has put an announcement away."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="dismissals")
    user_id = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["announcement", "user_id"], name="one_dismissal_a_person"),)
