"""Templates that begin with identifiers and with what never changes, and the example that is a valid row."""

import csv
import io

import pytest

from theatrum.checks.catalogue.describing import describe
from theatrum.checks.columns.judging import judge_row
from theatrum.checks.model.schemas import advice_schema, bound_schema
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.templates.delimited import csv_bytes
from theatrum.checks.templates.errors import IdentifierUnplaced
from theatrum.checks.templates.example import example_row
from theatrum.checks.templates.template import template_of

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
VERSION = "1.0.0"


def _rows(component: str, lines: list[str], count: int = 0) -> list[dict[str, str]]:
    made = template_of(PROFILE, component, VERSION, ids=lines, count=count)
    table = csv.DictReader(io.StringIO(csv_bytes(made).decode()))
    assert tuple(table.fieldnames or ()) == made.names
    return [{name: cell for name, cell in row.items() if cell} for row in table]


def test_required_columns_stand_first_in_the_order_of_the_form() -> None:
    made = template_of(PROFILE, "Diagnosis", VERSION)
    needs = [one.need for one in made.columns]
    assert needs == sorted(needs, key=["required", "conditional", "recommended", "optional"].index)
    form = [one.name for one in describe(PROFILE, "Diagnosis", VERSION).attributes]
    required = [one.name for one in made.columns if one.need == "required"]
    assert required == [name for name in form if name in required]
    assert csv_bytes(made).decode() == ",".join(made.names) + "\n"


def test_identifiers_go_where_the_component_takes_them() -> None:
    assert _rows("Demographics", ["HTA201_1", "", " HTA201_2 "]) == [
        {"HTAN_PARTICIPANT_ID": "HTA201_1"},
        {"HTAN_PARTICIPANT_ID": "HTA201_2"},
    ]
    assert _rows("BiospecimenData", ["\ufeffHTA201_1_B1", "HTA201_1"]) == [
        {"HTAN_BIOSPECIMEN_ID": "HTA201_1_B1"},
        {"HTAN_PARENT_ID": "HTA201_1"},
    ]


def test_columns_of_a_table_are_taken_over() -> None:
    lines = ["LOCAL,HTAN_DATA_FILE_ID,HTAN_PARENT_ID", "x1,HTA201_1_D1,HTA201_1_B1", "x2,HTA201_1_D2,"]
    first, second, third = _rows("DigitalPathologyData", lines, count=3)
    assert (first["HTAN_DATA_FILE_ID"], first["HTAN_PARENT_ID"]) == ("HTA201_1_D1", "HTA201_1_B1")
    assert first["LICENSE"] == "CC BY 4.0"
    assert "HTAN_PARENT_ID" not in second
    assert third.keys() == first.keys() - {"HTAN_DATA_FILE_ID", "HTAN_PARENT_ID"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("patient 7", "line 2: 'patient 7' cannot be pre-filled in Demographics. Write one identifier a line"),
        ("\0" * 200_000, "cannot be pre-filled in Demographics"),
        ("HTA201_1_B1", "It takes identifiers of these kinds: participant."),
    ],
)
def test_what_has_no_place_is_refused(line: str, said: str) -> None:
    with pytest.raises(IdentifierUnplaced, match=said):
        template_of(PROFILE, "Demographics", VERSION, ids=["HTA201_1", line])


@pytest.mark.parametrize("component", sorted(PROFILE.models[VERSION].components))
def test_example_is_a_valid_row_as_it_is_written(component: str) -> None:
    page = describe(PROFILE, component, VERSION)
    row = example_row(PROFILE, page, "HTA210")
    assert {one.name for one in page.attributes if one.need == "required"} <= row.keys()
    assert judge_row(bound_schema(PROFILE, component, VERSION), row) == []
    advised = advice_schema(PROFILE, component, VERSION)
    assert advised is None or judge_row(advised, row) == []
    if page.key is not None:
        assert row[page.key[0]].startswith("HTA210_1")
    if page.formats:
        assert row["FILENAME"].endswith(page.formats[0].endings[0])
