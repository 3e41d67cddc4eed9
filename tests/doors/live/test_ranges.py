import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.doors.live.ranges import ByteRange, Unsatisfiable, parse_range


@given(content=st.binary(max_size=40), first=st.integers(0, 60), last=st.integers(0, 60))
def test_first_and_last_are_a_slice(content: bytes, first: int, last: int) -> None:
    text = f"bytes={first}-{last}"
    if last < first:
        assert parse_range(text, len(content)) is None
    elif first >= len(content):
        with pytest.raises(Unsatisfiable):
            parse_range(text, len(content))
    else:
        assert _taken(content, text) == content[first : last + 1]


@given(content=st.binary(min_size=1, max_size=40), first=st.integers(0, 39))
def test_open_range_runs_to_the_end(content: bytes, first: int) -> None:
    if first < len(content):
        assert _taken(content, f"bytes={first}-") == content[first:]
    else:
        with pytest.raises(Unsatisfiable):
            parse_range(f"bytes={first}-", len(content))


@given(content=st.binary(min_size=1, max_size=40), length=st.integers(1, 60))
def test_suffix_is_the_end(content: bytes, length: int) -> None:
    assert _taken(content, f"bytes=-{length}") == content[-length:]


@given(text=st.text(), size=st.integers(0, 10))
def test_any_text_is_a_range_within_the_bytes_or_none(text: str, size: int) -> None:
    for candidate in (text, f"bytes={text}"):
        try:
            found = parse_range(candidate, size)
        except Unsatisfiable:
            continue
        assert found is None or (found.start >= 0 and found.length >= 1 and found.start + found.length <= size)


@pytest.mark.parametrize(
    "text",
    ["", None, "bytes", "bytes=", "bytes=-", "bytes=1", "bytes=a-b", "bytes=0-1,3-4", "items=0-1", "bytes=--1",
     "bytes=\u0660-\u0661", "bytes=0-" + "9" * 5000, "bytes=" + "9" * 5000 + "-", "bytes=5-2", "bytes 0-1"],
)  # fmt: skip
def test_malformed_or_several_ranges_count_as_none(text: str | None) -> None:
    assert parse_range(text, 10) is None


def test_spaces_and_case_do_not_matter() -> None:
    assert parse_range("Bytes= 1-2 ", 10) == ByteRange(1, 2)


def test_empty_bytes_have_no_range() -> None:
    for text in ("bytes=0-", "bytes=0-0", "bytes=-0"):
        with pytest.raises(Unsatisfiable):
            parse_range(text, 0)
    assert parse_range("bytes=-5", 0) is None


def test_content_range_names_the_last_byte() -> None:
    assert ByteRange(start=2, length=3).content_range(10) == "bytes 2-4/10"


def _taken(content: bytes, text: str) -> bytes:
    found = parse_range(text, len(content))
    assert found is not None
    assert found.length == len(content[found.start : found.start + found.length])
    return content[found.start : found.start + found.length]
