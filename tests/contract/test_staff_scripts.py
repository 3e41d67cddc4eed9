"""What the staff of a coordinating center does by script, for all centers: issue 5, point 3. Times are told only.

THEATRUM_TEST_CENTERS says for how many centers, each with 31 folders in three stages: then on an empty server, and on
the sample consortium with its profile's gates. If nothing is said, for one with 8, on the sample consortium only.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.conftest import HANG, Desk, endless, require
from tests.contract.house import House
from tests.contract.installed import install

ASKED = os.environ.get("THEATRUM_TEST_CENTERS", "")
CENTERS, FOLDERS = (int(ASKED), 31) if ASKED else (1, 8)
SERVERS = ("empty_house", "house") if ASKED else ("house",)
VERSION = "4.14.0"
SCRIPTS = {
    "staff_setup": ("staff.setup", "staff.setup_is_seen_by_submitters"),
    "staff_schemas": ("staff.register", "staff.bind", "staff.bindings_hold"),
    "staff_tasks": ("staff.tasks", "staff.tasks_are_listed", "staff.grid"),
    "staff_files": ("staff.upload", "staff.move", "staff.moved_files_are_the_same"),
    "staff_pins": ("staff.records", "staff.pin", "staff.pins_hold"),
    "staff_views": ("staff.views", "staff.view_to_csv", "staff.views_show_all_files", "staff.views_are_live"),
    "staff_freeze": ("staff.open_before", "staff.freeze", "staff.frozen_is_read_only", "staff.rest_stays_open"),
}


@pytest.fixture
def empty_house(tmp_path: Path) -> Iterator[House]:
    """A server on which nobody has done anything yet."""
    folder = tmp_path / "house"
    folder.mkdir()
    house = House(folder, is_seeded=False)
    try:
        yield house
    finally:
        house.close()


@pytest.mark.parametrize("server", SERVERS)
def test_staff_scripts_run_for_all_centers(
    server: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    subtests: pytest.Subtests,
    capsys: pytest.CaptureFixture[str],
) -> None:
    house: House = request.getfixturevalue(server)
    house.witness.clear()
    desk = _desk(house, tmp_path)
    for script, checks in SCRIPTS.items():
        began, used = time.perf_counter(), house.cpu_seconds()
        require(subtests, desk.run(script, hang=HANG * CENTERS), checks)
        took, used = time.perf_counter() - began, house.cpu_seconds() - used
        desk.told.append(f"  {script} took {took:.0f} s, in which the server used {used:.0f} s of CPU")
    with capsys.disabled():
        print(f"\nsynapseclient {VERSION}, {server}:", *desk.told, sep="\n  ")
    assert not endless(house), f"answers that clients retry: {endless(house)}\n{house.told()[-4000:]}"


def _desk(house: House, folder: Path) -> Desk:
    administrator = house.person("staff_administrator", "--administrator")
    submitter = house.person("staff_submitter")
    facts = {"submitters_token": submitter.token, "centers": CENTERS, "folders": FOLDERS}
    return Desk(house, install(VERSION), administrator, folder, **facts)
