"""kill -9 of either process at every step of a two-step job: nothing is lost, no finished step is repeated."""

from pathlib import Path

import pytest

from tests.drivers.jobs.processes import House, open_house

pytestmark = pytest.mark.db

BOTH = "['first done', 'second done']"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return open_house(tmp_path / "data")


@pytest.mark.parametrize(
    ("point", "effects"),
    [
        ("start", ["first", "second"]),
        ("before first", ["first", "second"]),
        ("after first", ["first", "first", "second"]),  # not yet kept: done again, which it must allow
        ("between", ["first", "second"]),
        ("before second", ["first", "second"]),
        ("after second", ["first", "second", "second"]),
        ("end", ["first", "second"]),
    ],
)
def test_worker_killed_at_each_step_ends_the_job_after_its_restart(
    house: House, point: str, effects: list[str]
) -> None:
    job_id = house.ask()
    with house.running("work", point) as worker:
        worker.await_line(f"at {point}")
        worker.kill()
    with house.running("work") as worker:
        assert worker.await_line(f"ended {job_id}") == f"ended {job_id} done {BOTH}"
        assert worker.stop() == 0
    assert house.effects() == effects


def test_worker_killed_after_the_end_does_nothing_again(house: House) -> None:
    job_id = house.ask()
    with house.running("work", "finished") as worker:
        worker.await_line("at finished")
        worker.kill()
    second = house.ask()
    with house.running("work") as worker:
        worker.await_line(f"ended {second}")
        worker.stop()
    assert job_id != second
    assert house.effects() == ["first", "second"] * 2


def test_asker_killed_before_its_commit_wanted_nothing(house: House) -> None:
    lost = house.ask("--die-before-commit")
    kept = house.ask()
    with house.running("work") as worker:
        ended = worker.await_line("ended")
        worker.stop()
    assert kept in ended
    assert lost not in ended
    assert house.effects() == ["first", "second"]


def test_asker_killed_right_after_its_commit_gets_its_job(house: House) -> None:
    with house.running("work") as worker:
        worker.await_line("working")
        job_id = house.ask("--die-after-commit")
        assert worker.await_line("ended") == f"ended {job_id} done {BOTH}"
        worker.stop()


def test_stopping_worker_leaves_a_job_between_two_steps_to_the_next_start(house: House) -> None:
    job_id = house.ask()
    with house.running("work", "between") as worker:
        worker.await_line("at between")
        assert worker.stop() == 0
    with house.running("work") as worker:
        assert worker.await_line("ended") == f"ended {job_id} done {BOTH}"
        worker.stop()
    assert house.effects() == ["first", "second"]


def test_worker_that_cannot_sign_off_ends_nevertheless(house: House) -> None:
    with house.running("work") as worker:
        worker.await_line("working")
        worker.tell("lose")
        assert worker.stop() == 0


def test_second_worker_takes_another_slot(house: House) -> None:
    with house.running("work") as one, house.running("work") as other:
        assert one.await_line("working") != other.await_line("working")


def test_living_worker_takes_over_from_a_dead_one(house: House) -> None:
    with house.running("work", "before second") as dead:
        name = dead.await_line("working").rpartition(" ")[2]
        job_id = house.ask()
        dead.await_line("at before second")
        with house.running("work") as living:
            living.await_line("working")
            dead.kill()
            living.tell("round")  # a minute of silence has not passed yet
            living.tell(f"silence {name}")
            living.tell("round")
            assert living.await_line("ended") == f"ended {job_id} done {BOTH}"
            assert living.stop() == 0
    assert house.effects() == ["first", "second"]


def test_jobs_survive_the_loss_of_the_engines_notes(house: House) -> None:
    job_id = house.ask()
    with house.running("work", "between") as worker:
        worker.await_line("at between")
        worker.kill()
    house.forget_notes()
    with house.running("work") as worker:
        assert worker.await_line("ended") == f"ended {job_id} done {BOTH}"
        worker.stop()
    assert house.effects() == ["first", "first", "second"]


def test_worker_that_lost_its_connections_goes_on(house: House) -> None:
    if not house.is_shared:
        pytest.skip("only PostgreSQL has connections to lose")
    with house.running("work") as worker:
        worker.await_line("working")
        house.cut_connections()
        job_id = house.ask()
        assert worker.await_line("ended") == f"ended {job_id} done {BOTH}"
        house.cut_connections()
        job_id = house.ask()
        assert worker.await_line("ended") == f"ended {job_id} done {BOTH}"
        assert worker.stop() == 0


def test_asker_killed_inside_its_own_quick_job_leaves_it_to_a_worker(house: House) -> None:
    job_id = house.ask("--now-die-inside")
    assert house.effects() == []
    with house.running("work") as worker:
        worker.await_line("working")
        worker.tell("due")  # as after the minute that the asker had for it
        assert worker.await_line("ended") == f"ended {job_id} done {BOTH}"
        worker.stop()
    assert house.effects() == ["first", "second"]
