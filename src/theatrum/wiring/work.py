"""A worker process: ``python -m theatrum.wiring.work CONTROL`` by the supervisor, ``theatrum worker`` by a person."""

import os
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
    control.on_stop(stopping.set)
    worker = Worker()
    worker.start()
    logs.configure(settings.log_format)  # the engine has set up logging of its own
    control.say_ready()
    stopping.wait()
    has_ended = worker.stop(grace=GRACE)
    if not has_ended:
        _log.warning("stopped in the middle of a step; it runs again at the next start", waited=GRACE)
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
