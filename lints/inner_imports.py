"""Imports stand at the top of a module."""

import ast
from collections.abc import Iterator

from lints.source import Problem, Source, functions

REASON = "an import inside a function hides what a module needs; a circle of imports is a fault of the rooms"
ALLOWED = ("# slow import", "# optional dependency", "# app ready")


def problems(source: Source) -> Iterator[Problem]:
    """Yield imports inside functions that give none of the allowed reasons."""
    if not source.is_python:
        return
    lines = {
        node.lineno
        for function in functions(source)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    for line in sorted(lines):
        if not source.comments.get(line, "").startswith(ALLOWED):
            yield source.problem(line, f"an import inside a function without one of: {', '.join(ALLOWED)}")
