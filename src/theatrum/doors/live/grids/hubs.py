"""All grids with seats in this process: found, kept while somebody sits there, and woken when something is new."""

import asyncio
import contextlib
import itertools
import json
import logging
import secrets
from collections.abc import Callable, Mapping

from theatrum.doors.live.grids.facing import Desk
from theatrum.doors.live.grids.hub import Hub
from theatrum.doors.live.grids.seat import Seat
from theatrum.doors.live.grids.threads import Threads
from theatrum.drivers.db.news import Listener
from theatrum.kernel.jsontext import JsonObject

_log = logging.getLogger(__name__)

# Seconds for which a grid without seats is kept: whoever loses the connection is back by then.
_KEPT = 60.0
# Seconds between two looks at who may still be here.
LOOK = 3.0
# Every so many looks other processes are told where the seats of this one are; who was not heard of for as many
# seconds as that takes twice has gone.
_SAID_EVERY = 4


class Hubs:
    """The hubs of a process."""

    def __init__(self, desk: Desk, *, look: float = LOOK, kept: float = _KEPT) -> None:
        self.threads = Threads(desk.let_go)
        self._desk = desk
        self._look, self._kept = look, kept
        self._hubs: dict[int, Hub] = {}
        self._used: dict[int, int] = {}
        self._making: dict[int, asyncio.Lock] = {}
        self._leaving: dict[int, asyncio.TimerHandle] = {}
        self._listener: Listener | None = None
        self._looking: asyncio.Task[None] | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._is_new = asyncio.Event()
        self._name = secrets.token_hex(8)

    def __len__(self) -> int:
        """Count the grids that are held."""
        return len(self._hubs)

    async def hub(self, workspace_id: int) -> Hub:
        """Return the hub of a workspace for one seat more; ``release`` it in the end."""
        async with self._making.setdefault(workspace_id, asyncio.Lock()):
            hub = self._hubs.get(workspace_id)
            if hub is None:
                standing = await self.threads.read(self._desk.stand, workspace_id)
                hub = self._hubs[workspace_id] = Hub(workspace_id, self._desk, self.threads, standing)
            if (leaving := self._leaving.pop(workspace_id, None)) is not None:
                leaving.cancel()
            self._used[workspace_id] = self._used.get(workspace_id, 0) + 1
        self._listen()
        # A hub that stood empty may have missed something; so may one that was just made.
        await hub.catch_up()
        return hub

    def release(self, hub: Hub) -> None:
        """Give a hub back; the last one lets it go after a while."""
        self._used[hub.workspace_id] -= 1
        if not self._used[hub.workspace_id]:
            loop = asyncio.get_running_loop()
            self._leaving[hub.workspace_id] = loop.call_later(self._kept, self._let_go, hub.workspace_id)

    def say_where(self, hub: Hub, seat: Seat) -> None:
        """Tell other processes where somebody is."""
        self._say(hub, seat.where())

    def say_gone(self, hub: Hub, seat: int) -> None:
        """Tell other processes that a seat is free."""
        self._say(hub, {"seat": seat})

    async def close(self) -> None:
        """Stop listening, and end the threads."""
        tasks = [task for task in (self._looking, self._hearing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for leaving in self._leaving.values():
            leaving.cancel()
        if self._listener is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._listener.stop)
        self.threads.close()

    def _let_go(self, workspace_id: int) -> None:
        for kept in (self._hubs, self._used, self._making, self._leaving):
            kept.pop(workspace_id, None)
        if not self._hubs and self._listener is not None:
            listener, self._listener = self._listener, None
            asyncio.get_running_loop().run_in_executor(None, listener.stop)

    def _listen(self) -> None:
        if self._listener is None:
            loop = asyncio.get_running_loop()
            self._listener = Listener(lambda topics: _in_loop(loop, self._hear, topics))
            self._listener.start()
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_on())
            self._hearing = asyncio.create_task(self._hear_on())

    def _hear(self, topics: set[str] | None) -> None:
        if topics is None or any(topic.startswith("grid:") for topic in topics):
            self._is_new.set()
        for topic in topics or ():
            if topic.startswith("seat:"):
                self._hear_seat(json.loads(topic.removeprefix("seat:")))

    async def _hear_on(self) -> None:
        while True:
            await self._is_new.wait()
            self._is_new.clear()
            try:
                await self.look_for_news()
            except Exception:  # noqa: BLE001  # the database may be back in a moment; the next news ask again
                _log.exception("news of grids were not read")

    async def look_for_news(self) -> None:
        """Read what others have brought about, and tell it; called when something is new."""
        asked: Mapping[int, tuple[int, int]] = {hub.workspace_id: (hub.sequence, hub.notice) for hub in self._seated()}
        if not asked:
            return
        found = await self.threads.read(self._desk.news, asked)
        for workspace_id, news in found.items():
            if (hub := self._hubs.get(workspace_id)) is None:
                continue
            try:
                await hub.hear(news)
            except Exception:  # noqa: BLE001  # the seats of other grids hear theirs; this one is asked again
                _log.exception("what is new at a grid was not told")

    async def _look_on(self) -> None:
        for look in itertools.count():
            await asyncio.sleep(self._look)
            # Should a commit have been missed, it is found by now.
            self._is_new.set()
            for hub in self._seated():
                self._keep_company(hub, is_said=look % _SAID_EVERY == 0)
                try:
                    await hub.turn_out()
                except Exception:  # noqa: BLE001  # as above: asked again in some seconds
                    _log.exception("it was not asked who may stay at a grid")

    def _seated(self) -> list[Hub]:
        return [hub for hub in self._hubs.values() if hub.seats]

    # --- seats of other processes -------------------------------------------------------------------------

    def _keep_company(self, hub: Hub, *, is_said: bool) -> None:
        """Say now and then who is here, and forget whom no process speaks of any more."""
        if not self._desk.has_others:
            return
        for seat in hub.seats if is_said else ():
            self.say_where(hub, seat)
        oldest = asyncio.get_running_loop().time() - 2 * _SAID_EVERY * self._look
        for number in [number for number, at in hub.heard_of.items() if at < oldest]:
            hub.forget(number)

    def _say(self, hub: Hub, place: JsonObject) -> None:
        if not self._desk.has_others:
            return
        topic = json.dumps({"process": self._name, "workspace": hub.workspace_id, "place": place})
        task = asyncio.create_task(self.threads.write(self._desk.say, f"seat:{topic}"))
        task.add_done_callback(_logged)

    def _hear_seat(self, heard: JsonObject) -> None:
        workspace_id, place = heard.get("workspace"), heard.get("place")
        hub = self._hubs.get(workspace_id) if isinstance(workspace_id, int) else None
        if hub is None or heard.get("process") == self._name or not isinstance(place, dict):
            return
        seat = place.get("seat")
        if not isinstance(seat, int) or any(one.number == seat for one in hub.seats):
            return
        if "person" not in place:
            hub.forget(seat)
        elif hub.hear_of(seat, place, at=asyncio.get_running_loop().time()):
            for mine in hub.seats:
                self.say_where(hub, mine)


def _in_loop(loop: asyncio.AbstractEventLoop, hear: Callable[[set[str] | None], None], topics: set[str] | None) -> None:
    # The loop may have ended while the listener still had something to say.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(hear, topics)


def _logged(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.warning("other processes were not told where somebody is: %s", error)
