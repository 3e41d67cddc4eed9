"""Every writing finds its examples and leaves its counterexamples alone; the sieve of polars agrees."""

import polars as pl
import pytest

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detecting import detect, detect_all, writings_for
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.sieves import joined
from theatrum.checks.privacy.writing import Writing

EXAMPLES = [(writing, text) for writing in WRITINGS for text in writing.examples]
COUNTEREXAMPLES = [(writing, text) for writing in WRITINGS for text in writing.counterexamples]


def _context(writing: Writing) -> Context:
    where = next(iter(sorted(writing.where)), Context().where)
    return Context(where, writing.named)


@pytest.mark.parametrize(("writing", "text"), EXAMPLES)
def test_example(writing: Writing, text: str) -> None:
    hits = detect(text, _context(writing))
    assert (writing.kind, writing.name) in {(hit.kind, hit.writing) for hit in hits}
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@pytest.mark.parametrize(("writing", "text"), COUNTEREXAMPLES)
def test_counterexample(writing: Writing, text: str) -> None:
    assert writing.kind not in {hit.kind for hit in detect(text, _context(writing)) if hit.writing == writing.name}


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda one: f"{one.kind}-{one.name}")
def test_sieve_lets_every_example_through(writing: Writing) -> None:
    assert pl.Series(writing.examples).str.contains(joined(writings_for(_context(writing)))).all()


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda one: f"{one.kind}-{one.name}")
def test_many_texts_are_read_as_each_alone(writing: Writing) -> None:
    context, texts = _context(writing), [*writing.examples, *writing.counterexamples]
    assert [list(hits) for hits in detect_all(texts, context)] == [list(detect(text, context)) for text in texts]


@pytest.mark.parametrize("writing", [one for one in WRITINGS if not one.is_of_words])
def test_what_is_not_of_words_has_a_digit(writing: Writing) -> None:
    assert all(any(sign.isdigit() for sign in text) for text in writing.examples)


def test_names_are_unique() -> None:
    names = [(writing.kind, writing.name) for writing in WRITINGS]
    assert len(names) == len(set(names))
