"""Messages, and what became of them at each of those they were sent to."""

from django.db import models

from theatrum.repository.files.models import FileHandle


class Message(models.Model):
    """What one person told others; its text is a file. Never changed."""

    subject = models.CharField(max_length=1000, blank=True)
    handle = models.ForeignKey(FileHandle, on_delete=models.PROTECT, related_name="+")
    created_by = models.BigIntegerField(db_index=True)
    created_on = models.DateTimeField()
    in_reply_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replies")
    # The message that a conversation began with; a message that answers none is its own.
    root = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="conversation")


class Status(models.TextChoices):
    """What a recipient did with a message, in the wire's words."""

    UNREAD = "UNREAD"
    READ = "READ"
    ARCHIVED = "ARCHIVED"


class Receipt(models.Model):
    """A message as one of its recipients has it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="receipts")
    user_id = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.UNREAD)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["message", "user_id"], name="one_receipt_a_recipient"),)
        indexes = (models.Index(fields=["user_id", "status"]),)
