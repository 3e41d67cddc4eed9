"""The program's entry: hands the server's side to the command line. Nothing heavy is imported before it is used."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from theatrum.doors.cli.composition import Archive, Diagnosis, Progress
from theatrum.doors.cli.main import run
from theatrum.doors.cli.starting import uncollected

if TYPE_CHECKING:  # pydantic takes longer to import than --help may
    from theatrum.kernel.settings import Settings


class LocalServer:
    """The server's side on this machine; see ``doors.cli.composition.Server``."""

    def serve(self, **settings: object) -> int:
        """Serve until told to stop."""
        with uncollected():
            from theatrum.wiring import environment, serve  # slow import

        chosen = environment.read_settings(**settings)
        lock = serve.prepare(chosen)
        return serve.run(chosen, lock, lambda: _say(f"Theatrum serves {chosen.data} at {chosen.base_url}"))

    def demo(self, **settings: object) -> int:
        """Serve a sample installation."""
        with uncollected():
            from theatrum.wiring import demo, environment, serve  # slow import

        chosen = demo.require_local(environment.read_settings(**settings, demo=True))
        lock = serve.prepare(chosen)
        lines = demo.seed(chosen)
        return serve.run(chosen, lock, lambda: _say(lines))

    def worker(self, **settings: object) -> None:
        """Run jobs until told to stop; ends the process."""
        from theatrum.wiring import work  # slow import

        self.set_up(**settings)
        work.main(None)

    def set_up(self, **settings: object) -> "Settings":
        """Make Django ready on an installation that exists."""
        with uncollected():
            from theatrum.wiring import installing  # slow import

            return installing.open_existing(**settings)

    def create(self, **settings: object) -> "Settings":
        """Make the data directory and the database."""
        with uncollected():
            from theatrum.wiring import installing  # slow import

        return installing.create(**settings)

    def diagnose(self, **settings: object) -> list[Diagnosis]:
        """Look at everything an installation needs."""
        from theatrum.wiring import diagnosis  # slow import

        return diagnosis.diagnose(**settings)

    def backup(self, target: Path, *, progress: Progress, **settings: object) -> Archive:
        """Write an installation into one file."""
        from theatrum.wiring import archives  # slow import

        return archives.backup(target, progress=progress, **settings)

    def restore(self, source: Path, **settings: object) -> Archive:
        """Make an installation from such a file."""
        from theatrum.wiring import archives  # slow import

        return archives.restore(source, **settings)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Run ``theatrum``."""
    run(LocalServer())


if __name__ == "__main__":
    main()
