"""Delivering mail to the SMTP server, again and again until it takes it."""

import smtplib
from typing import cast

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.registry import job
from theatrum.drivers.mail import smtp
from theatrum.drivers.mail.models import OutgoingMail
from theatrum.kernel import clock


@job("mail.deliver", retry_on=(smtplib.SMTPException, OSError), attempts=8)
def deliver(mail_id: int) -> None:
    """Send one message and blank it; one that was sent is not sent again."""
    mail = OutgoingMail.objects.filter(pk=mail_id, sent_on=None).first()
    if mail is None or mail.content is None:
        return
    smtp.send(sender=mail.sender, recipients=cast("list[str]", mail.recipients), content=bytes(mail.content))
    with writing():
        OutgoingMail.objects.filter(pk=mail_id).update(sent_on=clock.now(), content=None)
