"""The same thing asked of a center at the same moment: one after the other, and refused in words."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.consortium.centers.conftest import HOME, House, teams_of
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers import housing
from theatrum.consortium.centers.assigning import assign_liaison
from theatrum.consortium.centers.filing import end_affiliation, file_affiliation
from theatrum.consortium.centers.models import Affiliation, LiaisonAssignment
from theatrum.consortium.centers.registering import Admitted, add_center
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[str]:
    """Run each work in a thread of its own; return what came out: "done", or the code of the refusal."""
    start, outcomes = threading.Barrier(len(works)), list[str]()

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            with writing():
                work()
            outcomes.append("done")
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def filing(house: House, person: Actor, role: str) -> Callable[[], object]:
    return lambda: file_affiliation(actor=house.pi, profile=in_force(), user_id=person.id, center_id=HOME, role=role)


def ending(house: House, one: Affiliation) -> Callable[[], object]:
    return lambda: end_affiliation(actor=house.pi, profile=in_force(), affiliation_id=one.pk)


def test_one_form_a_role_and_nobody_stays_in_a_team(house: House) -> None:
    new = make_person("nina")
    outcomes = at_once(*[filing(house, new, "submitter")] * 3, filing(house, new, "data_wrangler"))
    assert outcomes == ["centers.affiliation_invalid", "centers.affiliation_invalid", "done", "done"]
    held = list(Affiliation.objects.filter(user_id=new.id))
    assert at_once(*[ending(house, one) for one in held]) == ["done", "done"]
    assert teams_of(new) == []


def test_one_liaison_and_one_center_an_id(house: House) -> None:
    people = [appointed(house.admin, make_person(f"lia{number}"), "data_liaison") for number in range(3)]

    def assigning(person: Actor) -> Callable[[], object]:
        return lambda: assign_liaison(actor=house.admin, profile=in_force(), center_id=HOME, user_id=person.id)

    assert at_once(*map(assigning, people)) == ["done", "done", "done"]
    assert LiaisonAssignment.objects.filter(center_id=HOME, until=None).count() == 1
    home = housing.institutions_of(HOME)[0]

    def adding(name: str) -> Callable[[], object]:
        asked = Admitted(center_id="HTA210", kind="tnp", name=name, institution_ids=[home.pk], project=f"P_{name}")
        return lambda: add_center(actor=house.admin, profile=in_force(), wanted=asked)

    assert at_once(adding("one"), adding("two"), adding("three")) == ["centers.invalid", "centers.invalid", "done"]
    naming = [lambda: housing.add_institution(actor=house.admin, name="House of Experts")] * 3
    assert at_once(*naming) == ["centers.invalid", "centers.invalid", "done"]
