"""Every operation that Synapse's Python client knows is served, or refused at once with a reason."""

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.factories.entities import make_person
from tests.support.wire import Wire, sign_in

pytestmark = pytest.mark.django_db

KNOWN = Path(__file__).with_name("operations_of_synapse.csv")
# Not what a consortium needs, though clients of all sorts ask for it early.
REFUSED_EARLY = re.compile(r"/evaluation\b|/curation/task/[^/]+/execute/")


class Operation(NamedTuple):
    """One operation: how much it is needed (P0 most), what for, and its address."""

    priority: str
    group: str
    service: str
    method: str
    path: str

    @property
    def address(self) -> str:
        """The path with something in the place of every parameter."""
        return f"/{self.service}/v1" + re.sub(r"\{[^}]*\}", "1", self.path)

    @property
    def may_be_refused(self) -> bool:
        """Whether it is not what a consortium needs."""
        return self.priority == "P2" or REFUSED_EARLY.search(self.path) is not None


def operations() -> list[Operation]:
    """Return what the client's versions 4.13 and 4.14 call."""
    with KNOWN.open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [Operation(*row) for row in rows]


@pytest.fixture
def wire() -> Wire:
    return sign_in(make_person("ana", is_administrator=True))


def test_all_operations_are_known() -> None:
    assert len(set(operations())) == 226


def test_every_operation_is_served_or_refused_with_a_reason(wire: Wire) -> None:
    wrong = []
    for operation in operations():
        answer = wire.ask(operation.method, operation.address, {})
        code = answer.json["code"] if answer.status >= 400 else ""
        if answer.status == 501:
            is_right = bool(answer.reason) and operation.may_be_refused
        else:
            is_right = answer.status < 500 and code not in {"api.route_not_found", "api.method_not_allowed"}
        if not is_right:
            wrong.append(f"{operation.priority} {operation.method} {operation.path}: {answer.status} {code}")
    assert not wrong, "\n".join(wrong)
