"""The strong writings as data: what a page reads with finds and leaves alone the same."""

import json

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
