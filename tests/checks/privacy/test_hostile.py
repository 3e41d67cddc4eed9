"""Hostile texts: no exception, time in proportion to length, and nothing of a match where it does not belong."""

import logging
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.privacy.work import Work, longest_match
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detecting import detect, detect_all
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.hits import Hit, Kind, Where
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.privacy.writing import LONGEST, Writing
from theatrum.checks.profile.privacy_shapes import PrivacyPolicy

JUDGE = Judge(PrivacyPolicy(), b"key")
LONG = 30_000
WIDEST = 170
FRAGMENTS = [fragment for writing in WRITINGS for fragment in writing.examples]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=5)), max_size=8).map(" ".join),
    st.lists(st.sampled_from("019aA@.-/: +(_\\\u00e9\ud800\n"), max_size=80).map("".join),
)
CONTEXTS = st.builds(
    Context,
    where=st.sampled_from(Where),
    name=st.sampled_from([None, "DATE_OF_BIRTH", "phone", "Patient Name", "age", "SSN", "address", "x"]),
)
# What makes the engine go back: every part of a writing again and again, and no end to it.
REPEATED = ["1", "a", "A", "A ", "1-", "1 ", "1.", "1:", "a@", "a.", "+1", "(1) ", "f:", "a/", "1A", "A1-", "Ab ", "é"]


def _inside(hits: list[Hit], text: str) -> bool:
    return all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@given(TEXTS, CONTEXTS)
@settings(max_examples=60)
def test_any_text_has_hits_inside_of_it_that_do_not_overlap(text: str, context: Context) -> None:
    hits = list(detect(text, context))
    assert _inside(hits, text)
    parts = [hit for hit in hits if hit.kind is not Kind.FREE_TEXT]
    assert all(first.end <= second.start for first, second in pairwise(parts))


@given(st.lists(TEXTS, max_size=5), CONTEXTS)
@settings(max_examples=10)
def test_polars_and_python_say_the_same(texts: list[str], context: Context) -> None:
    many = [*texts, *["x"] * 400]
    assert [list(hits) for hits in detect_all(many, context)[: len(texts)]] == [
        list(detect(text, context)) for text in texts
    ]


@given(st.sampled_from([one for one in WRITINGS if not one.needs and not one.where]), st.integers(0, 5_000))
@settings(max_examples=10)
def test_long_texts_are_read_to_their_end(writing: Writing, place: int) -> None:
    text = "\n".join(["nothing here"] * (place // 13)) + "\n" + writing.examples[0] + "\n" + "no more\n" * 300
    begin = len(text) - len(writing.examples[0]) - 1 - len("no more\n" * 300)
    alone = [(hit.kind, hit.start + begin) for hit in detect(writing.examples[0], Context())]
    found = {(hit.kind, hit.start) for hit in detect(text, Context())}
    assert found.issuperset(one for one in alone if one[0] is not Kind.FREE_TEXT)


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda one: f"{one.kind}-{one.name}")
def test_work_grows_with_length_alone(writing: Writing) -> None:
    pattern, flags = writing.compiled.pattern, writing.compiled.flags
    begun = [example[:end] for example in writing.examples[:1] for end in (len(example) // 2, len(example) - 1)]
    for part in dict.fromkeys([*REPEATED, *begun]):
        work, short = Work(pattern, flags), part * (60 // max(1, len(part)) + 1)
        once, twice = work.find_all(short), work.find_all(short * 2)
        # A match reaches over several repeats, so the first stretch costs less than the next.
        assert twice <= 3 * once + 50_000
        assert twice <= 4_000 * len(short) * 2


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda one: f"{one.kind}-{one.name}")
def test_no_match_is_longer_than_a_stretch_reaches(writing: Writing) -> None:
    assert longest_match(writing.compiled.pattern, writing.compiled.flags) <= LONGEST


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda one: f"{one.kind}-{one.name}")
def test_sieves_are_small(writing: Writing) -> None:
    """Long counted repeats in one of them, and polars gives up its fast engine for all of them, a hundredfold."""
    assert longest_match(writing.quick or writing.pattern, 0) <= WIDEST


@pytest.mark.parametrize("part", ["1-", "a@", "A b", "<a/>", "Dr. ", "\\", "é", "\x00", "2020-"])
def test_a_long_hostile_text_is_read(part: str) -> None:
    text = part * (LONG // len(part))
    assert _inside(list(detect(text, Context(Where.HEADER))), text)


@given(st.sampled_from(WRITINGS))
def test_nothing_of_a_match_is_told(writing: Writing) -> None:
    context = Context(next(iter(sorted(writing.where)), Where.CELL), writing.named)
    text = writing.examples[0]
    for finding in JUDGE.text(text, context):
        assert finding.match is not None
        secret = text[finding.match.offset : finding.match.offset + finding.match.length]
        assert finding.value is None
        assert secret not in repr(finding)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        JUDGE.text("Jane Smith, jane@example.org, +44 20 7946 0958", Context())
    assert "example.org" not in caplog.text
    assert "7946" not in caplog.text


def test_a_judge_hides_its_key() -> None:
    assert "key" not in repr(JUDGE).replace("key=", "")
