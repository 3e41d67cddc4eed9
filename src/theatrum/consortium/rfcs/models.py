"""Requests for comments: where each is, its texts, what was said about it, and what was done."""

from django.db import models

LONGEST_TITLE = 250
LONGEST_TEXT = 100_000
LONGEST_COMMENT = 10_000


class State(models.TextChoices):
    """Where a request is; ``states.py`` says what may follow on what."""

    DRAFT = "draft"
    DCC_REVIEW = "dcc_review"
    OPEN = "open"
    CLOSED = "closed"
    IMPLEMENTED = "implemented"


class Rfc(models.Model):
    """A proposal to change the data model. Its number is its key."""

    title = models.CharField(max_length=LONGEST_TITLE)
    # What made somebody ask for it: a new assay, a field that is missing.
    need = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT, db_index=True)
    # Of the coordinating center: drafts it, integrates what is said, is asked about it.
    owner_id = models.BigIntegerField()
    made_on = models.DateTimeField()
    changed_on = models.DateTimeField()
    opened_on = models.DateTimeField(null=True)
    # The end of the time for comments; a job closes it then.
    comments_until = models.DateTimeField(null=True)
    # What became of the comments, in the owner's words.
    integrated = models.TextField(blank=True)
    # The version of the data model that has it.
    model_version = models.CharField(max_length=20, blank=True)


class Text(models.Model):
    """One version of the text of a request. Never changed."""

    rfc = models.ForeignKey(Rfc, on_delete=models.CASCADE, related_name="texts")
    number = models.IntegerField()
    text = models.TextField()
    # What is different, in a few words.
    note = models.CharField(max_length=300, blank=True)
    author_id = models.BigIntegerField()
    made_on = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["rfc", "number"], name="one_text_a_number"),)


class Comment(models.Model):
    """What somebody says about a version of the text. Never changed."""

    rfc = models.ForeignKey(Rfc, on_delete=models.CASCADE, related_name="comments")
    number = models.IntegerField()
    text = models.TextField()
    author_id = models.BigIntegerField()
    made_on = models.DateTimeField(db_index=True)


class Step(models.Model):
    """What was done about a request: from where to where, by whom and why."""

    rfc = models.ForeignKey(Rfc, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=State)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
