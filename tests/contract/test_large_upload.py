"""64 MiB in parts, the client killed with SIGKILL half way, and taken up again."""

import itertools
import re

import pytest

from tests.contract.conftest import HANG, Desk, kill, require
from tests.contract.witness import Exchange

PARTS = 8  # 64 MiB in the client's parts of 8 MiB
BEFORE = 3

_ADD = re.compile(r"/file/multipart/([^/]+)/add/(\d+)")
_PART = "/bytes/parts/"


def test_a_killed_upload_goes_on_where_it_was(desk: Desk, subtests: pytest.Subtests) -> None:
    witness = desk.house.witness
    sent = itertools.count()

    def admits(method: str, target: str) -> bool:
        return not target.startswith(_PART) or next(sent) < BEFORE

    with witness.holding(admits):
        first = desk.start("large")
        try:
            assert witness.wait_for(lambda seen: len(_added(seen)) == BEFORE, HANG), "the client never came so far"
        finally:
            kill(first)
        printed, _ = first.communicate()
        assert first.returncode < 0, printed
    before = _added(witness.exchanges)
    (begun,) = [seen.answer for seen in witness.seen("POST", "/file/multipart?")]
    assert begun["partsState"] == "0" * PARTS

    witness.clear()
    require(subtests, desk.run("large"), ("large.upload", "large.download"))

    taken_up = witness.seen("POST", "/file/multipart?")[0].answer
    assert taken_up["uploadId"] == begun["uploadId"]
    assert _ones(str(taken_up["partsState"])) == before
    missing = set(range(1, PARTS + 1)) - before
    assert _added(witness.exchanges) == missing
    assert len(witness.seen("PUT", _PART)) == len(missing)


def _added(exchanges: list[Exchange]) -> set[int]:
    found = [_ADD.search(seen.target) for seen in exchanges if seen.status < 300]
    return {int(one.group(2)) for one in found if one}


def _ones(parts: str) -> set[int]:
    return {number for number, state in enumerate(parts, 1) if state == "1"}
