"""Tests run the real thing, and wait for what happens rather than for time."""

import ast
from collections.abc import Iterator

from lints.source import Problem, Source

REASON = "a mock of our own code proves the mock; a sleep is too long on one machine and too short on another"
_BANNED = {"unittest.mock", "mock", "pytest_mock"}


def problems(source: Source) -> Iterator[Problem]:
    """Yield mocks and sleeps in tests; a fake driver that passes the driver's contract is no mock."""
    if not source.is_under("tests") or not source.is_python:
        return
    for node in ast.walk(source.tree):
        for name in _imported(node) & _BANNED:
            yield source.problem(getattr(node, "lineno", 1), f"imports {name}")
        if isinstance(node, ast.Call) and _called(node) == "sleep" and not _is_a_poll(source, node):
            yield source.problem(node.lineno, "sleeps")


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_a_poll(source: Source, node: ast.Call) -> bool:
    """Whether the line says that it looks again for something: `# poll: ...`."""
    return source.comments.get(node.lineno, "").startswith("# poll:")
