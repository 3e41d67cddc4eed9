"""The profile in force, and what an edit of it would change."""

import io
import re
import zipfile
from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.doors.web.conftest import SignIn
from theatrum.consortium.centers.actions import appoint, ensure_center
from theatrum.consortium.profile import editing
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.actions import open_release
from theatrum.consortium.releases.preparing import prepare_opening
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)

PAGE, EDIT = "/administration/profile", "/administration/profile/edit"
_ROOT = files("theatrum").joinpath("profiles", "htan2")


@pytest.fixture
def admin(sign_in: SignIn) -> int:
    """Sign an administrator in."""
    return sign_in("admin", is_administrator=True).pk


@pytest.fixture
def _open(admin: int) -> None:
    """Open the release for one center, and give somebody a role there."""
    profile = in_force()
    opening = prepare_opening(actor=OPERATOR, profile=profile, number=8)
    with writing():
        ensure_center(actor=OPERATOR, profile=profile, center_id="HTA201")
        open_release(actor=OPERATOR, opening=opening, center_ids=["HTA201"])
        appoint(actor=OPERATOR, profile=profile, user_id=admin, role="data_wrangler", center_id="HTA201")


def packed(profile: str) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in editing_files():
            archive.writestr(f"htan2/{path}", profile.encode() if path == "profile.yaml" else content)
    return SimpleUploadedFile("htan2.zip", stream.getvalue(), content_type="application/zip")


def editing_files() -> list[tuple[str, bytes]]:
    """Return all files of the packaged profile."""
    waiting, found = [("", _ROOT)], []
    while waiting:
        path, place = waiting.pop()
        for one in place.iterdir():
            inside = f"{path}/{one.name}".removeprefix("/")
            if one.is_dir():
                waiting.append((inside, one))
            else:
                found.append((inside, one.read_bytes()))
    return found


def text() -> str:
    return editing.text_in_force("profile.yaml")


def paste(client: Client, content: str) -> str:
    answer = client.post(EDIT, {"kind": "file", "file": "profile.yaml", "text": content})
    assert answer.status_code == 200
    return answer.content.decode()


def test_pages_are_for_staff(client: Client, sign_in: SignIn) -> None:
    sign_in("anna")
    assert client.get(PAGE).status_code == 403
    assert client.get(EDIT).status_code == 403
    assert client.post(EDIT, {"kind": "file"}).status_code == 403


@pytest.mark.usefixtures("admin")
def test_profile_in_force_is_shown_with_its_hash(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    for words in (editing.fingerprint_in_force(), "Data Wrangler", "HTA209", "v8_ingest", "Clinical/Demographics"):
        assert words in page


@pytest.mark.usefixtures("admin")
def test_same_profile_changes_nothing(client: Client) -> None:
    assert "Nothing differs" in paste(client, text())
    answer = client.post(EDIT, {"kind": "archive", "archive": packed(text())})
    assert "Nothing differs" in answer.content.decode()


@pytest.mark.usefixtures("_open")
def test_what_an_edit_does_to_what_is_stored_is_told(client: Client) -> None:
    content = text().replace("  stage:\n    name: v{number}_stage\n", "  stage:\n    name: v{number}_held\n")
    content = content.replace('    aliases: ["v{number}_staging"]\n', "").replace(
        "{path: Biospecimen, component: BiospecimenData, kind: record}",
        "{path: Specimens, component: BiospecimenData, kind: record}",
    )
    page = paste(client, content)
    assert "1 folder such as v8_stage would no longer be found" in page
    assert "3 folders Biospecimen stay" in page
    assert "Made when a center is activated again: Specimens." in page
    renamed = paste(client, text().replace("project: HTAN2_Pancreas", "project: HTAN2_Pancreatic"))
    assert "1 person in teams of HTAN2_Pancreas are moved to those of HTAN2_Pancreatic once" in renamed
    narrower = paste(
        client, text().replace("    submitter: [READ, DOWNLOAD, CREATE, UPDATE, DELETE]", "    submitter: [READ]")
    )
    assert "HTAN2_Pancreas_contributors loses" not in narrower, "the wrangler's role gives the team the same rights"
    both = re.sub(r"(data_wrangler|submitter): \[READ, DOWNLOAD, CREATE, UPDATE, DELETE\]", r"\1: [READ]", text())
    assert "HTAN2_Pancreas_contributors loses CREATE, DELETE, DOWNLOAD, UPDATE at 1 place." in paste(client, both)


@pytest.mark.usefixtures("_open")
def test_center_and_role_that_leave_are_told(client: Client) -> None:
    start, end = text().index("  - id: HTA201"), text().index("  - id: HTA202")
    page = paste(client, text()[:start] + text()[end:])
    assert "belongs to no center any more" in page
    assert "1 person filed there" in page


@pytest.mark.usefixtures("admin")
def test_errors_stand_beside_the_field(client: Client) -> None:
    page = paste(client, text().replace("state: open", "state: ajar"))
    assert "profile.yaml, line" in page
    assert 'aria-invalid="true"' in page
    for content in (b"no zip", b""):
        upload = SimpleUploadedFile("p.zip", content)
        page = client.post(EDIT, {"kind": "archive", "archive": upload}).content.decode()
        assert 'id="id_archive_error"' in page
    assert 'id="id_archive_error"' in client.post(EDIT, {"kind": "archive"}).content.decode()
    assert 'id="id_file_error"' in client.post(EDIT, {"kind": "file", "file": "../x", "text": "a"}).content.decode()
