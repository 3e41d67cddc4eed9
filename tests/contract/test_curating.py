"""What synapseclient 4.14.0 adds: seats and queries of grids, both ways of synchronizing, a task's grid by one call."""

import pytest

from tests.contract.conftest import Desk, endless, require
from tests.contract.house import House
from tests.contract.installed import Client

CHECKS = (
    "curating.project",
    "curating.schema",
    "curating.record_based_task",
    "curating.mine",
    "curating.grid_is_made_once",
    "curating.import",
    "curating.query",
    "curating.query_needs_a_seat",
    "curating.push",
    "curating.pull",
    "curating.state",
    "curating.race",
    "curating.no_program",
    "curating.delete",
    "curating.file_based_task",
    "curating.files_are_annotated",
    "curating.tasks_go",
)


def test_a_contributor_curates_what_a_manager_asks_for(
    house: House, client: Client, subtests: pytest.Subtests, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if tuple(int(part) for part in client.version.split(".")) < (4, 14):
        pytest.skip(f"synapseclient {client.version} has no such calls")
    house.witness.clear()
    manager = house.person("contract_manager", "--administrator")
    contributor = house.person("contract_contributor")
    folder = tmp_path_factory.mktemp("curating")
    desk = Desk(house, client, manager, folder, submitters_token=contributor.token)
    require(subtests, desk.run("curating"), CHECKS)
    assert not endless(house), f"answers that clients retry: {endless(house)}\n{house.told()[-4000:]}"
