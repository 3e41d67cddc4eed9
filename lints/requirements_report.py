"""Lists the requirements that no test names yet: a report, never a failure.

A test names them with `@pytest.mark.requirement("R24")`; their list is docs/reference/requirements.csv.
"""

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

from lints.source import sources

LIST = Path("docs") / "reference" / "requirements.csv"


def requirements(root: Path) -> list[str]:
    """Return all numbers, in order: R1, R2 ..."""
    with (root / LIST).open(encoding="utf-8", newline="") as file:
        return [row["requirement"] for row in csv.DictReader(file)]


def named(root: Path) -> set[str]:
    """Return the numbers that tests name."""
    tests = (source for source in sources(root) if source.is_under("tests") and source.is_python)
    return {name for source in tests for node in ast.walk(source.tree) for name in _marked(node)}


def _marked(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requirement":
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def ranges(numbers: list[int]) -> str:
    """Write numbers shortly: R1-R3, R7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"R{run[0]}" if len(run) == 1 else f"R{run[0]}-R{run[-1]}" for run in runs)


def main() -> None:
    """Print the report."""
    root = Path.cwd()
    wanted = requirements(root)
    proven = named(root)
    missing = [int(number[1:]) for number in wanted if number not in proven]
    print(f"requirements named by a test: {len(wanted) - len(missing)} of {len(wanted)}")
    if missing:
        print(f"  none yet: {ranges(missing)}")
    if unknown := sorted(proven - set(wanted)):
        print(f"  not in {LIST.as_posix()}: {', '.join(unknown)}")


if __name__ == "__main__":
    main()
