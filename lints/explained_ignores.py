"""Every exception from a rule says why."""

import re
from collections.abc import Iterator
from pathlib import Path

from lints.source import Problem, Source

REASON = "an unexplained exception is copied for ever: write `# noqa: CODE  # why`, and a comment beside each ignore"
_WAIVERS = (
    (re.compile(r"#\s*noqa\b"), re.compile(r"#\s*noqa: [A-Z0-9, ]+\s+# \S")),
    (re.compile(r"#\s*type: ignore\b"), re.compile(r"#\s*type: ignore\[[\w\-, ]+\]\s+# \S")),
)
_CODE = re.compile(r'^\s*"[A-Z]+[0-9]*",?\s*(?P<comment>#.*)?$')
_START = re.compile(r"^(ignore = \[|\[tool\.ruff\.lint\.per-file-ignores\])$")


def problems(source: Source) -> Iterator[Problem]:
    """Yield waivers in a module that give no reason."""
    if not source.is_python:
        return
    for line, comment in source.comments.items():
        for waiver, explained in _WAIVERS:
            if waiver.match(comment) and not explained.match(comment):
                yield source.problem(line, f"{comment} does not say why")


def tree_problems(root: Path) -> Iterator[Problem]:
    """Yield ignored rules in pyproject.toml that have no comment."""
    is_inside = False
    for number, text in enumerate((root / "pyproject.toml").read_text(encoding="utf-8").splitlines(), 1):
        if text.startswith("["):
            is_inside = False
        if _START.match(text):
            is_inside = True
        found = _CODE.match(text)
        if is_inside and found and not found["comment"]:
            yield Problem("pyproject.toml", number, f"{text.strip()} is ignored without a reason")
