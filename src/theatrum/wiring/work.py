"""A worker process: ``python -m theatrum.wiring.work CONTROL`` by the supervisor, ``theatrum worker`` by a person."""

import os
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import structlog

from theatrum.kernel.settings import Settings
from theatrum.wiring import logs, setup
from theatrum.wiring.control import Control

if TYPE_CHECKING:
    from theatrum.drivers.mail.listening import Receiver

_log = structlog.get_logger()

GRACE = 25.0
_DAY = 86_400.0


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
    # One process of an installation takes mail: the worker that is started with the server.
    mailbox = _mailbox(settings) if control_descriptor is not None else None
    worker = Worker()
    worker.start()
    logs.configure(settings.log_format)  # the engine has set up logging of its own
    threading.Thread(target=_tidy_files, name="tidy", daemon=True).start()
    control.say_ready()
    # A signal that comes just before a wait without end would be noticed only after it.
    while not stopping.wait(1.0):
        pass
    code = 1
    try:
        if mailbox is not None:
            mailbox.stop()
        if not worker.stop(grace=GRACE):
            _log.warning("stopped in the middle of a step; it runs again at the next start", waited=GRACE)
        code = 0
    finally:
        # Whatever went wrong: threads of unfinished jobs wait for this, and would wait for ever.
        _end(code)


def _end(code: int) -> NoReturn:
    with suppress(OSError):  # nobody may be reading any more
        if code:
            traceback.print_exc()
        sys.stderr.flush()
    os._exit(code)


def _mailbox(settings: Settings) -> "Receiver | None":
    """Take mail where the settings say so. A busy port ends this process: the reason is in the log."""
    if not settings.mail_in:
        return None
    from theatrum.drivers.mail.listening import Receiver  # slow import, app ready

    host, _, port = settings.mail_in.rpartition(":")
    receiver = Receiver(host.strip("[]"), int(port))
    try:
        receiver.start()
    except OSError as error:
        _log.error("mail cannot be taken: look at THEATRUM_MAIL_IN", address=settings.mail_in, reason=str(error))
        sys.exit(1)
    _log.info("mail is taken", address=settings.mail_in, mailbox=settings.mail_in_address)
    return receiver


def _tidy_files() -> None:
    """Put right what a crash left among the bytes of files, at the start after it and every day."""
    from theatrum.drivers.blobs.installed import store  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.drivers.jobs import outbox  # app ready
    from theatrum.drivers.jobs.retrying import TRANSIENT  # app ready
    from theatrum.repository.files import orphans  # app ready

    again: tuple[type[Exception], ...] = (OSError, *TRANSIENT)
    while True:
        try:
            store().tidy()
            with writing():
                outbox.later(orphans.SWEEP, key="all")
        except again:
            _log.exception("the files could not be tidied; tomorrow tries once more")
        time.sleep(_DAY)


if __name__ == "__main__":
    main(int(sys.argv[1]))
