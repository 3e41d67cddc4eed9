"""YAML of profiles: what the fast reader and the exact one make of it is the same."""

from importlib.resources import files
from pathlib import Path

import pytest

from theatrum.checks.profile import documents
from theatrum.checks.profile.documents import read_document
from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder

PACKAGED = Path(str(files("theatrum").joinpath("profiles")))
ANSWERS = """\
texts: [Yes, No, On, 2020-01-01, 1e3, 0x1F, 01, .5, '5', "true", 12:30]
numbers: [5, -5, 0, 0.5, -12.25]
others: [true, false, null, ~, ]
long: >
  one
  two
? plain
: value
"""


@pytest.mark.parametrize(
    "path",
    sorted(PACKAGED.glob("*/[!s]*.yaml")) + sorted(PACKAGED.glob("*/model/**/*.yaml")),
    ids=lambda path: path.name,
)
def test_both_readers_agree_on_every_packaged_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ProfileFolder.at(path.parent)
    fast = read_document(folder, path.name)
    monkeypatch.setattr(documents, "_FastLoader", None)
    assert fast == read_document(folder, path.name)


def test_both_readers_know_the_same_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(ANSWERS, encoding="utf-8")
    folder = ProfileFolder.at(tmp_path)
    fast = read_document(folder, "a.yaml")
    monkeypatch.setattr(documents, "_FastLoader", None)
    slow = read_document(folder, "a.yaml")
    assert (fast.content, fast.lines) == (slow.content, slow.lines)
    assert isinstance(fast.content, dict)
    assert fast.content["texts"] == [
        *("Yes", "No", "On", "2020-01-01", "1e3", "0x1F", "01", ".5", "5", "true", "12:30"),
    ]
    assert fast.content["others"] == [True, False, None, None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &one [1]\nb: *one\n", "line 2: this is no YAML: aliases are not allowed"),
        ("a: &one [*one]\n", "line 1: this is no YAML: aliases are not allowed"),
        ("a: 1\nb: 2\na: 3\n", "line 3, key a: the key stands there twice"),
        ("a: !!python/name:os.system 1\n", "line 1: the tag"),
        ("a: [1\nb: 2\n", "this is no YAML"),
        ("", "line 1: the file is empty"),
        ("# nothing\n", "line 1: the file is empty"),
    ],
)
def test_what_is_refused_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileInvalid) as caught:
        read_document(ProfileFolder.at(tmp_path), "a.yaml")
    assert said in str(caught.value)


def test_a_star_in_a_text_is_no_alias(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 'x*'\nb: '*.csv'\n", encoding="utf-8")
    assert read_document(ProfileFolder.at(tmp_path), "a.yaml").content == {"a": "x*", "b": "*.csv"}
