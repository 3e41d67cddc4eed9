"""The Django application of this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.accounts"
    label = "accounts"
