"""Texts in CSV that spreadsheets take for formulas, what spreadsheets do to texts, headers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.consortium.exchange.columns import How, guess_columns
from theatrum.consortium.exchange.damage import Damage, damage
from theatrum.consortium.exchange.identity import mark, read_mark
from theatrum.consortium.exchange.neutral import as_meant, is_risky, neutral

TEXTS = st.text("'=+-@\t1.5aE", max_size=6)


@given(TEXTS)
def test_what_is_written_harmless_comes_back_as_it_was(text: str) -> None:
    written = neutral(text)
    assert as_meant(written) == text
    assert not is_risky(written) or written.startswith("'")


@pytest.mark.parametrize("text", ["=1+1", "@sum", "+49 (30) 1", "-", "-x", "\t=1"])
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+1.5", "-1e5", "5-4", "a=b", "'quoted'", ""])
def test_others_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("007", "7", Damage.ZEROS),
        ("00", "0", Damage.ZEROS),
        ("100000", "1E+05", Damage.POWER),
        ("1234567890123", "1.23457E+12", Damage.POWER),
        ("1234567890123456789", "1234567890123460000", Damage.DIGITS),
        ("5.0", "5", Damage.NUMBER),
        ("0.5", "0,5", Damage.NUMBER),
        ("MARCH1", "2026-03-01", Damage.DATE),
        ("SEPT2", "2-Sep", Damage.DATE),
        ("1/2", "2026-01-02T00:00:00", Damage.DATE),
        ("Ann", "Ann ", Damage.BLANKS),
        ("true", "TRUE", Damage.TRUTH),
    ],
)
def test_damage_is_known_by_what_it_was(before: str, after: str, kind: Damage) -> None:
    assert damage(before, after) is kind


@pytest.mark.parametrize(
    ("before", "after"),
    [("7", "8"), ("Ann ", "Ann"), ("MARCH1", "MARCH2"), ("2026", "2026-03-01"), (None, "1"), ("1", None), ("5", "50")],
)
def test_what_a_person_may_have_meant_is_no_damage(before: str | None, after: str | None) -> None:
    assert damage(before, after) is None


def test_marks_of_rows_cannot_be_made_up() -> None:
    text = mark(12, 57)
    assert read_mark(f" {text} ") == (12, 57)
    assert read_mark(text.replace("57", "58")) is None
    assert read_mark(None) is None


def test_headers_are_understood_by_name_spelling_title_and_memory_and_never_twice() -> None:
    guesses = guess_columns(
        ["AGE", "age in days", "Vital status", "pid", "notes", "Sex", "SEX", "Theatrum row"],
        ["AGE", "AGE_IN_DAYS", "VS", "PARTICIPANT", "SEX"],
        titles={"VS": "Vital Status"},
        remembered={"pid": "PARTICIPANT", "notes": ""},
        chosen={},
    )
    assert [(one.column, one.how) for one in guesses] == [
        ("AGE", How.EXACT),
        ("AGE_IN_DAYS", How.SPELLING),
        ("VS", How.TITLE),
        ("PARTICIPANT", How.REMEMBERED),
        (None, How.REMEMBERED),
        (None, How.UNKNOWN),
        ("SEX", How.EXACT),
        (None, How.MARK),
    ]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Participant ID", "HTAN_PARTICIPANT_ID"),
        ("ethinc group", "ETHNIC_GROUP"),
        # Other words are other things, and two columns are no guess.
        ("AGE_IN_YEARS_AT_DIAGNOSIS", None),
        ("Stage", None),
        ("tumor stage", None),
        ("Participant", None),
    ],
)
def test_what_alone_can_be_meant_is_a_guess(header: str, column: str | None) -> None:
    columns = ["HTAN_PARTICIPANT_ID", "ETHNIC_GROUP", "AGE_IN_DAYS_AT_DIAGNOSIS", "A_TUMOR_STAGE", "B_TUMOR_STAGE"]
    (guess,) = guess_columns([header], columns, titles={}, remembered={}, chosen={})
    assert (guess.column, guess.how) == (column, How.UNKNOWN if column is None else How.LIKELY)


def test_what_somebody_says_goes_before_all_else() -> None:
    guesses = guess_columns(
        ["AGE", "x"], ["AGE", "B"], titles={}, remembered={"x": "B"}, chosen={"AGE": None, "x": "AGE"}
    )
    assert [(one.column, one.how) for one in guesses] == [(None, How.CHOSEN), ("AGE", How.CHOSEN)]
