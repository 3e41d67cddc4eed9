"""No function is long."""

from collections.abc import Iterator

from lints.source import Problem, Source, functions

REASON = "a long function does several things: give each a name (aim at 15 lines)"
LIMIT = 60


def problems(source: Source) -> Iterator[Problem]:
    """Yield functions whose body, docstring included, is too long."""
    if not source.is_python or source.is_migration:
        return
    for function in functions(source):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length >= LIMIT:
            yield source.problem(function.lineno, f"{function.name} has {length} lines; the limit is {LIMIT}")
