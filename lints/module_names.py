"""No module is a drawer for odds and ends."""

from collections.abc import Iterator

from lints.source import Problem, Source

REASON = "such a name says nothing, so everything ends up there: name the module after what it holds"
# Django looks for a database engine in a module of this name.
DEMANDED = {"drivers/db/sqlite/base.py"}
BANNED = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "base", "data"}


def problems(source: Source) -> Iterator[Problem]:
    """Yield modules and packages with such a name."""
    if not source.is_python or source.path.as_posix().endswith(tuple(DEMANDED)):
        return
    for part in {*source.path.parent.parts, source.path.stem} & BANNED:
        yield source.problem(1, f"a module or package is called {part}")
