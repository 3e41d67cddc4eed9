"""Webhooks and the log of what was sent to them."""

from django.db import models

from theatrum.consortium.events.models import Event

LONGEST_URL = 1000


class Webhook(models.Model):
    """An address that is told of events. Its secret is derived from ours and ``salt``: it is stored nowhere."""

    name = models.CharField(max_length=100)
    url = models.CharField(max_length=LONGEST_URL)
    # Keys of topics; empty means all.
    topics = models.JSONField(default=list)
    salt = models.CharField(max_length=64)
    is_on = models.BooleanField(default=True)
    # Since when nothing has been taken; None while things are.
    failing_since = models.DateTimeField(null=True)
    # Set where the server itself turned it off.
    given_up_on = models.DateTimeField(null=True)
    made_by = models.BigIntegerField()
    made_on = models.DateTimeField()


class DeliveryState(models.TextChoices):
    """Where a delivery is; ``taken`` and ``failed`` are final, unless somebody sends it again."""

    WAITING = "waiting"
    TAKEN = "taken"
    FAILED = "failed"


class Delivery(models.Model):
    """One event for one webhook, with what came of the last attempt."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    # None for a test that somebody asked for.
    event = models.ForeignKey(Event, null=True, on_delete=models.CASCADE, related_name="+")
    # What receivers know a message by: the same in each attempt.
    message_id = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.IntegerField(default=0)
    made_on = models.DateTimeField()
    tried_on = models.DateTimeField(null=True)
    next_on = models.DateTimeField(null=True)
    # The answer's status, or why there was none, as a short word.
    status = models.IntegerField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["webhook", "event"], name="one_delivery_an_event"),)
        indexes = (models.Index(fields=["webhook", "made_on"], name="delivery_of_webhook"),)
