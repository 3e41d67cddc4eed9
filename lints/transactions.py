"""Transactions are opened at the door, by one function."""

import ast
from collections.abc import Iterator

from lints.source import Problem, Source

REASON = "an action that opens or commits a transaction cannot be part of a larger one: the door does, by writing()"
WAIVER = "# own transaction:"
_NAMES = {"atomic", "commit", "set_autocommit", "on_commit"}


def problems(source: Source) -> Iterator[Problem]:
    """Yield uses of Django's own means outside drivers; a multi-step job may say why with a waiver."""
    if not source.is_under("src") or source.is_under("src/theatrum/drivers") or not source.is_python:
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute | ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        name = node.attr if isinstance(node, ast.Attribute) else node.id
        if name in _NAMES and WAIVER not in source.comments.get(node.lineno, ""):
            yield source.problem(node.lineno, f"{name} outside theatrum.drivers")
