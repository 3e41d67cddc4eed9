"""Signings: a center's answers to the checklist of a release. A later one replaces it; none is ever changed."""

from django.db import models

LONGEST_NAME = 200
LONGEST_NOTE = 1000


class Answer(models.TextChoices):
    """What is said to a statement."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Signing(models.Model):
    """One signed version of the answers of a center for a release."""

    center_id = models.CharField(max_length=20)
    release = models.IntegerField()
    number = models.IntegerField()
    # The version of the checklist, of which items hold a copy.
    version = models.CharField(max_length=40)
    # [{"item", "clause", "text", "answer", "note"}] in the order of the checklist.
    items = models.JSONField()
    # Of center, release, version and items, as canonical JSON.
    sha256 = models.CharField(max_length=64)
    is_affirmed = models.BooleanField()
    signed_by = models.BigIntegerField()
    # As the person typed it.
    signed_name = models.CharField(max_length=LONGEST_NAME)
    signed_on = models.DateTimeField()
    # The path of the ticket that its doubts opened.
    ticket = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["center_id", "release", "number"], name="one_number_a_signing"),)
