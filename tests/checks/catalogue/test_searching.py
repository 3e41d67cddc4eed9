"""The data model searched: by code, label, synonym and name, misspelt or not."""

from dataclasses import replace

import pytest

from theatrum.checks.catalogue.searching import fold, index_of, search
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
VERSION = "1.0.0"


def test_code_is_found_with_its_label_and_where_it_may_be_written() -> None:
    hit = search(PROFILE, VERSION, "uberon:0002048")[0]
    assert (hit.kind, hit.match, hit.value, hit.label) == ("value", "exact", "UBERON:0002048", "lung")
    assert ("Diagnosis", "TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE") in {
        (one.component, one.attribute) for one in hit.places
    }


def test_label_and_synonym_lead_to_the_code() -> None:
    assert search(PROFILE, VERSION, "Lung")[0].value == "UBERON:0002048"
    (found, *_) = search(PROFILE, VERSION, "pulmo")
    assert (found.text, found.value) == ("pulmo", "UBERON:0002048")


def test_components_and_attributes_come_before_values() -> None:
    (first, *_) = search(PROFILE, VERSION, "diagnosis")
    assert (first.kind, first.component, first.attribute) == ("component", "Diagnosis", None)
    (first, *_) = search(PROFILE, VERSION, "license")
    assert (first.kind, first.attribute, len(first.places)) == ("attribute", "LICENSE", 4)
    assert search(PROFILE, VERSION, "wes level 1")[0].component == "BulkWESLevel1"


def test_words_are_found_in_any_order_and_capitals() -> None:
    assert search(PROFILE, VERSION, "DEATH age")[0].attribute == "AGE_IN_DAYS_AT_DEATH"


def test_what_is_said_about_an_attribute_is_searched_too() -> None:
    hits = search(PROFILE, VERSION, "smoked a day")
    assert ("about", "PACK_YEARS_SMOKED") in {(hit.match, hit.attribute) for hit in hits}


@pytest.mark.parametrize(("typed", "meant"), [("ethnicty", "ETHNIC_GROUP"), ("pulmonery vein", "UBERON:0002016")])
def test_misspelt_words_are_understood(typed: str, meant: str) -> None:
    hits = search(PROFILE, VERSION, typed)
    assert hits
    assert {hit.match for hit in hits} == {"similar"}
    assert meant in {hit.value or hit.attribute for hit in hits}


def test_nothing_is_found_for_nothing() -> None:
    assert search(PROFILE, VERSION, " - ") == []
    assert search(PROFILE, VERSION, "xqzzkw") == []
    assert len(search(PROFILE, VERSION, "a", limit=7)) == 7
    assert search(PROFILE, VERSION, "lung", limit=0) == []


def test_index_is_made_once_for_a_model() -> None:
    assert index_of(PROFILE, VERSION) is index_of(replace(PROFILE, name="other"), VERSION)


def test_folding_has_words_alone() -> None:
    assert fold("  AGE_in-Days\u00a0(At)  ") == "age in days at"
