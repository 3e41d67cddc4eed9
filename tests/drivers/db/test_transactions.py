"""Hooks of write transactions: each runs once, when its transaction has committed."""

import pytest

from theatrum.drivers.db.transactions import after_commit, writing

pytestmark = pytest.mark.django_db(transaction=True)


def _fail() -> None:
    raise OSError("no space left")


def test_hook_that_fails_keeps_no_other_from_running() -> None:
    ran: list[str] = []
    with pytest.raises(OSError, match="no space left"), writing():
        after_commit(_fail)
        after_commit(lambda: ran.append("second"))
    assert ran == ["second"]


def test_hooks_of_a_transaction_that_failed_never_run() -> None:
    ran: list[str] = []
    with pytest.raises(ValueError, match="refused"), writing():
        after_commit(lambda: ran.append("never"))
        raise ValueError("refused")
    with writing():
        pass
    assert ran == []
