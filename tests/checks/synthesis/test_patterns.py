"""Texts made from patterns are accepted by them."""

from collections.abc import Iterator

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.synthesis.made import PLAN, chance
from theatrum.checks.model.walk import depth_first
from theatrum.checks.synthesis.patterns import sampler_of


def _patterns() -> Iterator[str]:
    for part in PLAN.parts.values():
        for inside in depth_first(part.schema.schema):
            pattern = inside.get("pattern")
            if isinstance(pattern, str):
                yield pattern


ALL = sorted(set(_patterns()))


@pytest.mark.parametrize("pattern", ALL)
def test_every_pattern_of_the_model_is_met(pattern: str) -> None:
    source = chance(1)
    judge = jsonschema_rs.Draft7Validator({"pattern": pattern})
    assert all(judge.is_valid(sampler_of(pattern)(source)) for _ in range(50))


@pytest.mark.parametrize(
    "pattern",
    [
        r"^a|b$",
        r"^[A-Z]{2,3}-\d+$",
        r"^(?:x|y){2}z?$",
        r"^[^0-9]+$",
        r"^\u0041\x42\n\t\\\.$",
        r"^a{3}b{2,}c*?$",
        r"^(?<name>k)$",
        r"^(?!x)(?<!y)(?<=^)z$",
        r"^[\]\-a]$",
        r"\bword\b",
        r"",
    ],
)
def test_grammar(pattern: str) -> None:
    source = chance(1)
    judge = jsonschema_rs.Draft7Validator({"pattern": pattern})
    assert all(judge.is_valid(sampler_of(pattern)(source)) for _ in range(50))


@given(st.text(alphabet=r"ab[]()|*+?{}\d^$.,-0123", max_size=12), st.integers())
def test_any_text_is_sampled_or_told_to_be_no_pattern(pattern: str, seed: int) -> None:
    told: str | None = None
    try:
        assert isinstance(sampler_of(pattern)(chance(seed)), str)
    except ValueError as error:
        told = str(error)
    assert told is None or "the pattern" in told


@pytest.mark.parametrize("pattern", ["(", "a)", "[a", "\\", "a{2", "a{x}", "a{9999}", "[^a-zA-Z0-9_-]"])
def test_broken_patterns_are_told(pattern: str) -> None:
    with pytest.raises(ValueError, match="the pattern"):
        sampler_of(pattern)
