"""Hooks of write transactions: each runs once, when its transaction has committed."""

from collections.abc import Callable

import pytest

from theatrum.drivers.db.transactions import after_commit, writing

pytestmark = pytest.mark.django_db(transaction=True)


def _fail() -> None:
    raise OSError("no space left")


def _write(*hooks: Callable[[], None], refused: bool = False) -> None:
    with writing():
        for hook in hooks:
            after_commit(hook)
        if refused:
            raise ValueError("refused")


def test_hook_that_fails_keeps_no_other_from_running() -> None:
    ran: list[str] = []
    with pytest.raises(OSError, match="no space left"):
        _write(_fail, lambda: ran.append("second"))
    assert ran == ["second"]


def test_hooks_of_a_transaction_that_failed_never_run() -> None:
    ran: list[str] = []
    with pytest.raises(ValueError, match="refused"):
        _write(lambda: ran.append("never"), refused=True)
    _write(lambda: ran.append("next"))
    assert ran == ["next"]
