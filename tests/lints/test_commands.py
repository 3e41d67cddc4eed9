"""`make lint` fails when a violation is planted: each contract, the types, the style, the scripts' types."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

CONTRACTS = [
    ("Floors", "kernel/planted.py", "import theatrum.drivers.installation\n"),
    ("Floors", "attic/__init__.py", ""),
    ("Rooms of repository", "repository/audit/planted.py", "import theatrum.repository.accounts.models\n"),
    ("Rooms of repository", "repository/attic/__init__.py", ""),
    ("Rooms of consortium", "consortium/centers/planted.py", "import theatrum.consortium.releases.planted\n"),
    ("Rooms of drivers", "drivers/db/planted.py", "import theatrum.drivers.jobs.models\n"),
    ("Rooms of checks", "checks/profile/planted.py", "import theatrum.checks.model.planted\n"),
    ("Doors", "doors/api/planted.py", "import theatrum.doors.web.planted\n"),
    ("Doors", "doors/attic/__init__.py", ""),
    ("kernel, checks, client", "checks/planted.py", "import django\n"),
    ("kernel, checks, client", "kernel/planted.py", "import ninja\n"),
    ("kernel, checks, client", "client/planted.py", "import django.http\n"),
    ("kernel, checks, client", "doors/api/wire/planted.py", "import ninja\n"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what lint looks at."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=_skipped)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _skipped(folder: str, names: list[str]) -> set[str]:
    """Name what holds no Python: of the rooms called templates, only that of pages."""
    pages = {"static", "templates"} if folder.endswith("doors/web") else set()
    return {"__pycache__", "profiles", *pages} & set(names)


def _run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "THEATRUM_DATA": str(tree / "data")}
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=tree, env=environment, text=True, capture_output=True, check=False
    )


def _plant(tree: Path, path: str, text: str) -> None:
    file = tree / "src" / "theatrum" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    (file.parent / "__init__.py").touch()
    file.write_text(text)


def _broken(tree: Path) -> list[str]:
    done = _run(tree, "lint-imports", "--no-logo")
    broken = [line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if line.endswith(" BROKEN")]
    assert (done.returncode == 0) == (not broken), done.stdout + done.stderr
    return broken


def test_imports_of_the_tree_keep_every_contract(tree: Path) -> None:
    assert _broken(tree) == []


@pytest.mark.parametrize(("contract", "path", "text"), CONTRACTS)
def test_contract_breaks_on_planted_violation(tree: Path, contract: str, path: str, text: str) -> None:
    for target in ("consortium/releases/planted.py", "checks/model/planted.py", "doors/web/planted.py"):
        _plant(tree, target, "")
    _plant(tree, path, text)

    assert any(name.startswith(contract) for name in _broken(tree))


def test_types_fail_on_planted_violation(tree: Path) -> None:
    _plant(tree, "kernel/planted.py", "def planted() -> int:\n    return 'text'\n")

    done = _run(tree, "mypy", "src/theatrum/kernel/planted.py")

    assert done.returncode == 1
    assert "planted.py:2: error: Incompatible return value" in done.stdout


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("F401", "import json\n"),
        ("PGH003", "x: int = 'a'  # type: " + "ignore\n"),
        ("TD", "# TO" + "DO: later\n"),
        ("BLE001", "try:\n    x = 1\nexcept Exception:\n    x = 2\n"),
    ],
)
def test_style_fails_on_planted_violation(tree: Path, code: str, text: str) -> None:
    _plant(tree, "kernel/planted.py", text)

    done = _run(tree, "ruff", "check", "--no-cache", "--output-format=concise", "src/theatrum/kernel/planted.py")

    assert done.returncode == 1
    assert code in done.stdout


def test_format_fails_on_planted_violation(tree: Path) -> None:
    _plant(tree, "kernel/planted.py", "x   =  1\n")

    assert _run(tree, "ruff", "format", "--no-cache", "--check", "src/theatrum/kernel/planted.py").returncode == 1


def test_scripts_fail_on_planted_violation(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "frontend", tmp_path / "frontend", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "frontend" / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    shutil.copy(ROOT / "hatch_build.py", tmp_path)
    (tmp_path / "frontend" / "src" / "planted.ts").write_text("export const planted: number = 'text';\n")

    done = _run(tmp_path, "python", "hatch_build.py", "check")

    assert done.returncode == 1
    assert "planted.ts(1,14): error TS2322" in done.stderr
