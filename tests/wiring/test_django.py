"""Django agrees with our settings, and the migrations with our models."""

import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.management import call_command


def test_django_finds_nothing_to_complain_about() -> None:
    assert run_checks() == []


@pytest.mark.usefixtures("db")
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_commands_bring_neither_workflow_engine_nor_mail_server() -> None:
    """They take long to import, and every command and process starts with this; only workers need them."""
    seen = (
        "import sys; from theatrum.wiring import setup; setup.set_up_django(); "
        "print({'dbos', 'aiosmtpd'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
