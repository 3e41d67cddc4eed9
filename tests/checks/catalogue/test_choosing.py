"""Long lists of values are searched by code, label and synonym, best first, whatever was typed."""

import pytest

from theatrum.checks.catalogue.choosing import Choices, choices_in
from theatrum.checks.catalogue.hits import Place
from theatrum.checks.catalogue.page import Choice
from theatrum.checks.model.schemas import bound_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
FEW = Choices(
    [Choice("C1", "Kidney, left"), Choice("C2", "Kidney, right"), Choice("C10", "Lung"), Choice("C3", None)],
    [("C10", "Pulmo"), ("C1", "Ren sinister")],
    place=Place("Diagnosis", "SITE"),
)


def _codes(text: str, *, limit: int = 10) -> list[str | None]:
    return [hit.value for hit in FEW.search(text, limit=limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["C1", "C2", "C10", "C3"]),
        (" - ", ["C1", "C2", "C10", "C3"]),
        ("c1", ["C1", "C10"]),
        ("lung", ["C10"]),
        ("pulmo", ["C10"]),
        ("right kidney", ["C2"]),
        ("kid le", ["C1"]),
        ("kidnye", ["C1", "C2"]),
        ("sin", ["C1"]),
        ("xylophone", []),
    ],
)
def test_values_are_found_by_any_of_their_names(text: str, expected: list[str]) -> None:
    assert _codes(text) == expected


def test_no_more_are_returned_than_asked_for() -> None:
    assert _codes("", limit=2) == ["C1", "C2"]
    assert _codes("kidney", limit=1) == ["C1"]


def test_values_of_an_attribute_have_the_labels_of_the_vocabulary() -> None:
    component, attribute = "BiospecimenData", "ICD_10_DISEASE_CODE"
    schema = bound_document(PROFILE, component, "1.0.0")
    found = choices_in(schema, attribute, profile=PROFILE, component=component, version="1.0.0")
    assert found is not None
    assert len(found) > 20_000
    [best, *_] = found.search("malignant neoplasm of thymus", limit=50)
    assert (best.value, best.label) == ("C37", "Malignant neoplasm of thymus")


def test_what_takes_any_text_has_no_values() -> None:
    schema = bound_document(PROFILE, "BiospecimenData", "1.0.0")
    found = choices_in(schema, "HTAN_PARENT_ID", profile=PROFILE, component="BiospecimenData", version="1.0.0")
    assert found is None
