"""Writings and clean texts: each says where it is, and the clean ones of a table are those of the profile."""

from collections import Counter

import pytest

from tests.checks.synthesis.made import PLAN, PROFILE, chance
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy.cells import lookalike_cells, planted_cells, table_cells
from theatrum.checks.synthesis.privacy.planted import Writing
from theatrum.checks.synthesis.privacy.writings import BARRED, WRITINGS, strong


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda one: f"{one.kind}-{one.name}")
def test_a_sample_says_where_its_identifier_is(writing: Writing) -> None:
    for seed in range(20):
        sample = writing.sample(chance(seed))
        (plant,) = sample.plants
        assert sample.text[plant.start : plant.end] == plant.text
        assert plant.text not in repr(sample)
        assert sample.text == sample.text.strip()


def test_all_classes_but_pictures_have_writings_and_names_are_unique() -> None:
    assert {one.kind for one in WRITINGS} == set(Kind) - {Kind.PICTURE}
    assert Counter((one.kind, one.name) for one in WRITINGS).most_common(1)[0][1] == 1
    assert all(len(strong(kind)) >= 3 for kind in BARRED)
    assert all(one.strength is Strength.WEAK for one in WRITINGS if one.columns)


def test_planted_cells_take_all_writings_in_turn() -> None:
    cells = list(planted_cells(PROFILE, size=len(WRITINGS) * 2, seed=1))
    assert {(cell.sample.plants[0].kind, cell.sample.plants[0].writing) for cell in cells} == {
        (one.kind, one.name) for one in WRITINGS
    }
    assert cells == list(planted_cells(PROFILE, size=len(WRITINGS) * 2, seed=1))


def test_nothing_is_planted_where_the_column_asks_for_such() -> None:
    for cell in planted_cells(PROFILE, size=3000, seed=2):
        assert (cell.column, cell.sample.plants[0].writing, cell.sample.text) != (
            "HGNC_VERSION",
            "iso",
            cell.sample.plants[0].text,
        )


def test_clean_cells_have_nothing_planted() -> None:
    assert not any(cell.sample.plants for cell in lookalike_cells(PROFILE, size=200))
    cells = list(table_cells(PROFILE, rows=3))
    assert {cell.component for cell in cells} == set(PLAN.parts)
    assert not any(cell.sample.plants for cell in cells)
