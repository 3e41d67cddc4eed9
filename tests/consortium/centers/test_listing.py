"""Lists of centers and people ask as many questions for two hundred as for one."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.consortium.centers.conftest import HOME, House
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers import affiliations, housing, queries, sight
from theatrum.consortium.centers.assigning import assign_liaison
from theatrum.consortium.centers.listing import Line, fits, lines
from theatrum.consortium.centers.models import CenterInstitution, CenterRecord, CenterState
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.people import centers_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


def grow(house: House, *, first: int, count: int) -> None:
    """Add centers with an institution, and people of one center."""
    moment, home = clock.now(), housing.institutions_of(HOME)[0]
    for number in range(first, first + count):
        CenterRecord.objects.create(
            center_id=f"X{number}",
            kind="tnp",
            is_added=True,
            since=moment,
            name="One more",
            project_name=f"P_{number}",
            made_by=house.admin.id,
            made_on=moment,
        )
        CenterInstitution.objects.create(center_id=f"X{number}", institution=home)
        appointed(house.admin, make_person(f"person{number}"), "submitter", HOME)


def all_lines() -> list[Line]:
    """Return the lines of all centers."""
    return lines(queries.known_centers(in_force()).values())


def questions(house: House) -> int:
    """Return how many statements all lists take."""
    with CaptureQueriesContext(connection) as caught:
        assert len(all_lines()) == len(queries.known_centers(in_force()))
        assert any(one.user.username and one.institution is None for one in affiliations.people_of(HOME))
        assert len(list(housing.institutions())) > 0
        assert HOME in queries.find_projects(in_force())
        assert HOME in sight.centers_seen(house.liaison)
        assert HOME in centers_of(house.liaison)
        assert len(queries.team_names(in_force())) > 0
    return len(caught)


def test_more_centers_and_people_cost_no_more_questions(house: House) -> None:
    grow(house, first=0, count=1)
    before = questions(house)
    grow(house, first=1, count=9)
    assert len(all_lines()) == len(in_force().centers) + 10
    assert questions(house) == before


def test_line_tells_state_people_and_liaison(house: House) -> None:
    appointed(house.admin, house.pi, "data_wrangler", HOME)
    with writing():
        assign_liaison(actor=house.admin, profile=in_force(), center_id=HOME, user_id=house.liaison.id)
    (line,) = lines([in_force().centers[HOME]])
    assert (line.state, line.people, line.project) == (CenterState.ACTIVE, 1, house.project.public_id)
    assert line.liaison is not None
    assert (line.liaison.pk, line.is_covered) == (house.liaison.id, False)
    assert [one.id for one in in_force().centers.values() if fits(one, " Anderson")] == ["HTA203", "HTA208"]
    assert lines([in_force().centers["HTA200"]])[0].state == CenterState.REGISTERED


def test_a_center_is_what_its_rows_are_now(house: House) -> None:
    grow(house, first=0, count=2)

    def told() -> tuple[str, str]:
        center = queries.known_centers(in_force())["X1"]
        assert queries.find_center(in_force(), "X1") == center
        return center.name, center.institution

    (home,) = housing.institutions_of(HOME)[:1]
    assert told() == ("One more", home.name)
    with transaction.atomic():
        CenterRecord.objects.filter(pk="X1").update(name="Renamed")
        assert told() == ("Renamed", home.name)
        transaction.set_rollback(True)
    assert told() == ("One more", home.name)
    CenterInstitution.objects.filter(center_id="X1").delete()
    assert told() == ("One more", "One more")
    CenterRecord.objects.filter(pk="X0").delete()
    assert "X0" not in queries.known_centers(in_force())
