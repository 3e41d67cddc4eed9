"""Large changes give way to small ones, and are done in the end."""

import asyncio
from threading import Event, Thread

from theatrum.doors.live.grids.threads import Threads
from theatrum.doors.live.grids.turns import Turns
from theatrum.repository.grids.turns import give_way


def test_a_large_change_waits_until_no_small_one_is_under_way() -> None:
    turns = Turns(patience=600)
    large = Thread(target=turns.give_way)
    with turns.first(), turns.first():
        large.start()
        assert large.is_alive()
    large.join()
    turns.give_way()


def test_it_does_not_wait_for_ever() -> None:
    turns = Turns(patience=0)
    with turns.first():
        turns.give_way()


def test_what_is_told_needs_no_thread_of_those_that_give_way_to_it() -> None:
    threads, told = Threads(lambda: None, writers=1, readers=1), Event()
    threads.turns = Turns(patience=600)

    def long() -> None:
        give_way()
        assert told.is_set()

    async def together() -> None:
        with threads.turns.first():
            work = asyncio.gather(threads.read_much(long), threads.read_much(long), threads.write_much(long))
            await threads.write(give_way)
            await threads.read(told.set)
        await work

    asyncio.run(together())
    threads.close()
