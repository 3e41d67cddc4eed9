"""Mail on its way to the SMTP server."""

from django.db import models


class OutgoingMail(models.Model):
    """One message; its content (reset links, among others) is blanked when it has been sent."""

    recipients = models.JSONField()
    sender = models.CharField(max_length=254)
    content = models.BinaryField(null=True)
    created_on = models.DateTimeField()
    sent_on = models.DateTimeField(null=True)
