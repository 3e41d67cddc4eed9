"""Notices: an event as one person has it. And how each person wants to be told of a topic."""

from django.db import models
from django.db.models import Q

from theatrum.consortium.events.models import Event
from theatrum.consortium.events.topics import Mailing


class Reach(models.TextChoices):
    """Why a person is told, which says how long they may see it."""

    NAMED = "named"
    """The event is about them: they keep it."""
    MEMBER = "member"
    """As one of a center's people: as long as they are."""
    STAFF = "staff"
    """As one of the coordinating center's: as long as they see the center."""
    NETWORK = "network"
    """By a role of the network that is no staff, such as the privacy office: as long as they hold one."""


class Notice(models.Model):
    """An event in the inbox of a person; one each."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    user_id = models.BigIntegerField()
    # Copied from the event, as lists filter and order by them.
    topic = models.CharField(max_length=40)
    center_id = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.NAMED)
    read_on = models.DateTimeField(null=True)
    # That the person may not see any more what it is about: neither listed nor counted.
    is_withdrawn = models.BooleanField(default=False)
    # The digest that it waits for: daily, weekly, or none.
    waits_for = models.CharField(max_length=10, blank=True)
    mailed_on = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "user_id"], name="one_notice_a_person"),)
        indexes = (
            models.Index(fields=["user_id", "at"], name="notice_of_person"),
            models.Index(
                fields=["user_id", "center_id"],
                condition=Q(read_on=None, is_withdrawn=False),
                name="notice_unread",
            ),
            models.Index(fields=["waits_for", "at"], condition=~Q(waits_for=""), name="notice_waiting"),
        )


class Preference(models.Model):
    """When a person wants mails about a topic, where it is not as the topic says."""

    user_id = models.BigIntegerField()
    topic = models.CharField(max_length=40)
    mailing = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Mailing])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user_id", "topic"], name="one_preference_a_topic"),)
