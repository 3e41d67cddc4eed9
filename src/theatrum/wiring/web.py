"""A web process: ``python -m theatrum.wiring.web CONTROL``, started by the supervisor.

granian is embedded in this process' own event loop (ADR 0003): so its stop is in our hands, and the
websockets are closed properly before the server lets go of them.
"""

import asyncio
import gc
import os
import signal
import sys
from functools import partial

import structlog
from asgiref.sync import sync_to_async
from django.urls import get_resolver
from granian.constants import Interfaces
from granian.server.embed import Server

from theatrum.doors.live.bytes import BytesApp
from theatrum.doors.live.grids.app import PATH, GridApp
from theatrum.drivers import installation
from theatrum.drivers.blobs import installed
from theatrum.kernel.settings import Settings
from theatrum.wiring import logs, setup
from theatrum.wiring.asgi import Application, django_in_threads
from theatrum.wiring.control import Control

_log = structlog.get_logger()

GRACE = 25.0
_BACKLOG = 1024
# A whole look for garbage stops every thread, at a million objects for a tenth of a second: it comes rarely, and leaves
# out what was there before the first request. What has no circles is freed at once anyway. A look at what is younger
# comes often, and is short by that: after 400,000 new objects, as a paste makes them, it took a twentieth of a second.
_COLLECTED_AFTER = (20_000, 4, 250)
# Seconds for which a thread may go on while others want to: one that judges a large change, and takes them whole, keeps
# who types waiting at every query anew.
_TURN = 0.0002


def build() -> tuple[Application, BytesApp]:
    """Put the application together, with the byte plane that must be closed at the end; Django must be set up."""
    from theatrum.doors.live.grids.desk import Desk  # app ready

    get_resolver().url_patterns  # noqa: B018  # imported now: a broken route stops the start, and nobody's first request
    file_bytes = BytesApp(installed.store(), signer=installed.signer(), locks=_is_locked)
    settings = installation.settings()
    grids = GridApp(Desk(), origins={settings.public_url.rstrip("/")} if settings.public_url else ())
    application = Application(
        django=django_in_threads(settings.threads),
        file_bytes=file_bytes,
        websockets={PATH: grids},
        at_end=grids.close,
    )
    return application, file_bytes


async def _is_locked(key: str, reader: str) -> bool:
    from theatrum.repository.files import queries  # app ready

    return await sync_to_async(queries.is_locked, thread_sensitive=False)(key, reader)


async def serve(application: Application, settings: Settings, control: Control) -> bool:
    """Serve until told to stop, then end in order; tells whether every request under way ended well."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    server = Server(
        application,
        address="127.0.0.1" if settings.host == "localhost" else settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        backlog=_BACKLOG,
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    serving.add_done_callback(lambda _: stopping.set())
    for number in control.signals:
        loop.add_signal_handler(number, stopping.set)
    control.on_cut(partial(loop.call_soon_threadsafe, stopping.set))
    await _until_it_listens(settings, serving)
    control.say_ready()
    _warm_up()
    gc.collect()
    gc.freeze()
    _log.info("web process started", address=f"{settings.host}:{settings.port}")
    await stopping.wait()
    if serving.done():
        await serving
        return False
    closed = await application.connections.close_all()
    server.stop()  # type: ignore[no-untyped-call]  # granian has no types here
    try:
        await asyncio.wait_for(asyncio.gather(serving, application.ended()), GRACE)
    except TimeoutError:
        _log.warning("stopped before every request had ended", waited=GRACE)
        return False
    _log.info("web process stopped", websockets=closed)
    return True


def _warm_up() -> None:
    from theatrum.doors.web.warming import warm_up  # app ready

    warm_up()


async def _until_it_listens(settings: Settings, serving: "asyncio.Task[None]") -> None:
    host = "127.0.0.1" if settings.host in {"localhost", "0.0.0.0"} else settings.host  # noqa: S104  # compared
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection("::1" if host == "::" else host, settings.port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return


def main(control_descriptor: int) -> None:
    """Run one web process to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*_COLLECTED_AFTER)
    sys.setswitchinterval(_TURN)
    settings = setup.set_up_django()
    logs.configure(settings.log_format)
    application, file_bytes = build()
    has_ended_well = asyncio.run(serve(application, settings, Control(control_descriptor)))
    file_bytes.close()
    installed.store().close()
    # Threads of requests that did not end must not keep the process.
    sys.stderr.flush()
    os._exit(0 if has_ended_well else 1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
