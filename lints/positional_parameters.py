"""No call is a row of unnamed values."""

import ast
from collections.abc import Iterator

from lints.source import Problem, Source, functions

REASON = "a reader of the call cannot tell the fifth value from the fourth: take them by keyword, after `*`"
LIMIT = 4


def problems(source: Source) -> Iterator[Problem]:
    """Yield public functions that take many values by position; decorated ones are called by a framework."""
    if not source.is_under("src") or not source.is_python:
        return
    for function in functions(source):
        if function.name.startswith("_") or function.decorator_list:
            continue
        count = _positional(function.args)
        if count > LIMIT:
            yield source.problem(function.lineno, f"{function.name} takes {count} values by position")


def _positional(arguments: ast.arguments) -> int:
    named = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    return len([name for name in named if name not in {"self", "cls"}])
