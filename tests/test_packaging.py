"""`pip install theatrum` works for everybody, beside synapseclient: wheels for all systems, and what is in ours."""

import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from tests.contract.installed import PINS, ROOT, uv
from theatrum.doors.cli.errors import _SERVER_PARTS

CLIENT = "4.14.0"
PYTHONS = ["3.11", "3.12", "3.13"]


@dataclass(frozen=True)
class System:
    """A system that people have: how uv calls it, and the platforms that wheels for it name."""

    target: str
    platforms: str
    # What synapseclient itself needs and has no wheel of: there it is the client that takes a compiler, not Theatrum.
    lacking: tuple[str, ...] = ()


SYSTEMS = {
    "Linux": System("x86_64-unknown-linux-gnu", r"manylinux.*_x86_64"),
    "Linux ARM": System("aarch64-unknown-linux-gnu", r"manylinux.*_aarch64"),
    "macOS": System("aarch64-apple-darwin", r"macosx_.*_(arm64|universal2)"),
    "macOS Intel": System("x86_64-apple-darwin", r"macosx_.*_(x86_64|universal2)", lacking=("cryptography",)),
    "Windows": System("x86_64-pc-windows-msvc", r"win_amd64"),
}
on_every_system = pytest.mark.parametrize("system", SYSTEMS.values(), ids=list(SYSTEMS))
with_every_python = pytest.mark.parametrize("python", PYTHONS)


def _locked() -> list[dict[str, Any]]:
    packages: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    return packages


def _packages() -> dict[str, dict[str, Any]]:
    return {package["name"]: package for package in _locked()}


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


def _wheels_only(system: System) -> list[str]:
    """Return what may be installed from wheels only: everything, but for what the client has no wheel of."""
    pins = (PINS / f"{CLIENT}.txt").read_text(encoding="utf-8")
    names = {line.partition("==")[0] for line in pins.splitlines() if "==" in line}
    return sorted((names | _base_dependencies()) - set(system.lacking)) if system.lacking else [":all:"]


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _takes(wheel: str, system: System, python: str) -> bool:
    """Return whether a wheel installs on a system, under a version of CPython."""
    minor = int(python.partition(".")[2])
    return any(
        (tag.platform == "any" or re.fullmatch(system.platforms, tag.platform))
        and (tag.interpreter in {"py3", f"py3{minor}", f"cp3{minor}"} or _is_stable(tag.interpreter, tag.abi, minor))
        and tag.abi in {"none", "abi3", f"cp3{minor}"}
        for tag in parse_wheel_filename(wheel)[3]
    )


def _is_stable(interpreter: str, abi: str, minor: int) -> bool:
    known = re.fullmatch(r"cp3(\d+)", interpreter)
    return abi == "abi3" and known is not None and int(known[1]) <= minor


@with_every_python
@on_every_system
def test_offline_part_installs_without_a_compiler(system: System, python: str) -> None:
    # A package may stand there in several versions, each for some versions of Python.
    wheels: dict[str, list[str]] = {name: [] for name in _base_dependencies()}
    for package in _locked():
        files = [wheel["url"].rpartition("/")[2] for wheel in package.get("wheels", [])]
        wheels.get(package["name"], []).extend(files)

    assert {name for name, files in wheels.items() if not any(_takes(file, system, python) for file in files)} == set()


