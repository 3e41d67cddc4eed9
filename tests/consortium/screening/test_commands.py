"""``theatrum admin screening``: what the operator sees and decides."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.consortium.screening.conftest import Office, add_file
from tests.consortium.screening.test_reviewing import held
from tests.support.screening import run_jobs
from theatrum.consortium.screening.models import Incident, IncidentState, Screening, State
from theatrum.doors.cli.screening import screening

pytestmark = pytest.mark.django_db

PLANTED = "rosalind.quux@hospital.example"
DIRTY = f"HTAN_BIOSPECIMEN_ID,REMARK\nHTA201_1_B1,write to {PLANTED}\n".encode()


@dataclass(frozen=True)
class SetUp:
    """A server that is set up already: by the tests."""

    def set_up(self, **_: Mapping[str, Path]) -> None:
        """Do nothing."""


def run(*arguments: str) -> Result:
    # click keeps the help option that a command is first asked with: this is how the whole program asks.
    return CliRunner().invoke(screening, arguments, obj=SetUp(), help_option_names=["-h", "--help"])


def test_held_files_are_listed_allowed_and_rejected(office: Office) -> None:
    assert "No file waits" in run("list").output
    one, two = held(office, 1, 2)
    listed = json.loads(run("list", "--json").output)
    assert {file["handle"] for file in listed["files"]} == {one.pk, two.pk}
    assert f"{one.pk}  HTA201  held since" in run("list", "--center", "HTA201").output
    assert "No file waits" in run("list", "--center", "HTA200").output
    assert run("allow", str(one.pk), "--reason", "a machine").exit_code == 0
    assert run("reject", str(two.pk), "--reason", "a clinic").exit_code == 0
    assert Screening.objects.get(pk=one.pk).state == State.ALLOWED
    assert Screening.objects.get(pk=two.pk).state == State.REJECTED
    assert "1 of 1 wait" in run("rescreen", str(one.pk)).output


def test_content_of_an_incident_is_purged(office: Office) -> None:
    add_file(office, DIRTY, name="a.csv")
    run_jobs()
    incident = Incident.objects.get()
    shown = run("list").output
    assert f"incident {incident.pk}  HTA201  notified: email" in shown
    assert PLANTED not in shown
    assert run("purge", str(incident.pk)).exit_code != 0
    assert "Wanted as job" in run("purge", str(incident.pk), "--yes").output
    run_jobs()
    incident.refresh_from_db()
    assert incident.state == IncidentState.RESUBMISSION_REQUESTED
