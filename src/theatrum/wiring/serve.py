"""The supervisor: prepares the data directory, starts web and worker processes, keeps them alive, ends them.

It does nothing else, so that there is little in it that can fail.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from theatrum.consortium.profile.queries import in_force
from theatrum.kernel.settings import Settings
from theatrum.wiring import environment, logs, noting, premises, setup, static_files, upgrade
from theatrum.wiring.control import READY
from theatrum.wiring.errors import CannotStart

_log = structlog.get_logger()

_WEB = "theatrum.wiring.web"
# A little more than the children give to what is under way.
_GRACE = 30.0
_LONGEST_PAUSE = 30.0
_HEALTHY_AFTER = 60.0
_IMPATIENCE = 1.0
Announce = Callable[[], None]


@dataclass(frozen=True)
class Role:
    """One kind of child process."""

    name: str
    module: str


def prepare(settings: Settings) -> premises.Lock:
    """Make everything ready to serve: directory, lock, database, static files; returns the lock.

    Django is set up in this process afterwards.
    Raises CannotStart, DatabaseIsNewer, ProfileInvalid and SettingsAreInvalid.
    """
    if settings.web_processes > 1 and not settings.database_url:
        raise CannotStart(reason="THEATRUM_WEB_PROCESSES above 1 needs PostgreSQL (THEATRUM_DATABASE_URL).")
    if settings.debug and (not settings.is_loopback or settings.public_url):
        raise CannotStart(
            reason="THEATRUM_DEBUG shows tracebacks to everybody who can reach the server: unset it, or serve this "
            "machine only (leave out --host and THEATRUM_PUBLIC_URL)."
        )
    premises.open_data_directory(settings.data)
    lock = premises.Lock(settings.data)
    environment.export(settings, os.environ)
    setup.set_up_django()
    logs.configure(settings.log_format)
    in_force()
    upgrade.upgrade(settings.data / "backups")
    noting.note_profile()
    static_files.collect(settings.data / "static")
    return lock


def run(settings: Settings, lock: premises.Lock, announce: Announce) -> int:
    """Serve until told to stop by SIGTERM or Ctrl-C; ``announce`` is called when the pages answer.

    Returns 0 after a clean stop, 1 when the web process does not start, 3 when a child had to be killed.
    """
    premises.require_free_port(settings)
    roles = [Role(f"web-{n}", _WEB) for n in range(1, settings.web_processes + 1)]
    roles.append(Role("worker", "theatrum.wiring.work"))
    return asyncio.run(_Supervisor(lock, announce).run(roles))


class _Supervisor:
    def __init__(self, lock: premises.Lock, announce: Announce) -> None:
        self._lock = lock
        self._announce = announce
        self._stopping = asyncio.Event()
        self._interrupted_at: float | None = None
        self._exit_code = 0
        self._children: set[_Child] = set()

    async def run(self, roles: list[Role]) -> int:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._stopping.set)
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        ready = {role.name: asyncio.Event() for role in roles}
        keepers = [asyncio.create_task(self._keep(role, ready[role.name])) for role in roles]
        announcing = asyncio.create_task(self._announce_when(ready["web-1"]))
        await asyncio.gather(*keepers)
        announcing.cancel()
        return self._exit_code

    def _interrupt(self) -> None:
        # Some programs that run others send each signal twice; only a person presses Ctrl-C again later.
        moment = asyncio.get_running_loop().time()
        if self._interrupted_at is None:
            self._interrupted_at = moment
        elif moment - self._interrupted_at > _IMPATIENCE:
            self._exit_code = 3
            for child in self._children:
                child.kill()
        self._stopping.set()

    async def _announce_when(self, ready: asyncio.Event) -> None:
        await ready.wait()
        self._announce()

    async def _keep(self, role: Role, ready: asyncio.Event) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            began = asyncio.get_running_loop().time()
            child = await _Child.start(role, self._lock.descriptor)
            self._children.add(child)
            code = await self._watch(child, ready)
            self._children.discard(child)
            if self._stopping.is_set():
                break
            if code >= 0 and not ready.is_set():  # it gave up by itself, and would again
                _log.error("a process did not start; the reason stands above", process=role.name, exit_code=code)
                self._exit_code = 1
                self._stopping.set()
                break
            lived = asyncio.get_running_loop().time() - began
            pause = 1.0 if lived > _HEALTHY_AFTER else min(pause * 2, _LONGEST_PAUSE)
            _log.error("a process died and is started again", process=role.name, exit_code=code, pause=pause)
            await self._stopped_within(pause)

    async def _watch(self, child: "_Child", ready: asyncio.Event) -> int:
        ending = asyncio.create_task(child.process.wait())
        starting = asyncio.create_task(child.await_ready(ready))
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({ending, stopping}, return_when=asyncio.FIRST_COMPLETED)
        starting.cancel()
        stopping.cancel()
        if not ending.done():
            child.tell_to_stop()
            await asyncio.wait({ending}, timeout=_GRACE)
        if not ending.done():
            _log.error("a process did not stop and is killed", process=child.role.name)
            self._exit_code = 3
            child.kill()
        return await ending

    async def _stopped_within(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


class _Child:
    """One running child and the line to it."""

    def __init__(self, role: Role, process: asyncio.subprocess.Process, line: socket.socket) -> None:
        self.role = role
        self.process = process
        self._line = line

    @classmethod
    async def start(cls, role: Role, lock_descriptor: int) -> "_Child":
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            # The lock goes along: the directory stays ours while a child outlives its supervisor.
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                role.module,
                str(theirs.fileno()),
                pass_fds=[theirs.fileno(), lock_descriptor],
                env=environment.of_web_process(os.environ) if role.module == _WEB else None,
            )
        return cls(role, process, ours)

    async def await_ready(self, ready: asyncio.Event) -> None:
        if await asyncio.get_running_loop().sock_recv(self._line, len(READY)) == READY:
            ready.set()

    def tell_to_stop(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()

    def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
