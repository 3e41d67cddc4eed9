"""A package file says what the package is, and does nothing."""

import ast
from collections.abc import Iterator

from lints.source import Problem, Source

REASON = "code there runs on every import below it, and names re-exported there have two homes"


def problems(source: Source) -> Iterator[Problem]:
    """Yield statements other than the docstring."""
    if source.path.name != "__init__.py":
        return
    body = source.tree.body
    if ast.get_docstring(source.tree) is not None:
        body = body[1:]
    for statement in body:
        yield source.problem(statement.lineno, "code in __init__.py")
