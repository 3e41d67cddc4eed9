"""Figures of detectors: what counts as found, and what as a false alarm."""

import pytest

from tests.checks.synthesis.made import PROFILE
from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.synthesis.privacy.cells import LabelledCell
from theatrum.checks.synthesis.privacy.measuring import measure_alarms, measure_recall
from theatrum.checks.synthesis.privacy.planted import Plant, Sample

JUDGE = Judge(PROFILE.privacy, b"k", PROFILE)
SSN = "219-09-9999"


def cell(text: str, kind: Kind | None = None, planted: str = SSN) -> LabelledCell:
    plants = (Plant(kind, "dashes", Strength.STRONG, text.index(planted), planted),) if kind else ()
    return LabelledCell("Demographics", "COMMENTS", Sample(text, plants))


def test_found_is_what_is_found_at_the_place_as_what_it_is() -> None:
    cells = [
        cell(f"SSN {SSN}", Kind.SSN),
        cell(f"SSN {SSN}", Kind.EMAIL),
        cell(f"SSN {SSN}, ask nobody", Kind.SSN, "ask nobody"),
        cell(f"SSN {SSN}", Kind.SSN, f"SSN {SSN}"),
    ]
    figures = {key[0]: one for key, one in measure_recall(JUDGE, cells).items()}
    assert (figures[Kind.SSN].planted, figures[Kind.SSN].found, figures[Kind.SSN].whole) == (3, 2, 1)
    assert figures[Kind.SSN].missed == [cells[2]]
    assert (figures[Kind.EMAIL].found, figures[Kind.EMAIL].seen) == (0, 1)
    assert figures[Kind.SSN].share == pytest.approx(2 / 3)


def test_alarms_are_counted_by_class_and_verdict() -> None:
    alarms = measure_alarms(JUDGE, [cell(f"SSN {SSN}"), cell("plain"), cell("plain"), cell("plain")])
    assert dict(alarms.counts) == {(Kind.SSN, Verdict.BLOCK): 1}
    assert (alarms.rate(), alarms.rate(Verdict.BLOCK), alarms.rate(Verdict.NOTE)) == (2500, 2500, 0)
    assert alarms.cells[0][0] == cell(f"SSN {SSN}")
