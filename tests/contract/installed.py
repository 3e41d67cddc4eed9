"""Each version of other people's client in an environment of its own, under .tools/clients, made once.

Nothing of ours is installed there and the client is not touched: it meets the server as it does at a center.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINS = Path(__file__).parent / "environments"
CLIENTS = ROOT / ".tools" / "clients"


@dataclass(frozen=True)
class Client:
    """One installed version of synapseclient."""

    version: str
    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def command(self) -> Path:
        """Its command line."""
        return self.folder / "bin" / "synapse"

    @property
    def has_models(self) -> bool:
        """Whether it has the object-oriented models, record sets among them."""
        return tuple(int(part) for part in self.version.split(".")) >= (4, 13)


def install(version: str) -> Client:
    """Return the client of this version, installing it when absent or when its pins have changed."""
    pins = PINS / f"{version}.txt"
    if not pins.exists():
        known = ", ".join(sorted(path.stem for path in PINS.glob("[0-9]*.txt")))
        raise SystemExit(f"THEATRUM_TEST_CLIENTS names {version!r}; there are pins for {known}")
    folder = CLIENTS / version
    stamp = folder / ".theatrum-stamp"
    wanted = hashlib.sha256(pins.read_bytes() + sys.version.encode() + b"compiled").hexdigest()
    CLIENTS.mkdir(parents=True, exist_ok=True)
    with (CLIENTS / f"{version}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            _build(folder, pins)
            stamp.write_text(wanted)
    return Client(version, folder)


def _build(folder: Path, pins: Path) -> None:
    base = f"{sys.base_prefix}/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    subprocess.run([uv(), "venv", "--quiet", "--clear", "--python", base, folder], check=True)
    installing: list[str | Path] = [
        uv(),
        "pip",
        "install",
        "--quiet",
        "--python",
        folder / "bin" / "python",
        "--requirement",
        pins,
    ]
    subprocess.run(installing, check=True)


def uv() -> str:
    """Return the uv of this tree, else that of the machine."""
    ours = ROOT / ".tools" / "uv" / "bin" / "uv"
    found = str(ours) if ours.exists() else shutil.which("uv")
    if found is None:
        raise SystemExit("uv is absent: run this by `make test-contract` or `make contract`, which bring it")
    return found
