"""kill -9 of a worker in the middle of judging a folder again: the rest is judged, nothing twice."""

from pathlib import Path

import pytest

from tests.drivers.jobs.processes import House, open_house

pytestmark = pytest.mark.db

PROGRAM = "tests.repository.entities.validation.program"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return open_house(tmp_path / "data")


def ask(house: House, *arguments: str) -> str:
    with house.running(*arguments, program=PROGRAM) as process:
        return process.await_line("")


def test_killed_worker_leaves_the_rest_to_the_next(house: House) -> None:
    assert ask(house, "fill", "60") == "filled"
    assert ask(house, "count") == "unknown=61"
    with house.running("work", "3", program=PROGRAM) as worker:
        worker.await_line("standing still")
        worker.kill()
    # Two batches of twenty were stored: the project, which has no age, and 39 folders.
    assert ask(house, "count") == "invalid=21 unknown=21 valid=19"
    with house.running("work", program=PROGRAM) as worker:
        assert worker.await_line("ended") == "ended done 21"
        assert worker.stop() == 0
    assert ask(house, "count") == "invalid=31 valid=30"
