"""What a rule is given, and what it answers with."""

import ast
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path

FOLDERS = ("src", "tests", "lints", "bench", "docs", "frontend/src")
SUFFIXES = {".py", ".ts", ".css", ".html"}
SKIPPED = {"__pycache__", "node_modules", "built"}


@dataclass(frozen=True)
class Problem:
    """One place that breaks a rule."""

    path: str
    line: int
    message: str


@dataclass(frozen=True)
class Source:
    """One file of the tree, by its path from the root."""

    root: Path
    path: Path

    @cached_property
    def text(self) -> str:
        """The file's content."""
        return (self.root / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module."""
        return ast.parse(self.text, filename=str(self.path))

    @cached_property
    def comments(self) -> dict[int, str]:
        """Each line's comment, without other code."""
        tokens = tokenize.generate_tokens(StringIO(self.text).readline)
        return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}

    @property
    def name(self) -> str:
        """The path as it is shown and compared: with slashes."""
        return self.path.as_posix()

    @property
    def is_python(self) -> bool:
        """Whether this is a Python module."""
        return self.path.suffix == ".py"

    @property
    def is_migration(self) -> bool:
        """Whether Django generated most of it."""
        return "migrations" in self.path.parts

    def is_under(self, *folders: str) -> bool:
        """Whether the file stands in one of the folders."""
        return self.name.startswith(tuple(f"{folder}/" for folder in folders))

    def problem(self, line: int, message: str) -> Problem:
        """Name a place in this file."""
        return Problem(self.name, line, message)


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a module."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def sources(root: Path) -> Iterator[Source]:
    """Yield every file that rules look at."""
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob("*")):
        relative = path.relative_to(root)
        if path.suffix in SUFFIXES and not SKIPPED & set(relative.parts) and path.is_file():
            yield Source(root, relative)
