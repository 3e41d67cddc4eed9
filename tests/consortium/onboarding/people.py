"""A center with its people, for tests of onboarding."""

from dataclasses import dataclass

from tests.factories.accounts import make_actor
from tests.factories.centers import appointed
from theatrum.consortium.centers.models import LiaisonAssignment
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of

CENTER = "HTA201"


@dataclass(frozen=True)
class People:
    """Who plays which part."""

    admin: Actor
    investigator: Actor
    wrangler: Actor
    liaison: Actor
    stranger: Actor


def make_people() -> People:
    """Make the people of a center with a liaison, and somebody of another one."""
    admin = make_actor("admin", is_administrator=True)
    investigator = appointed(admin, make_actor("paula"), "center_pi", CENTER)
    wrangler = appointed(admin, make_actor("wrangler"), "data_wrangler", CENTER)
    liaison = appointed(admin, make_actor("liaison"), "data_liaison")
    LiaisonAssignment.objects.create(center_id=CENTER, user_id=liaison.id, since=clock.now(), assigned_by=admin.id)
    stranger = appointed(admin, make_actor("stranger"), "center_pi", "HTA202")
    return People(admin, fresh(investigator), fresh(wrangler), fresh(liaison), fresh(stranger))


def fresh(actor: Actor) -> Actor:
    """Return somebody as they are now."""
    return actor_of(User.objects.get(pk=actor.id))
