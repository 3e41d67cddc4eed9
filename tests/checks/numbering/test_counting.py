"""What comes next is free, well-formed and of the right center, whatever is in use."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.checks.numbering.blocks import Block
from theatrum.checks.numbering.counting import Counting, numbered_kinds
from theatrum.checks.numbering.errors import NumberingInvalid, NumbersExhausted
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile

IDENTIFIERS = load_profile(ProfileFolder.packaged("htan2")).overlay.identifiers
FORMS = IDENTIFIERS.forms
USED = st.sets(st.from_regex(r"HTA20[12]_(0000|EXT[0-9]{1,3}|[0-9]{1,4})(_[BDP][0-9]{1,3})?", fullmatch=True))


def counting(*used: str, blocks: tuple[Block, ...] = ()) -> Counting:
    return Counting(FORMS, "HTA201", used, blocks)


@given(used=USED, asked=st.lists(st.sampled_from(["participant", "external", "biospecimen", "data_file"]), max_size=12))
@settings(max_examples=60)
def test_new_ones_are_valid_unique_and_not_in_use(used: set[str], asked: list[str]) -> None:
    numbers = counting(*used)
    given_out: list[str] = []
    for kind in asked:
        if kind == "participant":
            given_out.append(numbers.participant())
        elif kind == "external":
            given_out.append(numbers.external())
        else:
            given_out.append(numbers.under(kind, numbers.pool))
            assert FORMS.is_a(kind, given_out[-1])
    assert len(set(given_out)) == len(given_out)
    assert not set(given_out) & used
    assert all(found is not None and found.center == "HTA201" for found in map(FORMS.parse, given_out))


@pytest.mark.requirement("R33")
def test_gaps_are_left_and_taken_back_numbers_not_given_again() -> None:
    numbers = counting("HTA201_3", "HTA201_17_B2", "HTA202_99")
    assert [numbers.participant(), numbers.participant()] == ["HTA201_18", "HTA201_19"]
    assert numbers.under("biospecimen", "HTA201_17") == "HTA201_17_B3"
    assert numbers.under("data_file", "HTA201_17") == "HTA201_17_D1"


def test_leading_zeros_are_the_same_number() -> None:
    assert counting("HTA201_007").participant() == "HTA201_8"


def test_a_site_keeps_to_its_blocks() -> None:
    numbers = counting("HTA201_10", "HTA201_5000", blocks=(Block(30, 30), Block(10, 11)))
    assert [numbers.participant(), numbers.participant()] == ["HTA201_11", "HTA201_30"]
    with pytest.raises(NumbersExhausted, match="10-11, 30-30"):
        numbers.participant()
    assert numbers.under("biospecimen", "HTA201_11") == "HTA201_11_B1"
    assert numbers.under("biospecimen", numbers.pool) == "HTA201_0000_B10"
    assert numbers.external() == "HTA201_EXT10"


def test_what_there_cannot_be_is_refused() -> None:
    for wrong in ("HTA202_1", "HTA201_1_B1", "HTA201"):
        with pytest.raises(NumberingInvalid, match="is no participant of HTA201"):
            counting().under("biospecimen", wrong)
    with pytest.raises(NumbersExhausted, match="longer than an identifier"):
        counting("HTA201_999999999999999999999").participant()


def test_kinds_that_centers_number() -> None:
    assert numbered_kinds(IDENTIFIERS) == ("participant", "biospecimen", "data_file", "panel")
