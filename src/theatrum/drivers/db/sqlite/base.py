"""The engine that the settings name: every transaction and every single write takes the fair lock first.

Django wants a module of this name. What our own code writes goes through ``writing()``, which holds the
lock already; this is for what Django and allauth write by themselves: sessions, sign-ins, limits.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

from theatrum.drivers.db.fairness import write_lock

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection, which waits for its turn to write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._holds_lock = False
        self.execute_wrappers.append(_take_turn)

    def _start_transaction_under_autocommit(self) -> None:
        write_lock.acquire()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # django-stubs leaves it out
        except BaseException:
            write_lock.release()
            raise
        self._holds_lock = True

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # as above
        # Not after a failed commit: its transaction is open until the rollback that follows.
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # as above
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # as above
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._holds_lock:
            self._holds_lock = False
            write_lock.release()


def _take_turn(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001  # Django's signature
    if context["connection"].in_atomic_block or not sql.lstrip().upper().startswith(_WRITES):
        return execute(sql, params, many, context)
    write_lock.acquire()
    try:
        return execute(sql, params, many, context)
    finally:
        write_lock.release()
