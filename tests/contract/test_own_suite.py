"""The client's own integration tests, where THEATRUM_TEST_SUITE names a checkout of its repository.

They were written for the real Synapse and touch far more than a consortium needs. What passed once is
listed in suite-VERSION.txt and must pass; what passes newly is printed, to be added there.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.contract.house import House, Person
from tests.contract.installed import install

VERSION = "4.13.0"
KNOWN = Path(__file__).parent / f"suite-{VERSION}.txt"
CHECKOUT = os.environ.get("THEATRUM_TEST_SUITE", "")
_ROOT_ACL = "/entity/syn4489/acl"
_WORKERS = "3"
# One test polls for ten minutes for what will never come; none that can pass needs a fraction of this.
_HANG = "90"
_FILES = (
    "synapseclient/core/test_download.py",
    "synapseclient/core/upload/test_multipart_upload.py",
    "synapseclient/core/upload/test_multipart_upload_async.py",
    "synapseclient/integration_test.py",
    "synapseclient/integration_test_Entity.py",
    "synapseclient/models/async/test_file_async.py",
    "synapseclient/models/async/test_folder_async.py",
    "synapseclient/models/async/test_json_schema_async.py",
    "synapseclient/models/async/test_permissions_async.py",
    "synapseclient/models/async/test_project_async.py",
    "synapseclient/models/async/test_recordset_async.py",
    "synapseclient/models/async/test_schema_organization_async.py",
    "synapseclient/models/async/test_storable_container_async.py",
    "synapseclient/models/async/test_team_async.py",
    "synapseclient/models/async/test_user_async.py",
    "synapseclient/operations/async/test_delete_operations_async.py",
    "synapseclient/operations/async/test_factory_operations_async.py",
    "synapseclient/operations/async/test_factory_operations_store_async.py",
    "synapseclient/operations/async/test_utility_operations_async.py",
    "synapseclient/test_command_line_client.py",
    "synapseclient/test_json_schema_services.py",
    "synapseutils/test_synapseutils_sync.py",
    "synapseutils/test_synapseutils_walk.py",
)


@pytest.mark.skipif(not CHECKOUT, reason="THEATRUM_TEST_SUITE names no checkout of the client's repository")
def test_what_passed_in_the_clients_own_suite_still_passes(house: House, tmp_path: Path) -> None:
    suite = install(f"suite-{VERSION}")
    _let_everybody_make_projects(house)
    _configure(house, house.person("suite_person"), tmp_path / "home")
    tests = tmp_path / "tests"
    shutil.copytree(Path(CHECKOUT) / "tests", tests)
    shutil.copy(Path(CHECKOUT) / "pytest.ini", tmp_path)

    options = ["-q", "-rA", "--tb=no", "-n", _WORKERS, "--dist", "loadfile", "--timeout", _HANG]
    files = [f"tests/integration/{name}" for name in _FILES]
    nowhere = "http://127.0.0.1:9"
    done = subprocess.run(
        [suite.python, "-m", "pytest", *options, *files],
        cwd=tmp_path,
        env={
            "HOME": str(tmp_path / "home"),
            "PATH": os.environ["PATH"],
            "TZ": "UTC",
            "GITHUB_ACTIONS": "true",  # leaves out what needs accounts of others
            "HTTP_PROXY": nowhere,
            "HTTPS_PROXY": nowhere,
            "NO_PROXY": "127.0.0.1,localhost",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    passed = set(re.findall(r"^PASSED tests/integration/(\S.*)$", done.stdout, re.MULTILINE))
    known = {line for line in KNOWN.read_text().splitlines() if line and not line.startswith("#")}
    (tmp_path / "passed.txt").write_text("\n".join(sorted(passed)) + "\n")
    print(done.stdout[-300:], f"newly passed: {sorted(passed - known)}", tmp_path / "passed.txt", sep="\n")
    assert not known - passed, f"passed before: {sorted(known - passed)}\n{done.stdout[-3000:]}"


def _configure(house: House, person: Person, home: Path) -> None:
    path = house.configuration(person, home / ".synapseConfig")
    # A test of theirs wants the user's name in the file.
    path.write_text(path.read_text().replace("[default]", f"[default]\nusername = {person.name}"))


def _let_everybody_make_projects(house: House) -> None:
    administrator = house.person("suite_administrator", "--administrator")
    me = house.call(administrator, "GET", "/userProfile")["ownerId"]
    acl = house.call(administrator, "GET", _ROOT_ACL)
    mine = {"principalId": int(str(me)), "accessType": ["READ", "CREATE", "CHANGE_PERMISSIONS"]}
    anybodys = {"principalId": 273948, "accessType": ["CREATE"]}
    house.call(administrator, "PUT", _ROOT_ACL, {**acl, "resourceAccess": [mine, anybodys]})
