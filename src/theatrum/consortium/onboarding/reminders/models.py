"""What is waited for, since when, and when somebody was reminded of it last."""

from django.db import models

from theatrum.consortium.onboarding.models import Subject


class Waiting(models.Model):
    """A closed gate that a rule looks at. It goes when the gate is passed, so that the rule begins anew."""

    rule = models.CharField(max_length=100)
    subject_kind = models.CharField(max_length=10, choices=Subject)
    subject_id = models.CharField(max_length=40)
    # Since when the gate is closed, or was first seen closed.
    since = models.DateTimeField()
    last_day = models.DateField(null=True)
    sent = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["rule", "subject_kind", "subject_id"], name="one_row_a_rule_and_subject"),
        )


class Round(models.Model):
    """A day on which the rules were asked for."""

    day = models.DateField(primary_key=True)
