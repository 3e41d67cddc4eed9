"""64 MiB in parts, the client killed with SIGKILL half way, and taken up again."""

import itertools
import re

import pytest

from tests.contract.conftest import HANG, Desk, kill, require

PARTS = 8  # 64 MiB in the client's parts of 8 MiB
BEFORE = 3

_ADD = re.compile(r"/file/multipart/(\d+)/add/(\d+)")


def test_a_killed_upload_goes_on_where_it_was(desk: Desk, subtests: pytest.Subtests) -> None:
    witness = desk.house.witness
    adds = itertools.count()

    def admits(method: str, target: str) -> bool:
        return not _ADD.search(target) or next(adds) < BEFORE

    with witness.holding(admits) as gate:
        first = desk.start("large")
        try:
            assert gate.wait_until_quiet(HANG), "the client never came so far"
        finally:
            kill(first)
        printed, _ = first.communicate()
        assert first.returncode < 0, printed
    done = [_ADD.search(seen.target) for seen in witness.seen("PUT", "/add/")]
    assert len(done) == BEFORE
    (begun,) = [seen.answer for seen in witness.seen("POST", "/file/multipart?")]
    assert begun["partsState"] == "0" * PARTS

    witness.clear()
    require(subtests, desk.run("large"), ("large.upload", "large.download"))

    taken_up = witness.seen("POST", "/file/multipart?")[0].answer
    assert taken_up["uploadId"] == begun["uploadId"]
    parts = str(taken_up["partsState"])
    added = {int(found.group(2)) for found in done if found}
    assert {number for number, state in enumerate(parts, 1) if state == "1"} == added
    again = [_ADD.search(seen.target) for seen in witness.seen("PUT", "/add/")]
    assert {int(found.group(2)) for found in again if found} == set(range(1, PARTS + 1)) - added
    (wanted,) = [seen.sent for seen in witness.seen("POST", "/presigned/url/batch")]
    assert wanted.count(",") + 1 >= PARTS - BEFORE
    assert not any(f"/add/{number}?" in seen.target for number in added for seen in witness.exchanges)
