"""Two versions of a text: nothing is lost in what is told of them, and changes apart from each other go together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.repository.wiki import differences
from theatrum.repository.wiki.differences import Change, compare, merge

TEXTS = st.lists(st.sampled_from(["a", "b c", "b d", "", "x y z", "x y w"]), max_size=12).map("\n".join)


@settings(max_examples=100)
@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_from_the_lines(old: str, new: str) -> None:
    lines = list(differences._lines(old.split("\n"), new.split("\n")))
    for kept, text, side in ((Change.REMOVED, old, "old"), (Change.ADDED, new, "new")):
        told = [line for line in lines if line.change in {Change.SAME, kept}]
        assert "\n".join("".join(part.text for part in line.parts) for line in told) == text
        assert [getattr(line, side) for line in told] == list(range(1, len(told) + 1))


def test_words_and_what_is_left_out() -> None:
    text = "\n".join(f"line {number}" for number in range(30))
    lines = compare(text, text.replace("line 15", "line fifteen"))
    assert [line.count for line in lines if line.change is Change.SKIPPED] == [12, 11]
    removed = next(line for line in lines if line.change is Change.REMOVED)
    assert [(part.change, part.text) for part in removed.parts] == [(Change.SAME, "line "), (Change.REMOVED, "15")]
    assert compare("a\nb", "a\nb") == [differences.Line(Change.SKIPPED, (), count=2)]


def test_changes_are_put_together() -> None:
    base = "one\ntwo\nthree\nfour"
    assert merge(base, base.replace("one", "1"), base.replace("four", "4")) == "1\ntwo\nthree\n4"
    assert merge(base, base.replace("two", "2"), base.replace("two", "II")) is None
    assert merge(base, base.replace("two", "2"), base.replace("two", "2")) == base.replace("two", "2")
    assert merge(base, base, f"{base}\nfive") == f"{base}\nfive"


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_one_change_alone_is_taken(base: str, changed: str) -> None:
    assert merge(base, changed, base) == merge(base, base, changed) == merge(base, changed, changed) == changed


def test_long_texts_are_told_in_blocks() -> None:
    old, new = "a\n" * 20_000, "b\n" * 20_000
    assert len(compare(old, new)) > 0
    assert merge(old, new, old) is None
    assert compare("x" * 100_000, "y" * 100_000)[0].change is Change.REMOVED
