"""The bar that detectors are held to: strong writings are found, clean tables are left alone."""

from functools import cache

import pytest

from tests.checks.synthesis.made import PROFILE
from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.synthesis.privacy.cells import lookalike_cells, planted_cells, table_cells
from theatrum.checks.synthesis.privacy.measuring import Alarms, measure_alarms, measure_recall
from theatrum.checks.synthesis.privacy.writings import BARRED, WRITINGS

JUDGE = Judge(PROFILE.privacy, b"k", PROFILE)
# Each writing so many times; figures on more of them are those of bench/bench_privacy.
PLANTED = len(WRITINGS) * 40


@cache
def recall() -> dict[Kind, tuple[int, int]]:
    found: dict[Kind, tuple[int, int]] = {}
    for (kind, _, strength), one in measure_recall(JUDGE, planted_cells(PROFILE, size=PLANTED, seed=7)).items():
        if strength is Strength.STRONG:
            planted, share = found.get(kind, (0, 0))
            found[kind] = (planted + one.planted, share + one.found)
    return found


@pytest.mark.parametrize("kind", BARRED)
def test_strong_writings_are_found(kind: Kind) -> None:
    planted, found = recall()[kind]
    assert planted >= 120
    assert found / planted >= 0.995


def stops(alarms: Alarms) -> float:
    """Return how many findings in 10,000 clean cells stop something."""
    return alarms.rate(Verdict.BLOCK, Verdict.HOLD)


def test_clean_tables_are_left_alone() -> None:
    alarms = measure_alarms(JUDGE, table_cells(PROFILE, rows=30, seed=7))
    assert alarms.looked_at > 10_000
    assert stops(alarms) <= 1


def test_what_is_written_like_an_identifier_and_is_none_stops_nothing() -> None:
    alarms = measure_alarms(JUDGE, lookalike_cells(PROFILE, size=4000, seed=7))
    assert stops(alarms) <= 1
