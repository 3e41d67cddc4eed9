"""A center that is active, with somebody who represents it, and the coordinating center's people."""

from dataclasses import dataclass

import pytest

from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers import housing
from theatrum.consortium.centers.actions import ensure_center
from theatrum.consortium.centers.filing import file_affiliation
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import TeamMember, User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Node

HOME = "HTA201"


@dataclass
class House:
    """Who is there, and the project of the center."""

    admin: Actor
    pi: Actor
    liaison: Actor
    project: Node

    def file(self, by: Actor, person: Actor, role: str, center: str = HOME, **said: object) -> Affiliation:
        """File a form as somebody."""
        with writing():
            return file_affiliation(
                actor=by,
                profile=in_force(),
                user_id=person.id,
                center_id=center,
                role=role,
                **said,  # type: ignore[arg-type]  # tests name what they mean
            )


def again(person: Actor) -> Actor:
    """Return somebody as they are by now."""
    return actor_of(User.objects.get(pk=person.id))


def teams_of(person: Actor) -> list[str]:
    """Return the names of the teams that somebody is in."""
    found = TeamMember.objects.filter(user_id=person.id).order_by("team__name")
    return list(found.values_list("team__name", flat=True))


@pytest.fixture
def house() -> House:
    admin = make_person("admin", is_administrator=True)
    pi, liaison = make_person("pia"), make_person("lee")
    with writing():
        project = ensure_center(actor=admin, profile=in_force(), center_id=HOME).project
        housing.note_profile(actor=OPERATOR, profile=in_force())
    return House(admin, appointed(admin, pi, "center_pi", HOME), appointed(admin, liaison, "data_liaison"), project)
