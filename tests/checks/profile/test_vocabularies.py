"""Vocabularies: codes, labels, synonyms, and the codes that a name means."""

from pathlib import Path

import pytest

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.vocabularies import Vocabulary, read_vocabulary

FISHES = "code,label\nF:1,Cod\nF:2,Haddock\nF:3,\nF:4,cod\n"


def _read(folder: Path, fishes: str = FISHES, synonyms: str | None = None) -> Vocabulary:
    (folder / "fishes.csv").write_text(fishes, encoding="utf-8")
    if synonyms is not None:
        (folder / "fishes.synonyms.csv").write_text(synonyms, encoding="utf-8")
    return read_vocabulary(ProfileFolder.at(folder.parent), f"{folder.name}/fishes.csv")


def test_codes_labels_and_what_a_name_means(tmp_path: Path) -> None:
    fishes = _read(tmp_path, synonyms="code,synonym\nF:2,scrod\nF:1,scrod\nF:1,haddock\n")
    assert fishes.codes == ("F:1", "F:2", "F:3", "F:4")
    assert fishes.labels == {"F:1": "Cod", "F:2": "Haddock", "F:4": "cod"}
    assert fishes.codes_named(" COD ") == ("F:1", "F:4")
    assert fishes.codes_named("Haddock") == ("F:2",)
    assert fishes.codes_named("scrod") == ("F:2", "F:1")
    assert fishes.codes_named("F:1") == fishes.codes_named("") == fishes.codes_named("eel") == ()


def test_vocabulary_without_synonyms_has_none(tmp_path: Path) -> None:
    assert _read(tmp_path).synonyms == ()
    assert Vocabulary("made_up", (("a", "A"),)).codes_named("a") == ("a",)


@pytest.mark.parametrize(
    ("fishes", "said"),
    [
        ("code\nF:1\n", "line 1: the header is not 'code,label'. Make it the first line."),
        ("code,label\nF:1\n", "line 2: this is no code and label. Write CODE,LABEL or CODE,"),
        ("code,label\n,Cod\n", "line 2: this is no code and label. Write CODE,LABEL or CODE,"),
        ("code,label\nF:1,\nF:2,\nF:1,\n", "line 4: the code F:1 stands there twice. Remove one."),
        ("code,label\n", "line 1: the vocabulary is empty. Add its codes, one a line."),
    ],
)
def test_broken_vocabulary_is_refused_with_its_line(tmp_path: Path, fishes: str, said: str) -> None:
    with pytest.raises(ProfileInvalid) as caught:
        _read(tmp_path, fishes)
    assert str(caught.value).endswith(said)


@pytest.mark.parametrize(
    ("synonyms", "line"), [("code,label\n", 1), ("code,synonym\nF:9,scrod\n", 2), ("code,synonym\nF:1,a\nF:1,\n", 3)]
)
def test_broken_synonyms_are_refused_when_they_are_asked_for(tmp_path: Path, synonyms: str, line: int) -> None:
    fishes = _read(tmp_path, synonyms=synonyms)
    with pytest.raises(ProfileInvalid, match=f"fishes.synonyms.csv, line {line}: "):
        fishes.codes_named("eel")
