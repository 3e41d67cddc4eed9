"""The client's own integration tests, run against a house: from a checkout, which is copied and not touched.

They were written for the real Synapse and touch more than a consortium needs. client-suite.txt has every one of
them with its outcome.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.contract.house import House, Person
from tests.contract.installed import Client

KNOWN = Path(__file__).with_name("client-suite.txt")
TESTS = "tests/integration/"
# Some tests poll for ten minutes for what will never come; none that can pass needs a fraction of this.
_HANG = "120"
_ROOT_ACL = "/entity/syn4489/acl"
_OUTCOME = re.compile(r"^(PASSED|FAILED|ERROR|SKIPPED|RERUN) tests/integration/(\S+)", re.MULTILINE)
# The checkout is of 4.13.0; this module was renamed in 4.14.0.
_RENAMED = {"4.14.0": ("synapseclient.models.schema_organization", "synapseclient.models.organization")}
_NOT_RUN = "not run: "


@dataclass(frozen=True)
class Known:
    """The list: tests that pass, and the others (or whole files) by the reason why not."""

    passed: frozenset[str]
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def not_run(self) -> Iterator[str]:
        """Yield the tests and files that are not even started."""
        for reason, names in self.left_out.items():
            if reason.startswith(_NOT_RUN):
                yield from names


def read_known() -> Known:
    """Read client-suite.txt: sections in brackets, of tests under each."""
    sections: dict[str, list[str]] = {}
    names: list[str] = []
    for line in KNOWN.read_text().splitlines():
        if line.startswith("["):
            names = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            names.append(line)
    return Known(frozenset(sections.pop("passed")), sections)


@dataclass(frozen=True)
class Outcome:
    """What became of a run."""

    passed: frozenset[str]
    others: frozenset[str]
    printed: str


def run(house: House, client: Client, checkout: Path, folder: Path, *, workers: int, extra: tuple[str, ...]) -> Outcome:
    """Run the suite of a checkout with an installed client against a house, all but what the list leaves out."""
    let_everybody_make_projects(house)
    # Their own account, as tests of theirs tell, has not passed Synapse's quiz.
    person = house.person(f"suite_{client.folder.name.replace('.', '_')}", is_certified=False)
    configure(house, person, folder / "home")
    _copy(checkout, folder, client.folder.name.partition("-")[2])
    nowhere = "http://127.0.0.1:9"
    done = subprocess.run(
        [client.python, "-m", "pytest", *_options(workers), *(extra or (TESTS,))],
        cwd=folder,
        env={
            "HOME": str(folder / "home"),
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
    (folder / "printed.txt").write_text(done.stdout + done.stderr)
    found = _OUTCOME.findall(done.stdout)
    failed = frozenset(name for outcome, name in found if outcome in {"FAILED", "ERROR"})
    passed = frozenset(name for outcome, name in found if outcome == "PASSED") - failed
    return Outcome(passed, frozenset(name for _, name in found) - passed, done.stdout)


def _options(workers: int) -> Iterator[str]:
    yield from ("-q", "-rA", "--tb=short", "--show-capture=no", "--timeout", _HANG)
    if workers > 1:
        yield from ("-n", str(workers), "--dist", "loadfile")
    for name in read_known().not_run():
        yield f"--deselect={TESTS}{name}" if "::" in name else f"--ignore={TESTS}{name}"


def _copy(checkout: Path, folder: Path, version: str) -> None:
    shutil.copytree(checkout / "tests", folder / "tests")
    shutil.copy(checkout / "pytest.ini", folder)
    if version in _RENAMED:
        old, new = _RENAMED[version]
        for path in (folder / "tests").rglob("*.py"):
            path.write_text(path.read_text().replace(old, new))


def configure(house: House, person: Person, home: Path) -> None:
    """Write the client's configuration of a person."""
    path = house.configuration(person, home / ".synapseConfig")
    # A test of theirs wants the user's name in the file.
    path.write_text(path.read_text().replace("[default]", f"[default]\nusername = {person.name}"))


def let_everybody_make_projects(house: House) -> None:
    """Open the root of the tree to everybody who is signed in, as Synapse's is; and make whom tests invite."""
    house.person("DPETestUser2")
    administrator = house.person("suite_administrator", "--administrator")
    me = house.call(administrator, "GET", "/userProfile")["ownerId"]
    acl = house.call(administrator, "GET", _ROOT_ACL)
    mine = {"principalId": int(str(me)), "accessType": ["READ", "CREATE", "CHANGE_PERMISSIONS"]}
    anybodys = {"principalId": 273948, "accessType": ["CREATE"]}
    house.call(administrator, "PUT", _ROOT_ACL, {**acl, "resourceAccess": [mine, anybodys]})
