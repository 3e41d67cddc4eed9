"""What the commands need of the server's side; ``wiring`` hands it in, as this door may not import it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # pydantic takes longer to import than --help may
    from theatrum.kernel.settings import Settings


Progress = Callable[[int, int], None]


class Level(StrEnum):
    """How bad a diagnosis is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Diagnosis:
    """One line of ``theatrum doctor``: what was looked at, what was seen, and what to do about it."""

    name: str
    level: Level
    message: str
    advice: str = ""


@dataclass(frozen=True)
class Archive:
    """What a backup holds."""

    path: Path
    files: int
    size: int


class Server(Protocol):
    """The server's side of the commands. Settings given here win over the environment; None means not given."""

    def serve(self, **settings: object) -> int:
        """Serve until told to stop; returns the exit code."""

    def demo(self, **settings: object) -> int:
        """Serve a sample installation; returns the exit code."""

    def worker(self, **settings: object) -> None:
        """Run jobs until told to stop; ends the process."""

    def set_up(self, **settings: object) -> "Settings":
        """Make Django ready on an installation that exists, with its database upgraded."""

    def create(self, **settings: object) -> "Settings":
        """Make the data directory and the database, then as ``set_up``."""

    def diagnose(self, **settings: object) -> list[Diagnosis]:
        """Look at everything an installation needs."""

    def backup(self, target: Path, *, progress: Progress, **settings: object) -> Archive:
        """Write everything of an installation into one file; tells ``progress`` how many blobs of all it has."""

    def restore(self, source: Path, **settings: object) -> Archive:
        """Make an installation from such a file."""
