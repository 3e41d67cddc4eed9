"""Trying again what the world, not the input, made fail; each time with a fresh database connection."""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")

# Worth another attempt: the world may be better in a second. Everything else fails at once.
TRANSIENT: tuple[type[Exception], ...] = (OperationalError, InterfaceError, ConnectionError, TimeoutError)
FIRST_PAUSE = 1.0
_log = structlog.get_logger()


def retry(
    function: Callable[[], T],
    *,
    attempts: int,
    retry_on: tuple[type[Exception], ...] = TRANSIENT,
    wait: Callable[[float], object] = time.sleep,
    **about: object,
) -> T:
    """Call until it succeeds, with pauses that double; the last attempt raises what it raises."""
    pause = FIRST_PAUSE
    for attempt in range(1, attempts):
        try:
            return function()
        except retry_on as error:
            _log.warning("failed, will be tried again", attempt=attempt, error=type(error).__name__, **about)
        drop_connection()
        wait(pause)
        pause *= 2
    return function()


def drop_connection() -> None:
    """Give back this thread's database connection; the next query makes a new one."""
    if not connection.in_atomic_block:
        connection.close()
