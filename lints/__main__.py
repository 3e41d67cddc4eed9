"""Runs all rules over the tree: `python -m lints [ROOT]`; exit 1 when something was found."""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import lints
from lints.source import Problem, Source, sources


def rules() -> Iterator[ModuleType]:
    """Yield every module here that states a REASON: that is a rule."""
    for found in pkgutil.iter_modules(lints.__path__, "lints."):
        if found.name != "lints.__main__":
            module = importlib.import_module(found.name)
            if hasattr(module, "REASON"):
                yield module


def check(root: Path) -> list[tuple[ModuleType, Problem]]:
    """Return every problem in a tree, with the rule that it breaks."""
    files = list(sources(root))
    return [(rule, problem) for rule in rules() for problem in _run(rule, root, files)]


def _run(rule: ModuleType, root: Path, files: list[Source]) -> Iterator[Problem]:
    of_file: Callable[[Source], Iterator[Problem]] | None = getattr(rule, "problems", None)
    of_tree: Callable[[Path], Iterator[Problem]] | None = getattr(rule, "tree_problems", None)
    if of_file is not None:
        for source in files:
            yield from of_file(source)
    if of_tree is not None:
        yield from of_tree(root)


def main() -> int:
    """Print what was found, each rule's reason after its first problem."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    told: set[str] = set()
    found = check(root)
    for rule, problem in found:
        name = rule.__name__.removeprefix("lints.")
        print(f"{problem.path}:{problem.line}: {name}: {problem.message}")
        if name not in told:
            told.add(name)
            print(f"    why: {rule.REASON}")
    if found:
        print(f"{len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
