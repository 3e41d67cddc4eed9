"""`pip install theatrum` works for everybody: the offline part has wheels for Linux, macOS and Windows."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def _packages() -> dict[str, dict[str, Any]]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return {package["name"]: package for package in lock["package"]}


def _base_dependencies() -> set[str]:
    packages = _packages()
    found: set[str] = set()
    waiting = [dependency["name"] for dependency in packages["theatrum"]["dependencies"]]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [dependency["name"] for dependency in packages[name].get("dependencies", [])]
    return found


@pytest.mark.parametrize("system", ["manylinux", "macosx", "win_amd64"])
def test_offline_part_installs_without_a_compiler(system: str) -> None:
    packages = _packages()
    missing = {
        name
        for name in _base_dependencies()
        if not any(tag in wheel["url"] for wheel in packages[name].get("wheels", []) for tag in (system, "none-any"))
    }

    assert missing == set()


def test_offline_part_brings_no_server() -> None:
    assert not _base_dependencies() & {"django", "granian", "dbos", "psycopg", "sqlalchemy"}
