"""Mail goes the installed way: Django's test runner would keep it to itself."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _as_installed(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "theatrum.drivers.mail.backend.EmailBackend"
