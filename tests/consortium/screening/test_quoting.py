"""Findings on the rows of a record set quote what is wrong, and nothing that may identify a person."""

import json

import pytest

from tests.factories.places import make_place
from tests.factories.records import make_records
from theatrum.repository.records.queries import find_verdict

pytestmark = pytest.mark.django_db

CSV = (
    b"ID,LAYOUT,ask ada.byron@hospital.example\n"
    b"HTA201_1,paired,x\n"
    b"HTA201_2,rosalind.quux@hospital.example,y\n"
    b"seen 1987-11-23,Paired-end,z\n"
)


def test_verdicts_quote_no_cell_and_no_header_that_identifies() -> None:
    place = make_place()
    node = make_records(place.owner, place.folder, CSV)
    found = find_verdict(node.current_id or 0)
    assert found is not None
    told = json.dumps(found.findings)
    assert "paired" in told
    assert {tuple(one["rows"]) for one in found.findings if one["column"] in {"ID", "LAYOUT"}} != set()
    assert found.invalid_rows == 3
    for planted in ("hospital", "1987", "rosalind", "ada"):
        assert planted not in told
