"""A corpus of planted identifiers: every label is where it says, everything else is clean, and it is the same again."""

import csv
import io
import json
import tarfile
import zipfile
from collections import Counter
from functools import cache

import pytest

from tests.checks.synthesis.made import PROFILE
from theatrum.checks.privacy.hits import Kind
from theatrum.checks.synthesis.blueprint import CenterUnknown
from theatrum.checks.synthesis.privacy.cells import planted_cells
from theatrum.checks.synthesis.privacy.corpus import corpus
from theatrum.checks.synthesis.privacy.corpus_file import CorpusFile
from theatrum.checks.synthesis.privacy.labels import Label, labels_of, line_of, telling_texts
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source

SIZE = 300


@cache
def made() -> tuple[CorpusFile, ...]:
    return tuple(corpus(PROFILE, size=SIZE, seed=3))


def labels(where: str | None = None) -> list[Label]:
    return [label for file in made() for label in file.labels if where in {None, label.where}]


def test_every_class_is_planted_and_in_every_kind_of_place() -> None:
    assert {label.kind for label in labels()} == set(Kind)
    assert Counter(label.where for label in labels())["cell"] == SIZE
    assert {label.where for label in labels()} == {"cell", "column", "name", "header"}
    assert all(label.file == file.path for file in made() for label in file.labels)


def test_labels_of_cells_name_the_cell_and_the_stretch_in_it() -> None:
    for file in made():
        wanted = [label for label in file.labels if label.where in {"cell", "column"}]
        if not wanted:
            continue
        (table,) = read_tables(Source(file.path, content=file.content))
        for label in wanted:
            assert label.column in table.frame.columns
            assert label.sheet == table.sheet
            text = label.column if label.row is None else table.frame[label.column][label.row - 1]
            assert text[label.offset : label.offset + len(label.text)] == label.text


def test_labels_of_names_and_headers_are_true_of_the_bytes() -> None:
    for label in labels("name"):
        path = label.member.rpartition(".zip/")[2] if label.member else label.file
        assert path[label.offset : label.offset + len(label.text)] == label.text
    for file in made():
        for label in file.labels:
            if label.where == "header" and label.member is None and not file.path.endswith((".bam", "gz")):
                escaped = label.text.encode("ascii", "xmlcharrefreplace")
                spelt = (label.text.encode(), label.text.encode("latin-1", "replace"), escaped, as_json(label.text))
                assert any(text in file.content for text in spelt)


def as_json(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()


def test_members_of_archives_are_there() -> None:
    members = {
        file.path: names_in(file) for file in made() if file.path.endswith((".zip", ".tar", ".tar.gz")) and file.labels
    }
    assert len(members) == 3
    for label in labels():
        if label.member is not None:
            assert label.member.partition(".zip/")[2] or label.member in members[label.file]


def names_in(file: CorpusFile) -> list[str]:
    stream = io.BytesIO(file.content)
    if file.path.endswith(".zip"):
        return zipfile.ZipFile(stream).namelist()
    with tarfile.open(fileobj=stream) as archive:
        return archive.getnames()


def test_cells_that_are_not_planted_hold_no_planted_text() -> None:
    telling = telling_texts(labels())
    for file in made():
        if file.path.endswith(".csv") and any(label.where == "cell" for label in file.labels):
            planted = {(label.row, label.column) for label in file.labels}
            rows = csv.DictReader(io.StringIO(file.content.decode()))
            cells = ((number, name, text) for number, row in enumerate(rows, 1) for name, text in row.items())
            for number, name, text in cells:
                assert (number, name) in planted or not any(one in text for one in telling)


def test_clean_files_hold_no_planted_text() -> None:
    telling = [text.encode() for text in telling_texts(labels())]
    clean = [file for file in made() if not file.labels]
    assert len(clean) >= 10
    assert not any(text in file.content for file in clean for text in telling)


def test_truth_is_read_as_it_was_written_and_shows_no_text_by_itself() -> None:
    found = labels()
    assert labels_of(map(line_of, found)) == found
    assert not any(label.text in repr(label) for label in found if label.is_telling)


def test_telling_texts_stand_nowhere_by_chance() -> None:
    telling = telling_texts(labels())
    assert len(telling) > SIZE // 2
    assert all(len(text) >= 8 and not (text.isdecimal() and len(text) == 8) for text in telling)


def test_same_seed_gives_the_same_bytes_and_another_others() -> None:
    assert tuple(corpus(PROFILE, size=SIZE, seed=3)) == made()
    other = {cell.sample.plants[0].text for cell in planted_cells(PROFILE, size=SIZE, seed=4)}
    assert not other & telling_texts(labels())


def test_center_must_be_known() -> None:
    with pytest.raises(CenterUnknown):
        next(corpus(PROFILE, size=1, center="HTA999"))
