"""What the grid's panels do with texts, run by Node as the browser has it: lists as the server reads them, searches."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hatch_build import FRONTEND, _node, _node_root
from theatrum.checks.columns.lists import join_list, split_list

PANELS = FRONTEND / "src" / "grid" / "panels"
_PROGRAM = """
import {{ createInterface }} from "node:readline";
import * as part from "{path}";
const jobs = {{ {jobs} }};
for await (const line of createInterface({{ input: process.stdin }})) {{
  const [name, ...given] = JSON.parse(line);
  console.log(JSON.stringify(jobs[name](...given)));
}}
"""
JOBS = {
    "items": "split: (text, whole) => part.split(text, new Set(whole)), join: part.join",
    "replacing": "replaced: part.replaced",
    "searching": """ranked: (values, typed) =>
        part.ranked(values.map((value) => ({ value, label: value, note: "" })), typed, 50).map((one) => one.value),
      recentFirst: (recent, found, typed) => {
        const options = (values) => values.map((value) => ({ value, label: "", note: "" }));
        return part.recentFirst(options(recent), options(found), typed).map((one) => one.value);
      }""",
}

Call = Callable[..., Any]


def run_node(module: str) -> tuple["subprocess.Popen[str]", Call]:
    """Start Node with one module of the panels; what it is called with goes through a line of JSON each way."""
    program = _PROGRAM.format(path=(PANELS / f"{module}.ts").as_uri(), jobs=JOBS[module])
    process = subprocess.Popen(
        [str(_node()), "--input-type=module", "--no-warnings", "-e", program],
        cwd=_node_root(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )

    def call(name: str, *given: object) -> Any:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([name, *given]) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    return process, call


@pytest.fixture(scope="module")
def items() -> Any:
    process, call = run_node("items")
    with process:
        yield call
        process.terminate()


_ITEM = st.text(st.sampled_from(list('ab ,;"[]{}1')), max_size=8)


@given(text=st.text(st.sampled_from(list('ab ,;"[]1')), max_size=16), whole=st.sets(st.sampled_from(["a, b", "a; b"])))
@settings(max_examples=200, deadline=None)
def test_a_cell_is_taken_apart_as_the_server_does(items: Call, text: str, whole: set[str]) -> None:
    expected = [
        one if isinstance(one, str) else json.dumps(one, separators=(",", ":")) for one in split_list(text, whole)
    ]
    assert items("split", text, sorted(whole)) == expected


@given(values=st.lists(_ITEM.map(str.strip).filter(bool), max_size=4))
@settings(max_examples=100, deadline=None)
def test_a_cell_is_put_together_as_the_server_does(items: Call, values: list[str]) -> None:
    assert items("join", values) == join_list(values)


def test_a_text_is_replaced_as_it_stands() -> None:
    any_place: dict[str, object] = {"text": "note", "isCase": False, "isWhole": False}
    process, call = run_node("replacing")
    with process:
        assert call("replaced", "Note 1, note 2", any_place, "Remark") == "Remark 1, Remark 2"
        assert call("replaced", "Note 1, note 2", any_place | {"isCase": True}, "Remark") == "Note 1, Remark 2"
        assert call("replaced", "Note", any_place | {"isWhole": True}, "") == ""
        assert call("replaced", "Note 1", any_place | {"isWhole": True}, "x") is None
        assert call("replaced", "a.b$1", any_place | {"text": "."}, "$&") == "a$&b$1"
        assert call("replaced", "abc", any_place | {"text": ""}, "x") is None
        process.terminate()


def test_the_best_value_comes_first() -> None:
    process, call = run_node("searching")
    values = ["Female", "Male", "Not Reported", "Ménière disease", "Adenocarcinoma, NOS", "Carcinoma, NOS"]
    with process:
        assert call("ranked", values, "ma")[:2] == ["Male", "Female"]
        assert call("ranked", values, "male") == ["Male", "Female"]
        assert call("ranked", values, "meni") == ["Ménière disease"]
        assert call("ranked", values, "nos carc") == ["Carcinoma, NOS", "Adenocarcinoma, NOS"]
        assert call("ranked", values, "xyz") == []
        assert call("ranked", values, "") == values
        assert call("recentFirst", ["Male"], ["Female", "Male"], "") == ["Male", "Female"]
        assert call("recentFirst", ["Male"], ["Female"], "fem") == ["Female"]
        process.terminate()
