"""Django's way to send mail, led to ours: SMTP by a job, or without SMTP a folder that administrators read."""

from collections.abc import Sequence
from functools import partial

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from theatrum.drivers import installation
from theatrum.drivers.db import transactions
from theatrum.drivers.jobs import outbox
from theatrum.drivers.mail import folder
from theatrum.drivers.mail.models import OutgoingMail
from theatrum.kernel import clock


class EmailBackend(BaseEmailBackend):
    """Never talks to a mail server itself: a page waits for no network."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take messages over for good; returns how many."""
        keep = _post if installation.settings().smtp_url else _keep
        sendable = [message for message in email_messages if message.recipients()]
        for message in sendable:
            keep(message)
        return len(sendable)


def _post(message: EmailMessage) -> None:
    content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # the class of Django takes it
    with transactions.writing():
        mail = OutgoingMail.objects.create(
            recipients=message.recipients(), sender=message.from_email, content=content, created_on=clock.now()
        )
        outbox.later("mail.deliver", mail_id=mail.pk)


def _keep(message: EmailMessage) -> None:
    content = message.message().as_bytes()
    # A message about something that is rolled back must not be found in the folder.
    transactions.after_commit(partial(_store, content))


def _store(content: bytes) -> None:
    folder.keep(content)
