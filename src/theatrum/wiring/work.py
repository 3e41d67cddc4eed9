"""A worker process: ``python -m theatrum.wiring.work CONTROL`` by the supervisor, ``theatrum worker`` by a person."""

import os
import signal
import sys
import threading

import structlog

from theatrum.wiring import logs, setup
from theatrum.wiring.control import Control

_log = structlog.get_logger()

GRACE = 25.0


def main(control_descriptor: int | None) -> None:
    """Run one worker to its end; never returns, as threads of unfinished jobs wait for the end of the process."""
    settings = setup.set_up_django()
    logs.configure(settings.log_format)
    from theatrum.drivers.jobs.worker import Worker  # slow import, app ready

    stopping = threading.Event()
    control = Control(control_descriptor)
    for number in control.signals:
        signal.signal(number, lambda *_: stopping.set())
    control.on_cut(stopping.set)
    worker = Worker()
    worker.start()
    logs.configure(settings.log_format)  # the engine has set up logging of its own
    threading.Thread(target=_tidy_files, name="tidy", daemon=True).start()
    control.say_ready()
    # A signal that comes just before a wait without end would be noticed only after it.
    while not stopping.wait(1.0):
        pass
    has_ended = worker.stop(grace=GRACE)
    if not has_ended:
        _log.warning("stopped in the middle of a step; it runs again at the next start", waited=GRACE)
    sys.stderr.flush()
    os._exit(0)


def _tidy_files() -> None:
    """Put right what a crash left among the bytes of files; the start after it is the moment."""
    from theatrum.drivers.blobs.installed import store  # app ready

    try:
        store().tidy()
    except OSError:
        _log.exception("the files could not be tidied; the next start tries once more")


if __name__ == "__main__":
    main(int(sys.argv[1]))
