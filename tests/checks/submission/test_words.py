import string

from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.submission.words import key, runs, words

WORD = st.text(string.ascii_lowercase, min_size=1, max_size=8)
NUMBER = st.integers(0, 999)
SEPARATOR = st.sampled_from(["_", "-", " ", ".", "/", "__", " - "])


def test_case_digits_and_punctuation_part_words() -> None:
    assert words("BulkWESLevel1") == ("bulk", "wes", "level", "1")
    assert words("HTAN.Demographics-v1.0.0") == ("htan", "demographics", "v", "1", "0", "0")
    assert words("scRNA-seq/L_01", {"l": "level"}) == ("sc", "rna", "seq", "level", "1")


def test_a_short_form_is_one_before_a_number_only() -> None:
    assert key("L3", {"l": "level"}) == "level3"
    assert key("L_cells", {"l": "level"}) == "lcells"


@given(st.lists(WORD, min_size=1, max_size=5), NUMBER, SEPARATOR, SEPARATOR)
def test_spellings_of_one_name_have_one_key(parts: list[str], number: int, one: str, other: str) -> None:
    plain = key(one.join([*parts, str(number)]))
    assert key(other.join([*(part.upper() for part in parts), f"0{number}"])) == plain
    assert key("".join(part.capitalize() for part in parts) + str(number)) == plain


@given(st.text())
def test_a_key_is_its_own_key_but_for_joined_numbers(text: str) -> None:
    once = key(text)
    assert "_" not in once
    assert " " not in once
    assert key(text.strip()) == once
    assert "".join(words(text)) == once


@given(st.lists(WORD, max_size=6))
def test_runs_are_all_neighbours(parts: list[str]) -> None:
    found = list(runs(parts))
    assert len(found) == len(parts) * (len(parts) + 1) // 2
    assert all("".join(parts[first:end]) == run for first, end, run in found)
