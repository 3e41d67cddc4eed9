"""No file is long."""

from collections.abc import Iterator

from lints.source import Problem, Source

REASON = "a file that nobody can read in one go holds two things: split it along them (aim at 150 lines)"
LIMIT = 500


def problems(source: Source) -> Iterator[Problem]:
    """Yield a file that is too long; generated migrations may be."""
    length = source.text.count("\n")
    if length >= LIMIT and not source.is_migration:
        yield source.problem(1, f"{length} lines; the limit is {LIMIT}")
