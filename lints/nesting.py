"""No function is deep."""

import ast
from collections.abc import Iterator

from lints.source import Problem, Source, functions

REASON = "at the fourth level nobody remembers the first: return early, or name the inner part"
LIMIT = 3
_BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def problems(source: Source) -> Iterator[Problem]:
    """Yield the places where blocks are nested too deep."""
    if not source.is_python:
        return
    for function in functions(source):
        for node in _too_deep(function.body, 1):
            yield source.problem(node.lineno, f"{function.name} nests more than {LIMIT} levels here")


def _too_deep(nodes: list[ast.stmt], level: int) -> Iterator[ast.stmt]:
    for node in nodes:
        if isinstance(node, _SCOPES):
            continue
        if not isinstance(node, _BLOCKS):
            continue
        if level > LIMIT:
            yield node
            continue
        for body in _bodies(node):
            yield from _too_deep(body, level + 1)
        yield from _too_deep(_else_if(node), level)


def _bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        body = getattr(node, field, [])
        if not (field == "orelse" and _else_if(node)):
            yield body
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def _else_if(node: ast.stmt) -> list[ast.stmt]:
    """Return the `elif` of an `if`: it stands one level in the tree, but not on the page."""
    if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        return node.orelse
    return []
