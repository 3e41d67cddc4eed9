"""The demo: on this machine only, the same data at each start, never over an installation."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.installations import Installation, migrated_installation, new_installation

pytestmark = pytest.mark.db

LOGIN = re.compile(r"^  (?P<name>[\w-]+)  +(?P<password>(?:[a-z2-7]{4}-){3}[a-z2-7]{4})  ", re.MULTILINE)
SEEN = """
import json
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Node
print(json.dumps([User.objects.count(), Node.objects.count()]))
"""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return new_installation(tmp_path)


def test_second_start_prints_the_same_logins_and_adds_nothing(tmp_path: Path) -> None:
    """The second one in a shell that does not know the command: the printed line runs there."""
    installation = migrated_installation(tmp_path / "a folder")
    folders = installation.environment["PATH"].split(os.pathsep)
    path = os.pathsep.join(folder for folder in folders if not shutil.which("theatrum", path=folder))
    printed, seen = [], []
    for environment in ({}, {"PATH": path}):
        with installation.serving("demo", **environment) as server:
            printed.append(server.printed + server.rest())
            assert server.get("/healthz")[0] == 200
            assert server.stop() == 0
        seen.append(installation.python(SEEN))
    first, second = (LOGIN.findall(text) for text in printed)
    assert len(first) > 3
    assert first == second
    assert seen[0] == seen[1]
    assert "theatrum client-config --url http://localhost:" in printed[0]
    token = re.compile(r"--token (thm_\S+)")
    assert token.findall(printed[0]) == token.findall(printed[1]) != []
    assert (installation.data / "secrets" / "demo.token").stat().st_mode & 0o777 == 0o600
    line = next(line for line in printed[1].splitlines() if " client-config --url " in line)
    shell = {"PATH": path, "HOME": str(tmp_path)}
    done = subprocess.run(["/bin/sh", "-c", line], env=shell, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (installation.data / "synapseConfig").exists()


@pytest.mark.one_engine("refused before a database is opened")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1"])  # noqa: S104  # they are refused
def test_other_machines_are_refused(installation: Installation, host: str) -> None:
    refused = installation.run("demo", "--host", host)
    assert refused.returncode == 1
    assert "this machine only" in refused.stderr
    assert not installation.data.exists()


def test_installation_is_not_turned_into_a_demo(tmp_path: Path) -> None:
    installation = migrated_installation(tmp_path)
    assert installation.run("init", "--email", "boss@example.org").returncode == 0
    before = installation.python(SEEN)
    refused = installation.run("demo")
    assert refused.returncode == 1
    assert "is an installation, not a demo" in refused.stderr
    assert installation.python(SEEN) == before
