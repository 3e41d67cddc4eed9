"""Versions side by side: what changed, and where it stands now."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from theatrum.checks.model.schemas import published_schema
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers import installation

pytestmark = pytest.mark.django_db


@pytest.fixture
def _newer(settings: Settings, tmp_path: Path) -> None:
    """Serve the packaged profile, and beside its model an imported one of two components."""
    schemas = {name: published_schema(in_force(), name, "1.0.0").schema for name in ("Demographics", "Diagnosis")}
    diagnosis = json.loads(json.dumps(schemas["Diagnosis"]))
    diagnosis["properties"]["LOUDNESS"] = {"type": "integer", "description": "How loud it is"}
    diagnosis["required"].append("LOUDNESS")
    diagnosis["properties"]["a/b c"] = {"type": "string"}
    diagnosis["properties"]["CLINICAL_T_STAGE"] |= {"enum": [f"Stage T{number}" for number in range(12)]}
    folder = tmp_path / "models" / "htan2" / "2.0.0"
    folder.mkdir(parents=True)
    for name, schema in (schemas | {"Diagnosis": diagnosis}).items():
        (folder / f"{name}-v2.0.0-schema.json").write_text(json.dumps(schema), encoding="utf-8")
    profile = tmp_path / "htan2"
    shutil.copytree(str(files("theatrum").joinpath("profiles", "htan2")), profile)
    changed = {"profile": str(profile), "data": tmp_path}
    settings.THEATRUM = installation.settings().model_copy(update=changed)


def test_one_version_has_nothing_to_compare(client: Client) -> None:
    page = client.get("/model/compare").content.decode()
    assert "There is one version only" in page
    assert client.get("/model/compare?to=9").status_code == 404
    assert client.get("/model/compare?from=9").status_code == 404


@pytest.mark.usefixtures("_newer")
def test_changes_stand_by_component_with_what_they_break(client: Client) -> None:
    page = client.get("/model/compare").content.decode()
    assert "From 1.0.0 to 2.0.0" in page
    assert "LOUDNESS is new and required." in page
    assert "Every row needs LOUDNESS." in page
    assert '<a class="attribute" href="/model/2.0.0/Diagnosis#LOUDNESS">' in page
    assert "VitalStatus is gone." in page
    # What is gone is described where it was.
    assert '<a class="attribute" href="/model/1.0.0/VitalStatus">VitalStatus</a>' in page
    assert "All 12 values" in page
    assert "Harmless" in page
    breaking = client.get("/model/compare?from=1.0.0&to=2.0.0&only=breaking").content.decode()
    assert "LOUDNESS is new and required." in breaking
    assert "Harmless" not in breaking
    assert "These are the same version" in client.get("/model/compare?from=2.0.0&to=2.0.0").content.decode()


@pytest.mark.usefixtures("_newer")
def test_versions_are_chosen_by_a_menu(client: Client) -> None:
    page = client.get("/model").content.decode()
    assert '<option value="1.0.0" selected>1.0.0 (newest release)</option>' in page
    assert '<option value="2.0.0">2.0.0</option>' in page
    newer = client.get("/model?version=2.0.0").content.decode()
    assert "/model/2.0.0/Diagnosis" in newer
    assert "/model/2.0.0/VitalStatus" not in newer
    component = client.get("/model/2.0.0/Diagnosis").content.decode()
    assert '<a href="/model/1.0.0/Diagnosis">Version 1.0.0</a>' in component
    # An imported model calls its attributes as it likes.
    assert 'id="a-47-b-32-c"' in component
    assert client.get("/model/2.0.0/Diagnosis/a/b c").status_code == 200
    assert "LOUDNESS" in client.get("/model/search?version=2.0.0&q=loudness").content.decode()
