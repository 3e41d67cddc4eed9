"""Write transactions: opened by doors and jobs, never by actions.

On SQLite the engine (``sqlite/base.py``) takes one fair lock per process before BEGIN IMMEDIATE: without
it 14 of 320 contended writes failed, with it none. Hooks run just before the commit, inside the
transaction (the audit's hash chain takes its lock there, last, so that it can take part in no deadlock),
or after it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

Hook = Callable[[], None]

_state = threading.local()


@contextmanager
def writing() -> Iterator[None]:
    """Open the write transaction of one request or job; an inner call joins the outer one.

    The body must not parse, hash, call the network or wait: read and compute before, then write.
    """
    if (refusal := getattr(_state, "refusal", None)) is not None:
        raise refusal
    if in_writing():
        yield
        return
    _state.hooks, _state.afterwards = {}, []
    try:
        with transaction.atomic():
            yield
            _run_before_commit()
    finally:
        _state.hooks = None
    # Now, not by transaction.on_commit: a hook may write, which needs the lock and a transaction of its own.
    afterwards, _state.afterwards = _state.afterwards, []
    _run_all(afterwards)


@contextmanager
def reading_only(refusal: Exception) -> Iterator[None]:
    """Refuse every write of this thread inside the block: ``writing()`` raises ``refusal``."""
    before = getattr(_state, "refusal", None)
    _state.refusal = refusal
    try:
        yield
    finally:
        _state.refusal = before


@contextmanager
def savepoint() -> Iterator[None]:
    """Guard one statement that may break a constraint, so that the transaction stays usable."""
    with transaction.atomic():
        yield


def in_writing() -> bool:
    """Tell whether this thread is inside ``writing()``."""
    return getattr(_state, "hooks", None) is not None


def before_commit(name: str, hook: Hook) -> None:
    """Run the hook once, last thing before the commit; the same name registers once.

    Raises RuntimeError outside ``writing()``: a write that nobody opened a transaction for is a defect.
    """
    if not in_writing():
        raise RuntimeError(f"{name}: a write happened outside writing()")
    _state.hooks.setdefault(name, hook)


def has_hook(name: str) -> bool:
    """Tell whether the open transaction has a before-commit hook of this name."""
    return in_writing() and name in _state.hooks


def after_commit(hook: Hook) -> None:
    """Run the hook when the transaction has committed; never if it rolls back. Outside of one: at once."""
    if in_writing():
        _state.afterwards.append(hook)
    else:
        hook()


def _run_all(hooks: list[Hook]) -> None:
    """Run every hook, whichever fails: what one of them wanted is committed. The first failure is raised at the end."""
    failures: list[Exception] = []
    for hook in hooks:
        try:
            hook()
        except Exception as error:  # noqa: BLE001  # raised below, when no other hook can be lost by it
            failures.append(error)
    if failures:
        raise failures[0]


def _run_before_commit() -> None:
    while _state.hooks:
        name = next(iter(_state.hooks))
        _state.hooks.pop(name)()
