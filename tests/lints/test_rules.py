"""Every rule of ours finds a violation that was planted, and leaves its lawful neighbour alone."""

import textwrap
from pathlib import Path

import pytest

from lints.__main__ import check, rules
from lints.requirements_report import named, ranges

FUNCTION_OF_60 = "def long() -> None:\n" + "    pass\n" * 59
FUNCTION_OF_59 = "def long() -> None:\n" + "    pass\n" * 58
DEEP = """
def deep(rows):
    for row in rows:
        if row:
            while row:
                {inner}
"""
ELSE_IF = """
def flat(a):
    if a == 1:
        pass
    elif a == 2:
        pass
    elif a == 3:
        pass
    elif a == 4:
        pass
"""

PLANTED = [
    ("file_length", "src/theatrum/kernel/x.py", "x = 1\n" * 500),
    ("file_length", "src/theatrum/doors/web/static/x.css", "\n" * 500),
    ("function_length", "src/theatrum/kernel/x.py", FUNCTION_OF_60),
    ("nesting", "src/theatrum/kernel/x.py", DEEP.format(inner="if row: pass")),
    ("nesting", "src/theatrum/kernel/x.py", DEEP.format(inner="with row: pass")),
    ("positional_parameters", "src/theatrum/kernel/x.py", "def f(a, b, c, d, e): pass"),
    ("module_names", "src/theatrum/kernel/utils.py", ""),
    ("module_names", "src/theatrum/helpers/x.py", ""),
    ("package_init", "src/theatrum/kernel/__init__.py", '"""Doc."""\nfrom x import y\n'),
    (
        "transactions",
        "src/theatrum/repository/x.py",
        "from django.db import transaction\n@transaction.atomic\ndef f(): ...",
    ),
    ("transactions", "src/theatrum/doors/x.py", "connection.commit()"),
    ("environment", "src/theatrum/drivers/x.py", "import os\nx = os.environ['A']"),
    ("environment", "src/theatrum/drivers/x.py", "from os import getenv"),
    ("inner_imports", "src/theatrum/kernel/x.py", "def f():\n    import json\n"),
    ("inner_imports", "src/theatrum/kernel/x.py", "def f():\n    import json  # circular import\n"),
    ("explained_ignores", "src/theatrum/kernel/x.py", "x = 1  # noqa" + ": S101\n"),
    ("explained_ignores", "src/theatrum/kernel/x.py", "x = 1  # type: " + "ignore[misc]\n"),
    ("explained_ignores", "src/theatrum/kernel/x.py", "x = 1  # type: " + "ignore\n"),
    ("local_words", "src/theatrum/kernel/x.py", "x = '/work" + "/main'"),
    ("local_words", "src/theatrum/kernel/x.py", "x = '../" + "shared'"),
    ("honest_tests", "tests/kernel/test_x.py", "from unittest import mock\n"),
    ("honest_tests", "tests/kernel/test_x.py", "import time\ntime.sleep(1)\n"),
    ("architecture", "src/theatrum/newroom/__init__.py", ""),
]

LAWFUL = [
    ("tests/kernel/test_x.py", "time.sleep(0.01)  # poll: until the process has written its port\n"),
    ("src/theatrum/kernel/x.py", "x = 1\n" * 499),
    ("src/theatrum/audit/migrations/0001_initial.py", "x = 1\n" * 500),
    ("src/theatrum/kernel/x.py", FUNCTION_OF_59),
    ("src/theatrum/kernel/x.py", DEEP.format(inner="pass")),
    ("src/theatrum/kernel/x.py", ELSE_IF),
    ("src/theatrum/kernel/x.py", "def f(self, a, b, c, d, *, e, f): pass"),
    ("src/theatrum/kernel/__init__.py", '"""Doc."""\n'),
    ("src/theatrum/drivers/x.py", "with transaction.atomic(): pass"),
    ("src/theatrum/repository/x.py", "with transaction.atomic(): pass  # own transaction: one a step"),
    ("src/theatrum/repository/x.py", "class M:\n    atomic = False"),
    ("src/theatrum/wiring/x.py", "import os\nx = os.environ"),
    ("src/theatrum/kernel/x.py", "def f():\n    import json  # slow import\n"),
    ("src/theatrum/kernel/x.py", "x = 1  # noqa" + ": S101  # a constant\n"),
    ("src/theatrum/kernel/x.py", "x = 1  # type: " + "ignore[misc]  # no types there\n"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small lawful tree."""
    (tmp_path / "pyproject.toml").write_text('[tool.ruff.lint]\nignore = [\n    "D1", # why\n]\n')
    (tmp_path / "ARCHITECTURE.md").write_text("`kernel`, `drivers`")
    return tmp_path


def _plant(tree: Path, path: str, text: str) -> set[str]:
    (tree / path).parent.mkdir(parents=True)
    (tree / path).write_text(textwrap.dedent(text))
    return {rule.__name__.removeprefix("lints.") for rule, _ in check(tree)}


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_rule_finds_planted_violation(tree: Path, rule: str, path: str, text: str) -> None:
    assert _plant(tree, path, text) == {rule}


@pytest.mark.parametrize(("path", "text"), LAWFUL)
def test_rules_leave_lawful_code_alone(tree: Path, path: str, text: str) -> None:
    assert _plant(tree, path, text) == set()


def test_ignored_rule_without_a_comment_is_found(tree: Path) -> None:
    (tree / "pyproject.toml").write_text('[tool.ruff.lint.per-file-ignores]\n"tests/**" = [\n    "S101",\n]\n')

    assert [rule.__name__ for rule, _ in check(tree)] == ["lints.explained_ignores"]


def test_every_rule_has_a_planted_violation() -> None:
    assert {rule.__name__.removeprefix("lints.") for rule in rules()} == {rule for rule, _, _ in PLANTED}


def test_requirements_are_read_from_the_marks_of_tests(tree: Path) -> None:
    _plant(tree, "tests/kernel/test_x.py", "@pytest.mark.requirement('R24', 'R25')\ndef test_x(): ...\n")

    assert named(tree) == {"R24", "R25"}


def test_ranges_are_written_shortly() -> None:
    assert ranges([1, 2, 3, 7, 9, 10]) == "R1-R3, R7, R9-R10"
