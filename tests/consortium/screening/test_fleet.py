"""Mixed files, two real workers, one of them killed: each file is screened, none twice in effect."""

from pathlib import Path

import pytest

from tests.consortium.screening.fleet import screen

pytestmark = pytest.mark.db

FILES = 40


def test_each_file_is_screened_once_though_a_worker_is_killed(tmp_path: Path) -> None:
    done = screen(tmp_path, FILES, kill_after=8)
    assert sum(done.states.values()) == FILES
    assert done.states.keys() <= {"clear", "held", "blocked", "unreadable"}
    assert done.stored == {"1": FILES}
    # What was planted: one address in every tenth file.
    assert done.states["blocked"] == FILES // 10 == done.incidents
    assert done.chain == []
