"""Identifiers as data: told apart, taken apart, made; and an overlay that contradicts itself is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.identifier_shapes import IdentifierKind
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile

PROFILE: Profile = load_profile(ProfileFolder.packaged("htan2"))
IDENTIFIERS = PROFILE.overlay.identifiers
FORMS = IDENTIFIERS.forms


@pytest.mark.requirement("R20")
@pytest.mark.requirement("R24")
@pytest.mark.requirement("R25")
@pytest.mark.requirement("R26")
@pytest.mark.parametrize("kind", IDENTIFIERS.kinds, ids=lambda kind: str(kind.kind))
def test_examples_and_counterexamples_hold_in_json_schema_too(kind: IdentifierKind) -> None:
    schema = compile_schema({"$schema": "http://json-schema.org/draft-07/schema#", "pattern": kind.pattern})
    assert all(schema.accepts(text) for text in kind.examples)
    assert not any(schema.accepts(text) for text in kind.counterexamples)
    assert not any(schema.accepts(text + "\n") for text in kind.examples)


@pytest.mark.requirement("R21")
def test_an_identifier_has_at_most_fifty_characters() -> None:
    longest = FORMS.write("biospecimen", center="HTA201", slot="1" * 21, number="2" * 20)
    assert len(longest) == 50
    assert FORMS.kind_of(longest) == "biospecimen"
    assert FORMS.kind_of(longest + "2") is None


@pytest.mark.requirement("R33")
@given(
    kind=st.sampled_from(["participant", "biospecimen", "data_file", "panel"]),
    center=st.sampled_from(sorted(PROFILE.centers)),
    slot=st.integers(1, 10**15).map(str) | st.integers(1, 99).map(FORMS.external_slot) | st.just(FORMS.pooled_slot),
    number=st.integers(0, 10**12),
)
def test_what_is_made_is_well_formed_and_comes_apart_again(kind: str, center: str, slot: str, number: int) -> None:
    text = FORMS.write(kind, center=center, slot=slot, number=number)
    found = FORMS.parse(text)
    assert found is not None
    assert (found.kind, found.center, found.parts["slot"]) == (kind, center, slot)
    assert found.participant == f"{center}_{slot}"
    assert (found.is_pooled, found.is_external) == (slot == "0000", slot.startswith("EXT"))
    if kind != "participant":
        assert found.parts["number"] == str(number)
        assert FORMS.write(kind, participant=found.participant, number=number) == text


@given(st.text(max_size=60) | st.from_regex(r"HTA2[0-9]{2}_[0-9A-Z_]{0,40}", fullmatch=True))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    found = FORMS.parse(text)
    assert (found is None) == (FORMS.kind_of(text) is None)


@pytest.mark.requirement("R27")
@pytest.mark.requirement("R28")
def test_attributes_know_which_kinds_they_hold() -> None:
    assert IDENTIFIERS.attribute_kinds("BiospecimenData", "HTAN_PARENT_ID") == ("participant", "biospecimen")
    assert IDENTIFIERS.attribute_kinds("scRNALevel1", "HTAN_PARENT_ID") == ("biospecimen", "data_file")
    assert IDENTIFIERS.attribute_kinds("MultiplexMicroscopyLevel2", "CHANNEL_METADATA_ID") == ("entity",)
    assert IDENTIFIERS.attribute_kinds("Demographics", "SEX") == ()


def test_an_entity_id_has_neither_center_nor_participant() -> None:
    found = FORMS.parse("syn66271427")
    assert found is not None
    assert (found.kind, found.center, found.participant) == ("entity", None, None)


def test_a_consortium_may_have_no_identifiers_at_all(tmp_path: Path) -> None:
    assert IDENTIFIERS.model_copy(update={"kinds": (), "attributes": ()}).attribute_kinds("A", "HTAN_PARENT_ID") == ()
