"""One way of serving, in a process of its own: python -m bench.composition_server KIND PORT."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.composition_settings"
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402  # app ready
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  # app ready
from granian import Granian  # noqa: E402  # app ready
from granian.constants import Interfaces  # noqa: E402  # app ready
from granian.server.embed import Server  # noqa: E402  # app ready

from theatrum.wiring import logs, web  # noqa: E402  # app ready
from theatrum.wiring.sockets import Receive, Scope, Send  # noqa: E402  # app ready

THREADS = 32
KINDS = ("wsgi", "ours", "ours-own-process", "django-asgi")


async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
    """Accept a websocket and send back what comes, until it ends."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": str(message.get("text"))})


def ours() -> Callable[[Scope, Receive, Send], object]:
    """Return the composition, with a websocket to close."""
    application, _ = web.build()
    application.websockets = {"/echo": echo}
    return application


async def embedded(app: object, port: int) -> None:
    """Serve in this process, as the web process does."""
    server = Server(app, port=port, interface=Interfaces.ASGI, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    await stopping.wait()
    if connections := getattr(app, "connections", None):
        await connections.close_all()
    server.stop()  # type: ignore[no-untyped-call]  # granian has no types here
    await serving


def own_process(target: str, port: int, interface: Interfaces) -> None:
    """Serve in a process of granian's, as its command line does."""
    threads = THREADS if interface is Interfaces.WSGI else 1
    Granian(target, port=port, interface=interface, blocking_threads=threads, log_enabled=False).serve()


# granian imports these by name in its own process.
_kind = os.environ.get("BENCH_KIND")
wsgi_app = WSGIHandler() if _kind == "wsgi" else None
asgi_app = ours() if _kind == "ours-own-process" else None


def main(kind: str, port: int) -> None:
    """Serve until SIGTERM."""
    logs.configure("json")
    match kind:
        case "wsgi":
            own_process("bench.composition_server:wsgi_app", port, Interfaces.WSGI)
        case "ours-own-process":
            own_process("bench.composition_server:asgi_app", port, Interfaces.ASGI)
        case "ours":
            asyncio.run(embedded(ours(), port))
        case "django-asgi":
            asyncio.run(embedded(get_asgi_application(), port))
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
