"""A server judges by a data model that was imported: its releases bind the published schema with the overlay on it."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from tests.factories.entities import make_person
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.preparing import prepare_opening
from theatrum.doors.cli.main import theatrum
from theatrum.drivers import installation

pytestmark = pytest.mark.django_db(transaction=True)
SCHEMA = {"type": "object", "properties": {"LOUDNESS": {"type": "integer"}}, "required": ["LOUDNESS"]}


def _serve(settings: Settings, folder: Path) -> None:
    """Serve a copy of the packaged profile, whose release 9 uses version 9.9.9, from a data directory of its own."""
    profile = folder / "profile"
    shutil.copytree(str(files("theatrum").joinpath("profiles", "htan2")), profile)
    network = (profile / "profile.yaml").read_text(encoding="utf-8")
    ninth = "releases:\n  - {number: 9, state: planned, model: 9.9.9, tree: phase_2}\n"
    (profile / "profile.yaml").write_text(network.replace("releases:\n", ninth, 1), encoding="utf-8")
    changed = {"profile": str(profile), "data": folder / "data"}
    settings.THEATRUM = installation.settings().model_copy(update=changed)


@pytest.mark.requirement("R148")
def test_release_on_an_imported_model_binds_it_with_the_overlay(settings: Settings, tmp_path: Path) -> None:
    _serve(settings, tmp_path)
    published = tmp_path / "published"
    published.mkdir()
    (published / "NET.Demographics-v9.9.9-schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    models = tmp_path / "data" / "models"
    told = CliRunner().invoke(theatrum, ["model", "import", str(published), "--output", str(models)])
    assert told.exit_code == 0

    opening = prepare_opening(actor=make_person("admin", is_administrator=True), profile=in_force(), number=9)

    assert set(opening.bindings) == {"Clinical/Demographics", "Clinical/Tier2"} | {
        "Imaging/MultiplexMicroscopy/ChannelMetadata"
    }
    named = opening.bindings["Clinical/Demographics"]
    assert named == "HTAN2Organization-Demographics-9.9.9"
    prepared = {str(one.id): json.loads(one.document.text) for one in opening.schemas}
    assert {"LOUDNESS", "HTAN_PARTICIPANT_ID"} >= set(prepared[named]["required"]) >= {"LOUDNESS"}
    assert prepared[named]["properties"]["LOUDNESS"] == {"type": "integer"}
