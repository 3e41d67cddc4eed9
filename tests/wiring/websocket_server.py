"""A web process with one websocket of the test's own: python -m tests.wiring.websocket_server CONTROL."""

import asyncio
import os
import sys

from theatrum.wiring import setup

settings = setup.set_up_django()

from theatrum.wiring import web  # noqa: E402  # app ready
from theatrum.wiring.control import Control  # noqa: E402  # app ready
from theatrum.wiring.sockets import Receive, Scope, Send  # noqa: E402  # app ready


async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
    """Send back what comes; say on stdout how it ended."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})
    print(f"ended with {message['code']}", flush=True)  # the test reads it


application, _ = web.build()
application.websockets = {"/echo": echo}
is_clean = asyncio.run(web.serve(application, settings, Control(int(sys.argv[1]))))
os._exit(0 if is_clean else 1)
