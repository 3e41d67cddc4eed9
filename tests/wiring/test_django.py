"""Django agrees with our settings, and the migrations with our models."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command


def test_django_finds_nothing_to_complain_about() -> None:
    assert run_checks() == []


@pytest.mark.usefixtures("db")
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
