"""The client's own integration tests, where THEATRUM_TEST_SUITE names a checkout of its repository.

What client-suite.txt says to pass must pass, with each version and on the engine that THEATRUM_TEST_DATABASE names;
what passes besides is printed, to be added there. THEATRUM_TEST_SUITE_WORKERS runs it in several processes.
"""

import os
from pathlib import Path

import pytest

from tests.contract.house import House
from tests.contract.installed import install
from tests.contract.suite import read_known, run

CHECKOUT = os.environ.get("THEATRUM_TEST_SUITE", "")
VERSIONS = os.environ.get("THEATRUM_TEST_SUITE_CLIENTS", "4.13.0 4.14.0").split()
WORKERS = int(os.environ.get("THEATRUM_TEST_SUITE_WORKERS", "2"))
# One test expects the addresses that the hosted service gives its schemas.
SETTINGS = {"SCHEMA_BASE_URL": "https://repo-prod.prod.sagebase.org/repo/v1"}
SELECTED = tuple(os.environ.get("THEATRUM_TEST_SUITE_SELECTED", "").split())


@pytest.mark.skipif(not CHECKOUT, reason="THEATRUM_TEST_SUITE names no checkout of the client's repository")
@pytest.mark.parametrize("version", VERSIONS)
def test_the_clients_own_suite_has_its_known_outcome(
    version: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "house").mkdir()
    house = House(tmp_path / "house", settings=SETTINGS)
    try:
        found = run(
            house, install(f"suite-{version}"), Path(CHECKOUT), tmp_path / "suite", workers=WORKERS, extra=SELECTED
        )
    finally:
        house.close()
    known = read_known()
    with capsys.disabled():
        print(f"\n{version}: {len(found.passed)} passed, {len(found.others)} did not")
        print("told in", tmp_path / "suite" / "printed.txt")
        print("newly passing:", *sorted(found.passed - known.passed), sep="\n  ")
    missing = known.passed - found.passed if not SELECTED else known.passed & found.others
    except_for = set(known.left_out.get(f"passes with 4.13.0 only ({version})", ()))
    assert not missing - except_for, f"newly failing: {sorted(missing)}\n{found.printed[-6000:]}"


def test_the_list_names_each_test_once() -> None:
    known = read_known()
    listed = [*known.passed, *(name for names in known.left_out.values() for name in names)]
    assert len(listed) == len(set(listed))
    assert all(reason.strip() for reason in known.left_out)
