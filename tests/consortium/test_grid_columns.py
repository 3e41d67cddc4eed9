"""What seats at a grid are told of its columns: by the bound schema, and by the profile in force."""

import pytest

from tests.factories.components import make_described
from tests.factories.entities import make_person
from tests.factories.grids import open_grid
from tests.factories.records import make_records
from theatrum.repository.grids.live.columns import columns_of

pytestmark = pytest.mark.django_db


def test_a_component_of_the_profile_is_described_with_examples() -> None:
    admin = make_person("admin", is_administrator=True)
    project = make_described(admin, "Demographics")
    content = b"HTAN_PARTICIPANT_ID,SEX,UNKNOWN\nHTA201_1,Female,x\n"
    workspace = open_grid(admin, make_records(admin, project, content, upsertKey=["HTAN_PARTICIPANT_ID"]))
    columns = {str(one["name"]): one for one in columns_of(workspace)}
    participant, sex, unknown = columns["HTAN_PARTICIPANT_ID"], columns["SEX"], columns["UNKNOWN"]
    assert participant["example"] == "HTA201_12"
    assert participant["help"]
    assert (participant["is_required"], participant["is_key"]) == (True, True)
    assert (sex["kind"], sex["separator"]) == ("choice", None)
    assert isinstance(sex["choices"], list)
    assert "Female" in sex["choices"]
    assert (unknown["kind"], unknown["help"], unknown["choices"], unknown["is_required"]) == ("text", "", None, False)
