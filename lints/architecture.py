"""ARCHITECTURE.md names every room."""

import re
from collections.abc import Iterator
from pathlib import Path

from lints.source import Problem

REASON = "a reader starts at ARCHITECTURE.md; a package that it does not name cannot be found"
PAGE = "ARCHITECTURE.md"
DEPTH = 3  # what lies deeper is found by looking into its room
_DJANGO = {"migrations", "templatetags"}


def tree_problems(root: Path) -> Iterator[Problem]:
    """Yield packages that the page does not name."""
    page = root / PAGE
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    for package in _packages(root):
        if not re.search(rf"(?<!\w){re.escape(package.name)}(?!\w)", text):
            yield Problem(PAGE, 1, f"does not name the package {package.as_posix()}")


def _packages(root: Path) -> Iterator[Path]:
    start = root / "src" / "theatrum"
    for init in sorted(start.rglob("__init__.py")):
        package = init.parent.relative_to(start)
        if 0 < len(package.parts) <= DEPTH and not _DJANGO & set(package.parts):
            yield package
