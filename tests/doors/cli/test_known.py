"""``theatrum check --known URL`` against the server itself: what is there is no longer missing here."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django.live_server_helper import LiveServer

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from theatrum.client import tokens
from theatrum.doors.cli.client_config import sections, write
from theatrum.doors.cli.main import theatrum
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions.tokens import create_token
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Kind
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db(transaction=True)

PARTICIPANTS = b"HTAN_PARTICIPANT_ID\nHTA201_1\n"
SPECIMENS = "HTAN_BIOSPECIMEN_ID,HTAN_PARENT_ID\nHTA201_1_B1,HTA201_1\n"


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """Return a folder with a biospecimen whose participant is not in it."""
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "BiospecimenData.csv").write_text(SPECIMENS, encoding="utf-8")
    return folder


@pytest.fixture
def wrangler() -> Actor:
    """Return the wrangler of HTA201, on whose server the participant is."""
    admin = make_person("admin", is_administrator=True)
    project = make_ingest(admin, "HTA201", "Demographics")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    handle = make_handle(wrangler, name="demographics.csv")
    FileHandle.objects.filter(pk=handle.pk).update(key=store().put([PARTICIPANTS]).key)
    folder = folder_at(wrangler, project, "v8_ingest/Demographics")
    make_entity(wrangler, Kind.RECORD_SET, "Demographics", parent=folder, handle=handle)
    return wrangler


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the configuration file that is looked at without being named."""
    place = tmp_path / ".synapseConfig"
    monkeypatch.setattr(tokens, "DEFAULT_PATH", place)
    return place


def token_of(person: Actor) -> str:
    with writing():
        return create_token(actor=OPERATOR, user_id=person.id, name="check", scopes=("view", "download")).text


def check(submission: Path, *options: str | Path) -> Result:
    arguments = ["check", str(submission), "--component", "BiospecimenData", "--format", "json", *map(str, options)]
    return CliRunner().invoke(theatrum, arguments)


def missing(result: Result) -> list[str]:
    """Return the participants that are told to be missing."""
    assert result.exit_code in {0, 1}, result.stderr
    report = json.loads(result.stdout)
    found = (each for each in report["findings"] if each["code"].startswith(("links.missing", "links.pending")))
    return [str(each["value"]) for each in found]


def refused(result: Result) -> str:
    """Return what is told of a check that could not be made."""
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "thm_" not in result.output
    # The server lives in this process, and may have told something too.
    (told,) = (line for line in result.stderr.splitlines() if line.startswith("theatrum: "))
    return str(told)


def test_what_is_on_the_server_is_not_missing(submission: Path, wrangler: Actor, live_server: LiveServer) -> None:
    assert len(missing(check(submission))) == 1
    token = ("--token", token_of(wrangler))
    assert missing(check(submission, "--known", live_server.url, "--center", "HTA201", *token)) == []
    assert missing(check(submission, "--known", f"{live_server.url}/repo/v1/theatrum/known", *token)) == []


def test_token_comes_from_the_client_configuration(
    submission: Path, wrangler: Actor, live_server: LiveServer, config: Path, tmp_path: Path
) -> None:
    known = ("--known", live_server.url, "--center", "HTA201")
    write(config, sections(live_server.url, token_of(wrangler)))
    assert missing(check(submission, *known)) == []
    named = config.rename(tmp_path / "dcc.synapseConfig")
    assert missing(check(submission, *known, "--config", named)) == []
    write(named, sections("https://dcc.example.org", "thm_other"))
    assert "its repoEndpoint is https://dcc.example.org/repo/v1" in refused(
        check(submission, *known, "--config", named)
    )


def test_findings_lead_to_the_server_that_is_named(submission: Path, config: Path) -> None:
    (submission / "BiospecimenData.csv").write_text(SPECIMENS.replace(",HTA201_1", ",nobody"), encoding="utf-8")

    def text(*options: str | Path) -> str:
        arguments = ["check", str(submission), "--component", "BiospecimenData", *map(str, options)]
        return CliRunner().invoke(theatrum, arguments).stdout

    assert "http" not in text()
    write(config, sections("https://dcc.example.org", "thm_a"))
    assert "https://dcc.example.org/model/1.0.0/BiospecimenData#HTAN_PARENT_ID" in text()
    other = config.with_name("other")
    write(other, sections("https://other.example.org:8443", "thm_a"))
    assert "https://other.example.org:8443/model/1.0.0/BiospecimenData#HTAN_PARENT_ID" in text("--config", other)
    report = json.loads(check(submission).stdout)
    assert report["summary"]["server"] == "https://dcc.example.org"
    assert "/model/1.0.0/BiospecimenData#HTAN_PARENT_ID" in {one["attribute"] for one in report["findings"]}


def test_refusals_are_told_in_one_line(submission: Path, wrangler: Actor, live_server: LiveServer) -> None:
    token = ("--token", token_of(wrangler))

    def told(*options: str) -> str:
        return refused(check(submission, "--known", *options))

    assert "It needs an access token: --token" in told(live_server.url)
    assert "answers 401" in told(live_server.url, "--token", "thm_wrong")
    assert re.search("no center 'HTA299'.*HTA201", told(live_server.url, "--center", "HTA299", *token))
    assert "HTA203 has no project here yet" in told(live_server.url, "--center", "HTA203", *token)
    assert "is no token" in told(live_server.url, "--token", "thm_a b")
    assert "a page, not with a list" in told(f"{live_server.url}/account/login/", *token)
    assert "nothing at GET /repo/v1/nothing" in told(f"{live_server.url}/repo/v1/nothing", *token)
    assert "no web address" in told("https://", *token)
    assert "no list of identifiers" in told(f"{live_server.url}/repo/v1/userProfile", *token)
