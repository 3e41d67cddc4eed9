"""Large changes give way to small ones, and are done in the end."""

from threading import Thread

from theatrum.doors.live.grids.turns import Turns


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
