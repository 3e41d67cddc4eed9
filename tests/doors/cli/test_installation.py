"""Commands on an installation, as an operator types them, in real processes on a real database."""

import json
import os
from pathlib import Path

import pytest

from tests.support import engines
from tests.support.installations import Installation, migrated_installation, new_installation

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation that the tests of this file share; each leaves its own traces."""
    made = new_installation(tmp_path_factory.mktemp("installation"))
    done = made.run("init", "--administrator", "boss", "--email", "boss@example.org")
    assert done.returncode == 0, done.stderr
    assert "Password:" in done.stdout
    return made


def test_init_makes_one_administrator_and_keeps_its_secrets_private(installation: Installation) -> None:
    facts = installation.python(
        "from theatrum.repository.accounts.models import User\n"
        "print(list(User.objects.values_list('username', 'is_administrator').filter(is_administrator=True)))"
    )
    assert facts == "[('boss', True)]"
    assert (installation.data / "secrets" / "root.key").stat().st_mode & 0o777 == 0o600
    assert installation.data.stat().st_mode & 0o777 == 0o700


def test_init_refuses_an_installation_that_exists(installation: Installation) -> None:
    again = installation.run("init", "--email", "other@example.org")
    assert again.returncode == 1
    assert "is an installation already" in again.stderr


@pytest.mark.one_engine("refused before a database is opened")
def test_command_without_an_installation_says_how_to_make_one(tmp_path: Path) -> None:
    refused = new_installation(tmp_path).run("admin", "job", "list")
    assert refused.returncode == 1
    assert "theatrum init" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.one_engine("refused before a database is opened")
@pytest.mark.parametrize("command", [["init", "--email", "boss@example.org"], ["serve"], ["demo"]])
def test_directory_of_other_things_is_refused_and_left_alone(tmp_path: Path, command: list[str]) -> None:
    home = new_installation(tmp_path)
    home.data.mkdir()
    (home.data / "thesis.doc").write_text("six years")
    refused = home.run(*command)
    assert refused.returncode == 1
    assert "holds other things (thesis.doc)" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert [path.name for path in home.data.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("command", [["init", "--email", "boss@example.org"], ["serve"]])
def test_database_that_cannot_be_reached_is_told_in_one_line(tmp_path: Path, command: list[str]) -> None:
    nowhere = new_installation(tmp_path)
    refused = nowhere.run(*command, THEATRUM_DATABASE_URL="postgresql://maria:sesame@127.0.0.1:1/theatrum")
    assert refused.returncode == 1
    assert refused.stderr.startswith("theatrum: The database (THEATRUM_DATABASE_URL) cannot be used: connection failed")
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "sesame" not in refused.stderr


@pytest.mark.one_engine("refused before a database is opened")
@pytest.mark.parametrize("command", [["init", "--email", "boss@example.org"], ["serve"]])
def test_profile_that_does_not_exist_is_told_before_anything_is_served(tmp_path: Path, command: list[str]) -> None:
    refused = new_installation(tmp_path).run(*command, THEATRUM_PROFILE="nope")
    assert refused.returncode == 1
    assert refused.stderr.startswith("theatrum: nope/profile.yaml")
    assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.one_engine("refused before anything is written")
def test_backup_into_a_folder_that_does_not_exist_is_refused_in_one_line(installation: Installation) -> None:
    refused = installation.run("backup", installation.data / "no" / "backup.tar")
    assert refused.returncode == 1
    assert refused.stderr.endswith("backup.tar.partial: No such file or directory\n")
    assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.one_engine("the actions behind it are tested on both engines by themselves")
def test_user_is_made_with_role_and_token_alone_on_the_last_line(installation: Installation) -> None:
    done = installation.run(
        "admin", "user", "create", "maria", "--email", "maria@example.org",
        "--role", "data_wrangler", "--center", "HTA201", "--certified", "--accept-terms", "--token",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    token = done.stdout.splitlines()[-1]
    assert token.startswith("thm_")
    assert " " not in token
    assert done.stderr == ""
    seen = installation.python(
        "from theatrum.repository.accounts import queries\n"
        "from theatrum.repository.accounts.actions.tokens import token_actor\n"
        f"actor = token_actor({token!r})\n"
        "teams = [team.name for team in queries.teams_of(actor, actor.id)]\n"
        "print(actor.is_certified, queries.unaccepted_terms(actor.id), teams)"
    )
    assert seen == "True None ['HTAN2_Pancreas_contributors']"


@pytest.mark.one_engine("the actions behind it are tested on both engines by themselves")
def test_refused_user_leaves_nothing(installation: Installation) -> None:
    refused = installation.run(
        "admin", "user", "create", "nobody", "--email", "nobody@example.org", "--role", "no_such_role"
    )
    assert refused.returncode == 1
    assert "no_such_role" in refused.stderr
    found = installation.python(
        "from theatrum.repository.accounts.models import User\nprint(User.objects.filter(username='nobody').count())"
    )
    assert found == "0"


@pytest.mark.one_engine("what is asked for is not there, whatever the database")
def test_center_without_role_is_a_usage_error(installation: Installation) -> None:
    done = installation.run("admin", "user", "create", "x", "--email", "x@example.org", "--center", "HTA201")
    assert done.returncode == 2


@pytest.mark.one_engine("the actions behind it are tested on both engines by themselves")
def test_password_and_token_of_somebody_unknown_are_refused(installation: Installation) -> None:
    assert "does not exist" in installation.run("admin", "user", "password", "unknown").stderr
    assert installation.run("admin", "user", "token", "unknown").returncode == 1


@pytest.mark.one_engine("the actions behind it are tested on both engines by themselves")
def test_failed_job_is_listed_and_run_again(installation: Installation) -> None:
    job_id = installation.python(
        "from theatrum.drivers.jobs.models import Job\n"
        "from theatrum.kernel import clock\n"
        "job = Job.objects.create(name='files.clear_unfinished', lane='quick', state='failed', created_at=clock.now(),"
        " finished_at=clock.now(), error='OSError: disk full')\nprint(job.id)"
    )
    (listed,) = json.loads(installation.run("admin", "job", "list", "--json").stdout)
    assert (listed["id"], listed["error"]) == (job_id, "OSError: disk full")
    assert installation.run("admin", "job", "again", job_id).returncode == 0
    assert json.loads(installation.run("admin", "job", "list", "--json").stdout) == []
    assert installation.run("admin", "job", "again", "no-id").returncode == 1


def test_doctor_finds_a_good_installation_good(installation: Installation) -> None:
    done = installation.run("doctor", "--json", THEATRUM_PROT="1")
    lines = {line["name"]: line for line in json.loads(done.stdout)}
    assert done.returncode == 0
    assert lines["audit log"]["level"] == lines["database"]["level"] == lines["files"]["level"] == "ok"
    assert lines["variables"]["message"] == "unknown: THEATRUM_PROT"


def test_doctor_finds_what_is_broken(tmp_path: Path) -> None:
    broken = migrated_installation(tmp_path / "broken")
    assert broken.run("init", "--email", "boss@example.org").returncode == 0
    broken.python(
        "from django.db import connection\n"
        "from theatrum.drivers.blobs.installed import store\n"
        "from theatrum.drivers.db.transactions import writing\n"
        "from theatrum.repository.accounts.principals import OPERATOR\n"
        "from theatrum.repository.accounts.actions.people import create_user\n"
        "from theatrum.repository.accounts.actions.teams import create_team\n"
        "from theatrum.repository.accounts.models import Team\n"
        "from theatrum.repository.files.actions.handles import create_handle_of_blob\n"
        "blob = store().put([b'x'])\n"
        "with writing():\n"
        "    eve = create_user(actor=OPERATOR, username='eve', email='eve@example.org')\n"
        "    team = create_team(actor=OPERATOR, name='HTAN2_Privacy', description='')\n"
        "    Team.objects.filter(pk=team.pk).update(created_by=eve.pk)\n"
        "    create_handle_of_blob(actor=OPERATOR, blob=blob, file_name='x', content_type='a/b')\n"
        "store().delete(blob.key)\n"
        'connection.cursor().execute("UPDATE audit_event SET actor_id = 7 WHERE sequence = 1")\n'
    )
    os.chmod(broken.data, 0o755)  # noqa: S103, PTH101  # the fault to be found
    done = broken.run("doctor", "--json")
    levels = {line["name"]: line["level"] for line in json.loads(done.stdout)}
    told = {line["name"]: line["message"] for line in json.loads(done.stdout)}
    assert done.returncode == 1
    assert (levels["roles"], told["roles"]) == ("warn", "not made by an administrator: HTAN2_Privacy")
    assert (levels["audit log"], levels["files"], levels["data directory"]) == ("fail", "fail", "warn")


@pytest.mark.skipif(engines.chosen_engine() == "postgresql", reason="its database shows no loss of the folder")
@pytest.mark.parametrize("command", [["serve"], ["admin", "job", "list"], ["doctor"]])
def test_lost_root_key_is_told_and_not_made_again(tmp_path: Path, command: list[str]) -> None:
    robbed = migrated_installation(tmp_path)
    assert robbed.run("init", "--email", "boss@example.org").returncode == 0
    key = robbed.data / "secrets" / "root.key"
    key.unlink()
    refused = robbed.run(*command)
    assert refused.returncode == 1
    assert "root.key is missing" in refused.stdout + refused.stderr
    assert not key.exists()


@pytest.mark.skipif(engines.chosen_engine() == "postgresql", reason="its database is no file")
def test_doctor_says_once_that_the_database_is_none_and_that_secrets_are_open(tmp_path: Path) -> None:
    broken = migrated_installation(tmp_path)
    assert broken.run("init", "--email", "boss@example.org").returncode == 0
    (broken.data / "theatrum.sqlite3").write_bytes(b"scrambled " * 1000)
    (broken.data / "secrets" / "root.key").chmod(0o644)
    broken.data.chmod(0o755)
    done = broken.run("doctor", "--json")
    assert done.returncode == 1
    failed = {line["name"]: line["message"] for line in json.loads(done.stdout) if line["level"] == "fail"}
    assert failed.keys() == {"secrets", "database"}
    assert "secrets/root.key" in failed["secrets"]
    assert "file is not a database" in failed["database"]


@pytest.mark.one_engine("the actions behind it are tested on both engines by themselves")
@pytest.mark.requirement("R133")
def test_release_is_opened_for_centers_again_and_again(installation: Installation) -> None:
    first = installation.run("release", "open", "8", "--center", "HTA203", "--json")
    assert first.returncode == 0, first.stderr
    assert [line["project"] for line in json.loads(first.stdout)] == ["HTAN2_Gastric"]
    again = installation.run("release", "open", "8", "--center", "HTA203", "--json")
    assert json.loads(again.stdout) == json.loads(first.stdout)


@pytest.mark.one_engine("what is asked for is not there, whatever the database")
@pytest.mark.parametrize(("arguments", "told"), [(["99"], "it has 8"), (["8", "--center", "HTA1"], "HTA209")])
def test_release_or_center_that_is_not_there_is_named(
    installation: Installation, arguments: list[str], told: str
) -> None:
    refused = installation.run("release", "open", *arguments)
    assert refused.returncode == 1
    assert told in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
