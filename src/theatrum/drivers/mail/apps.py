"""The Django application of this driver."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Registers the driver's table."""

    name = "theatrum.drivers.mail"
    label = "mail"
