"""People around a help desk: of a center, of the coordinating center, of the privacy office, and a stranger."""

from dataclasses import dataclass

from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers.actions import ensure_center
from theatrum.consortium.centers.models import LiaisonAssignment
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor

CENTER = "HTA201"


@dataclass(frozen=True)
class Crew:
    """Who has to do with tickets here."""

    admin: Actor
    wrangler: Actor
    submitter: Actor
    elsewhere: Actor
    liaison: Actor
    curator: Actor
    privacy: Actor
    stranger: Actor


def make_crew() -> Crew:
    """Make them, with a liaison assigned to ``CENTER``."""
    admin = make_person("admin", is_administrator=True)
    with writing():
        for center in (CENTER, "HTA202"):
            ensure_center(actor=admin, profile=in_force(), center_id=center)
    liaison = appointed(admin, make_person("liaison"), "data_liaison")
    LiaisonAssignment.objects.create(center_id=CENTER, user_id=liaison.id, since=clock.now(), assigned_by=admin.id)
    return Crew(
        admin=admin,
        wrangler=appointed(admin, make_person("wrangler"), "data_wrangler", CENTER),
        submitter=appointed(admin, make_person("submitter"), "submitter", CENTER),
        elsewhere=appointed(admin, make_person("elsewhere"), "data_wrangler", "HTA202"),
        liaison=liaison,
        curator=appointed(admin, make_person("curator"), "dcc_curator"),
        privacy=appointed(admin, make_person("privacy"), "privacy_office"),
        stranger=make_person("stranger"),
    )
