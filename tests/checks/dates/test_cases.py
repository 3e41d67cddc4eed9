"""The cases that Python and the page in the browser must decide alike; ``agree.mjs`` runs them in TypeScript."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from theatrum.checks.dates.converting import convert
from theatrum.checks.dates.guessing import guess
from theatrum.checks.dates.request import Indexed, Request
from theatrum.checks.dates.sheets import Sheet
from theatrum.checks.dates.writings import Day, Reading, holds_date, read_day

HERE = Path(__file__).parent
CASES: dict[str, Any] = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))


def reading_of(case: dict[str, Any]) -> Reading:
    return Reading(case.get("order"), case.get("pivot"), case.get("middle", False))


@pytest.mark.parametrize("case", CASES["writings"], ids=json.dumps)
def test_writing(case: dict[str, Any]) -> None:
    found = read_day(case["text"], reading_of(case))
    if "code" in case:
        assert found == case["code"]
    else:
        assert found == Day(date.fromisoformat(case["day"]), case.get("is_middle", False))


@pytest.mark.parametrize("case", CASES["dates_in"], ids=lambda case: case["text"])
@pytest.mark.requirement("R68")
def test_date_in_text(case: dict[str, Any]) -> None:
    assert holds_date(case["text"]) is case["holds"]


@pytest.mark.parametrize("case", CASES["guesses"], ids=lambda case: case["name"])
def test_guess(case: dict[str, Any]) -> None:
    assert guess(case["name"], CASES["targets"], CASES["prefix"]) == case["target"]


def request_of(asked: dict[str, Any]) -> Request:
    return Request(
        birth=asked.get("birth"),
        today=date.fromisoformat(CASES["today"]),
        person=asked.get("person"),
        death=asked.get("death"),
        mapped=asked.get("mapped", {}),
        index=asked.get("index"),
        index_age=asked.get("index_age"),
        indexed={name: Indexed(**one) for name, one in asked.get("indexed", {}).items()},
        kept=frozenset(asked.get("kept", [])),
        dropped=frozenset(asked.get("dropped", [])),
        reading=reading_of(asked),
        targets=tuple(CASES["targets"]),
        prefix=CASES["prefix"],
    )


def sheet_of(file: str, case: dict[str, Any]) -> Sheet:
    cells = {name: [row[place] for row in case["rows"]] for place, name in enumerate(case["header"])}
    return Sheet(file, None, cells)


@pytest.mark.parametrize("case", CASES["tables"], ids=lambda case: case["about"])
@pytest.mark.requirement("R67")
def test_table(case: dict[str, Any]) -> None:
    births = [sheet_of("births.csv", case["births"])] if "births" in case else []
    done = convert([sheet_of("clinic.csv", case)], request_of(case["request"]), births)

    found = [[group.finding.code, group.finding.column, list(group.rows)] for group in done.groups]
    assert sorted(found, key=str) == sorted(case["findings"], key=str)
    assert list(done.plans[0].dropped) == case["dropped"]
    if case["made"] is None:
        assert done.sheets == ()
        return
    (made,) = done.sheets
    assert list(made.columns) == case["made"]["header"]
    assert [list(row) for row in zip(*made.columns.values(), strict=True)] == case["made"]["rows"]
