"""Writers take turns on SQLite, whoever opens their transactions."""

import secrets
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F

from tests.factories.accounts import make_user
from theatrum.drivers.db.fairness import FairLock
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.accounts.models import TermsOfService, User

THREADS, TIMES = 12, 10


def test_lock_is_handed_on_in_the_order_of_asking() -> None:
    lock, order, asked = FairLock(), list[int](), threading.Semaphore(0)
    lock.acquire()

    def take(number: int) -> None:
        asked.release()
        lock.acquire()
        order.append(number)
        lock.release()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads):
        thread.start()
        asked.acquire()
        while len(lock._waiting) <= number:
            pass
    lock.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_lock_is_taken_again_by_its_holder() -> None:
    lock = FairLock()
    lock.acquire()
    lock.acquire()
    lock.release()

    def take() -> None:
        lock.acquire()
        lock.release()

    other = threading.Thread(target=take)
    other.start()
    assert lock._owner == threading.get_ident()
    lock.release()
    other.join()
    assert lock._owner is None


def _in_threads(work: Callable[[int], None]) -> list[BaseException]:
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            for _ in range(TIMES):
                work(number)
        except BaseException as error:  # noqa: BLE001  # any failure at all fails the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_writers_of_every_sort_lose_nothing_and_fail_never() -> None:
    terms = TermsOfService.objects.create(version="1", text="", published_on=clock.now())
    user = make_user("anna")

    def work(number: int) -> None:
        style = number % 3
        if style == 0:
            with writing():
                _count(terms.pk)
        elif style == 1:
            with transaction.atomic():
                _count(terms.pk)
        else:
            _count(terms.pk)
        Session.objects.create(session_key=secrets.token_hex(16), session_data="", expire_date=clock.now())
        User.objects.filter(pk=user.pk).update(last_login=clock.now())

    def _count(pk: int) -> None:
        TermsOfService.objects.filter(pk=pk).update(published_on=F("published_on") + timedelta(seconds=1))

    started = terms.published_on
    assert _in_threads(work) == []
    terms.refresh_from_db()
    assert (terms.published_on - started).total_seconds() == THREADS * TIMES


@pytest.mark.django_db(transaction=True)
def test_failed_transaction_gives_its_turn_back() -> None:
    make_user("anna")
    for opened in (writing, transaction.atomic):
        with pytest.raises(RuntimeError), opened():
            _write_and_fail()
    assert _in_threads(_write) == []


def _write(_number: int) -> None:
    User.objects.update(company="x")


def _write_and_fail() -> None:
    User.objects.update(company="y")
    raise RuntimeError
