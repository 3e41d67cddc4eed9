"""The environment is read in one place."""

import ast
from collections.abc import Iterator

from lints.source import Problem, Source

REASON = "a setting read anywhere else is in no list, has no type, and cannot be tested: add it to kernel.settings"
_NAMES = {"environ", "environb", "getenv"}


def problems(source: Source) -> Iterator[Problem]:
    """Yield reads of the environment outside wiring."""
    if not source.is_under("src") or source.is_under("src/theatrum/wiring") or not source.is_python:
        return
    for node in ast.walk(source.tree):
        for name in _read_names(node):
            yield source.problem(getattr(node, "lineno", 1), f"os.{name} outside theatrum.wiring")


def _read_names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Attribute) and _is_os(node.value):
        return {node.attr} & _NAMES
    if isinstance(node, ast.ImportFrom) and node.module == "os":
        return {alias.name for alias in node.names} & _NAMES
    return set()


def _is_os(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "os"
