"""Mail on its way to the SMTP server, and mail that came."""

from django.db import models


class OutgoingMail(models.Model):
    """One message; its content (reset links, among others) is blanked when it has been sent."""

    recipients = models.JSONField()
    sender = models.CharField(max_length=254)
    content = models.BinaryField(null=True)
    created_on = models.DateTimeField()
    sent_on = models.DateTimeField(null=True)


class IncomingMail(models.Model):
    """One message that came by SMTP; its content is blanked when a room has taken it."""

    # Of the envelope: empty for what nobody is to answer.
    sender = models.CharField(max_length=254, blank=True)
    recipients = models.JSONField()
    content = models.BinaryField(null=True)
    received_on = models.DateTimeField()
    settled_on = models.DateTimeField(null=True, db_index=True)
    # What became of it, in a word; and why, where it was not taken.
    outcome = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # In bytes; known also when its content is gone.
    size = models.BigIntegerField(default=0)