@with_every_python
@on_every_system
def test_offline_part_and_synapseclient_share_an_environment(system: System, python: str, tmp_path: Path) -> None:
    wanted = tmp_path / "wanted.txt"
    wanted.write_text("\n".join([*_project()["dependencies"], f"synapseclient=={CLIENT}"]), encoding="utf-8")
    pins = PINS / f"{CLIENT}.txt"
    where = ["--python", sys.executable, "--python-platform", system.target, "--python-version", python]
    wheels = [word for name in _wheels_only(system) for word in ("--only-binary", name)]
    done = subprocess.run(
        [uv(), "pip", "compile", "--quiet", "--no-header", "--constraint", pins, *where, *wheels, wanted],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert f"synapseclient=={CLIENT}" in done.stdout


def test_offline_part_brings_no_server() -> None:
    assert not _base_dependencies() & {"django", "granian", "dbos", "psycopg", "sqlalchemy"}


def test_every_part_of_the_server_is_known_as_one() -> None:
    known = {canonicalize_name(name) for part in _SERVER_PARTS for name in packages_distributions().get(part, [])}
    server = {canonicalize_name(Requirement(one).name) for one in _project()["optional-dependencies"]["server"]}

    assert server - known == set()


class Desk:
    """A submitter's machine: the offline part beside synapseclient, a home of its own, no source tree."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self._run(uv(), "build", "--quiet", "--wheel", "--python", sys.executable, "--out-dir", folder / "dist", ROOT)
        base = f"{sys.base_prefix}/bin/python{sys.version_info.major}.{sys.version_info.minor}"
        self._run(uv(), "venv", "--quiet", "--python", base, folder / "venv")
        wheel = next((folder / "dist").glob("*.whl"))
        pins = PINS / f"{CLIENT}.txt"
        here: list[str | Path] = ["--quiet", "--python", self._programs / "python"]
        self._run(uv(), "pip", "install", *here, "--constraint", pins, wheel, f"synapseclient=={CLIENT}")
        self._run(uv(), "pip", "check", *here)
        (folder / "home").mkdir()

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def run(self, program: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run an installed program."""
        return subprocess.run(
            [self._programs / program, *arguments],
            cwd=self.folder,
            env={"HOME": str(self.folder / "home"), "PATH": os.defpath, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def succeed(self, *arguments: str) -> str:
        """Run an installed ``theatrum`` and return what it printed."""
        done = self.run("theatrum", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def test_offline_part_works_as_it_is_installed(tmp_path: Path, subtests: pytest.Subtests) -> None:
    desk = Desk(tmp_path)
    with subtests.test("help"):
        assert "Usage: theatrum" in desk.succeed("--help")
        assert CLIENT in desk.run("synapse", "--version").stdout
    with subtests.test("synth, check, marked workbook"):
        desk.succeed("synth", "--center", "HTA201", "--participants", "2", "--no-files", "--output", "made")
        judged = json.loads(desk.succeed("check", "made", "--format", "json"))
        assert judged["summary"]["counts"]["error"] == 0
        desk.succeed("check", "made", "--output", "marked.xlsx")
        assert (tmp_path / "marked.xlsx").read_bytes().startswith(b"PK")
    with subtests.test("a bad table, told through a pipe that takes few signs, as on Windows"):
        (tmp_path / "bad.csv").write_text("HTAN_PARTICIPANT_ID,SEX\nHTA201_1,\u7537\n", encoding="utf-8")
        told = desk.run("theatrum", "check", "bad.csv", "--component", "Demographics", PYTHONIOENCODING="cp1252")
        assert told.returncode == 1, told.stderr
        assert "\\u7537" in told.stdout
        assert told.stderr == ""
    with subtests.test("model import, list"):
        schema = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {"LOUD": {}}}
        (tmp_path / "published").mkdir()
        (tmp_path / "published" / "NET.Snoring-v9.0.0-schema.json").write_text(json.dumps(schema), encoding="utf-8")
        desk.succeed("model", "import", "published")
        assert json.loads(desk.succeed("model", "list", "--json"))["imported"] == ["9.0.0"]
    for words in ("serve --data d", "demo", "init --data d --email a@b.org", "doctor --data d", "release open 8"):
        with subtests.test(f"theatrum {words}"):
            done = desk.run("theatrum", *words.split())
            assert done.returncode == 1
            assert re.match(r"theatrum: this command needs the server part, and \w+ is not installed\.\n", done.stderr)
