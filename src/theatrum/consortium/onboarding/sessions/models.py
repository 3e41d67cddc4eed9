"""Sessions that were added or changed here, and who heard which; those of the profile need no row."""

from django.db import models

from theatrum.repository.accounts.models import User
from theatrum.repository.files.models import FileHandle

LONGEST_TITLE = 200
LONGEST_LINK = 500


class Session(models.Model):
    """A session as the DCC set it; one of the profile with the same key is replaced by it."""

    key = models.CharField(max_length=100, primary_key=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    held_on = models.DateField(null=True)
    agenda = models.JSONField(default=list)
    preparation = models.JSONField(default=list)
    slides = models.CharField(max_length=LONGEST_LINK, blank=True)
    recording = models.CharField(max_length=LONGEST_LINK, blank=True)
    # Slides that were uploaded here, beside a link to others.
    document = models.ForeignKey(FileHandle, null=True, on_delete=models.PROTECT, related_name="+")
    required = models.BooleanField(default=True)
    # Whether every account sees it, also of who is not of the consortium.
    is_public = models.BooleanField(default=False)
    changed_by = models.BigIntegerField()
    changed_on = models.DateTimeField()


class How(models.TextChoices):
    """How somebody heard a session."""

    ATTENDED = "attended"
    WATCHED = "watched"


class Attendance(models.Model):
    """That a person attended a session, as staff says, or watched its recording, as they say themselves."""

    session = models.CharField(max_length=100)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=10, choices=How)
    said_by = models.BigIntegerField()
    said_on = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "user"], name="one_row_a_hearer"),)
