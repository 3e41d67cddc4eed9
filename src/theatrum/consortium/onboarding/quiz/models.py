"""Attempts at the quiz. Each keeps its questions as they were asked, so that it can be explained for ever."""

from django.db import models
from django.db.models import Q


class Attempt(models.Model):
    """One attempt of a person; it is open until it is submitted, and a person has at most one open."""

    user_id = models.BigIntegerField(db_index=True)
    started_on = models.DateTimeField()
    changed_on = models.DateTimeField()
    submitted_on = models.DateTimeField(null=True)
    # [{"question", "subject", "text", "several", "options": [{"text", "right"}], "explanation"}], as they were shown.
    questions = models.JSONField()
    # {"0": [2]}: the places of the chosen options, by the place of the question.
    answers = models.JSONField(default=dict)
    pass_mark = models.IntegerField()
    right = models.IntegerField(null=True)
    has_passed = models.BooleanField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user_id"], condition=Q(submitted_on=None), name="one_open_attempt_a_person"
            ),
        )
        indexes = (models.Index(fields=["user_id", "submitted_on"], name="attempt_of_person"),)
