"""Nothing of one developer's machine is in the product."""

from collections.abc import Iterator

from lints.source import Problem, Source

REASON = "a path of one machine is wrong on every other"
# Taken apart, so that this module does not report itself.
WORDS = ("/work" + "/", "../" + "shared")


def problems(source: Source) -> Iterator[Problem]:
    """Yield the lines of the product that name such a path."""
    if not source.is_under("src", "frontend", "docs", "bench"):
        return
    for number, text in enumerate(source.text.splitlines(), 1):
        for word in WORDS:
            if word in text:
                yield source.problem(number, f"names {word}")
