import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.formats.archives.packing import gzipped, tarred
from theatrum.checks.findings import Verdict
from theatrum.checks.formats.bytes import MEBIBYTE, Budget, Held
from theatrum.checks.formats.inspecting import Inspection, inspect_file, judge_inspection
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile


def looked(content: bytes, name: str = "a.txt", *, is_full: bool = False) -> Inspection:
    return inspect_file(Held(content), Asked(name, is_full=is_full, reads_texts=True))


def texts(content: bytes) -> list[tuple[str, str, str]]:
    return [(text.place, text.name, text.text) for text in looked(content).texts]


def test_json_by_its_keys() -> None:
    inspection = looked(
        json.dumps({"run": {"comment": "plain", "operator": "J. Roe", "list": ["a b", 5, True]}}).encode()
    )
    assert [(text.place, text.name, text.text) for text in inspection.texts] == [
        ("run/comment", "comment", "plain"),
        ("run/list", "list", "a b"),
        ("run/list", "list", "5"),
    ]
    assert [(one.kind.value, one.place) for one in inspection.forbidden] == [("name", "run/operator")]


def test_xml_by_its_elements() -> None:
    found = looked(b'<run><step who="me">done by her</step></run>')
    assert {text.text for text in found.texts} == {"me", "done by her"}


def test_a_table_by_its_columns() -> None:
    found = texts(b"cell,comment,score,born\n1,seen,0.5,1970\n2,seen,0.6,1971\n3,seen at noon,0.7,1970\n")
    assert found == [
        ("header, column 1", "header", "cell"),
        ("header, column 2", "header", "comment"),
        ("header, column 3", "header", "score"),
        ("header, column 4", "header", "born"),
        ("row 1, comment", "comment", "seen"),
        ("row 1, born", "born", "1970"),
        ("row 2, born", "born", "1971"),
        ("row 3, comment", "comment", "seen at noon"),
    ]


def test_any_other_text_in_pieces() -> None:
    content = ("word " * 3000).encode()
    found = texts(content)
    assert len(found) > 5
    assert sum(len(text) for _, _, text in found) >= 5 * 3000 - 10


def test_a_long_text_is_read_at_its_beginning() -> None:
    content = b"x,y\n" + b"1,2\n" * 1_000_000
    budget = Budget()
    inspection = inspect_file(Held(content), Asked("a.csv", reads_texts=True), budget=budget)
    assert inspection.read < MEBIBYTE
    assert not inspection.was_full
    assert looked(b"x,y\n1,2\n", is_full=True).was_full


@pytest.mark.requirement("R104")
def test_texts_in_a_bundle_are_judged(profile: Profile, judge: Judge) -> None:
    run = json.dumps({"experiment": "plain", "run_start_time": "2021-03-04T10:00:00Z", "notes": "call 415-555-2671"})
    data = gzipped(tarred({"outs/run.json": run.encode(), "outs/plain.csv": b"a,b\n1,2\n"}))
    asked = Asked("bundle.tar.gz", "SpatialLevel3")
    findings = judge_inspection(inspect_file(Held(data), asked), judge, asked, profile)
    found = {(one.code, one.place) for one in findings if one.verdict in {Verdict.BLOCK, Verdict.HOLD}}
    assert ("privacy.date", "member 1 (outs/run.json): run_start_time") in found
    assert ("privacy.phone", "member 1 (outs/run.json): notes") in found


@given(st.one_of(st.text(), st.text('{}[]",:1a<>/&; \t\n'), st.just("[" * 100_000)))
def test_any_text_is_read(text: str) -> None:
    inspection = looked(text.encode("utf-8", "replace"))
    assert inspection.noted == ()
