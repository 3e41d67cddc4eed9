"""Events: what happened, in the server's own words. Never changed; forgotten after some time."""

from django.db import models


class Event(models.Model):
    """One thing that happened. Title and text hold no value, no row and no match."""

    topic = models.CharField(max_length=40)
    # The atlas id of the center that it is about; empty where it is about none or all.
    center_id = models.CharField(max_length=20, blank=True)
    release = models.IntegerField(null=True)
    # What it is about: such as ``entity`` and ``12``, or nothing.
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    # Principals that it concerns in any case; who else is told follows from the topic.
    people = models.JSONField(default=list)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    # A path of this server, such as /tasks/7.
    link = models.CharField(max_length=500, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (
            models.Index(fields=["center_id", "at"], name="event_of_center"),
            models.Index(fields=["topic", "at"], name="event_of_topic"),
            models.Index(fields=["subject_kind", "subject_id"], name="event_about"),
        )
