"""Rows bound to a component of the profile are told in its words, and the server says what `theatrum check` says."""

import json
from pathlib import Path

import pytest

from tests.factories.components import MODEL, make_described
from tests.factories.entities import make_person
from tests.factories.records import make_records
from theatrum.checks.findings import Group
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.submission.checking import Question, check_submission
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.records.models import RowsVerdict
from theatrum.repository.records.told import told
from theatrum.wiring.sample import SampleRecords, read_sample

pytestmark = pytest.mark.django_db
SAMPLES = {one.name: one for one in read_sample(ProfileFolder.packaged("htan2")).records}
# Rows of which the schema is not all: another record set, another file, the table's last row ...
OWN = ("schema.", "table.", "identifier.")


def _component(sample: SampleRecords) -> str:
    leaves = in_force().tree(in_force().releases[8])
    return next(leaf.component for leaf in leaves if leaf.path == sample.folder)


def _judged(component: str, content: bytes) -> RowsVerdict:
    admin = make_person("admin", is_administrator=True)
    node = make_records(admin, make_described(admin, component), content)
    return RowsVerdict.objects.get(version=node.current_id)


def _checked(component: str, content: bytes, folder: Path) -> list[Group]:
    path = folder / "rows.csv"
    path.write_bytes(content)
    profile = in_force()
    hints = read_discovery(ProfileFolder.packaged("htan2"), profile)
    question = Question(paths=[path], model=MODEL, component=component)
    groups = check_submission(question, profile, hints).report.groups
    return [group for group in groups if group.finding.file == "rows.csv" and group.finding.code.startswith(OWN)]


def _shown(finding: JsonObject) -> tuple[str, ...]:
    return tuple(
        json.dumps(finding[name], sort_keys=True)
        for name in ("code", "severity", "column", "message", "fix", "rows", "values")
    )


@pytest.mark.requirement("R102")
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_server_and_terminal_say_the_same_of_the_sample(name: str, tmp_path: Path) -> None:
    sample = SAMPLES[name]
    component, content = _component(sample), sample.content.encode()
    found = _judged(component, content)
    expected, _ = told(_checked(component, content, tmp_path), found.rows)
    assert {_shown(one) for one in found.findings} == {_shown(one) for one in expected}


def test_sample_shows_sound_rows_and_rows_with_much_to_mend() -> None:
    component = _component(SAMPLES["Biospecimens of HTA201"])
    found = _judged(component, SAMPLES["Biospecimens of HTA201"].content.encode())
    assert (found.verdict, found.valid_rows, found.invalid_rows) == ("invalid", 1, 2)
    fixes = {str(one["column"]): str(one["fix"]) for one in found.findings}
    # What only the profile knows: what a code is called, and what an identifier looks like.
    assert fixes["SITE_OF_RESECTION_OR_BIOPSY"] == 'Did you mean "UBERON:0002048" (lung)?'
    assert "HTA201_12_B3" in fixes["HTAN_BIOSPECIMEN_ID"]


def test_advice_of_the_profile_is_a_warning_and_spoils_nothing() -> None:
    content = SAMPLES["Biospecimens of HTA201"].content.splitlines()[:2]
    rows = [line.rpartition(",")[0] for line in content]
    found = _judged("BiospecimenData", "\n".join(rows).encode())
    assert (found.verdict, found.invalid_rows) == ("valid", 0)
    assert [(one["severity"], one["column"]) for one in found.findings] == [("warning", "TISSUE_SAMPLE_TYPE")]
