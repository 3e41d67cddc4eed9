"""The Django application of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.audit"
    label = "audit"
