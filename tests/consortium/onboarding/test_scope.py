"""Associate members: they write what their scope names, wherever a folder is and whoever made it, under a sponsor."""

from collections.abc import Iterator

import pytest

from tests.factories.centers import appointed
from tests.factories.entities import make_entity, make_person
from tests.factories.onboarding import Onboarded, onboard
from tests.factories.schemas import make_organization, register
from tests.support import gates as support
from theatrum.consortium.centers import housing
from theatrum.consortium.centers.actions import ensure_center
from theatrum.consortium.centers.errors import CenterIsInvalid
from theatrum.consortium.centers.filing import end_affiliation
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.centers.registering import Admitted, add_center, change_admission
from theatrum.consortium.onboarding import guarding, standings
from theatrum.consortium.onboarding.errors import GateClosed
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Aspect, Permission, Side
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db(transaction=True)

HERE, SPONSOR_AT = "HTA210", "HTA201"


@pytest.fixture(autouse=True)
def asked() -> Iterator[None]:
    """Ask the gates, as the server does."""
    support.turn_on()
    yield
    support.turn_off()


@pytest.fixture
def sponsor() -> Actor:
    with writing():
        ensure_center(actor=OPERATOR, profile=in_force(), center_id=SPONSOR_AT)
        housing.note_profile(actor=OPERATOR, profile=in_force())
    return appointed(OPERATOR, make_person("paul"), "center_pi", SPONSOR_AT)


@pytest.fixture
def it(sponsor: Actor) -> Onboarded:
    asked = Admitted(
        center_id=HERE,
        kind="associate",
        name="Experts",
        institution_ids=[housing.institutions_of(SPONSOR_AT)[0].pk],
        sponsor_id=sponsor.id,
        sponsor_center=SPONSOR_AT,
        scope=["BiospecimenData", "scRNALevel1"],
    )
    with writing():
        add_center(actor=OPERATOR, profile=in_force(), wanted=asked)
    return onboard(HERE, path="Biospecimen", word="associate")


def folder(it: Onboarded, *names: str, below: Node | None = None) -> Node:
    """Make folders as an administrator may, one in the other."""
    node = below or it.ingest
    for name in names:
        node = make_entity(it.admin, Kind.FOLDER, name, parent=node)
    return node


def bind(it: Onboarded, node: Node, component: str) -> None:
    organization = in_force().organization
    make_organization(it.admin, organization)
    schema_id = f"{organization}-{component}-1.0.0"
    register(it.admin, schema_id, {"type": "object", "title": component})
    with writing():
        bind_schema(actor=it.admin, node_id=node.id, schema_id=parse_schema_id(schema_id))


def stopped(it: Onboarded, thing: Node | Aspect, permission: Permission = Permission.CREATE) -> list[Gate]:
    found = guarding.find_closed(it.wrangler, permission, thing)
    return [rule.gate for rule in found.rules] if found else []


def test_hand_made_folders_take_only_what_the_scope_names(it: Onboarded) -> None:
    mine = folder(it, "batch", below=it.leaf)
    assert stopped(it, it.leaf) == stopped(it, mine) == []
    # Of the tree, and beside it.
    imaging, extra = folder(it, "Imaging", "DigitalPathology"), folder(it, "Extra")
    for place in (imaging, extra):
        assert stopped(it, place) == [Gate.SCOPE]
        assert stopped(it, folder(it, "deep", below=place), Permission.UPDATE) == [Gate.SCOPE]
        # Rows of a table, and cells of a grid over it.
        assert stopped(it, Aspect(place, Side.CONTENT), Permission.UPDATE) == [Gate.SCOPE]
    with pytest.raises(GateClosed, match="HTA210 may submit BiospecimenData, scRNALevel1, and nothing else") as refused:
        access.require(it.wrangler, Permission.CREATE, imaging)
    assert refused.value.facts["gate"] == "scope"
    # Below a folder of the scope, but bound to another component.
    bind(it, mine, "DigitalPathologyData")
    assert stopped(it, mine) == stopped(it, folder(it, "deep", below=mine), Permission.UPDATE) == [Gate.SCOPE]
    assert guarding.sieve(it.wrangler, Permission.UPDATE, [mine, imaging]) == {mine.id, imaging.id}
    # The tree itself stays the coordinating center's; its staff goes anywhere.
    assert stopped(it, it.ingest) == [Gate.FOLDER_OPEN]
    assert guarding.find_closed(it.liaison, Permission.CREATE, imaging) is None


def test_wider_scope_holds_at_the_next_write(it: Onboarded, sponsor: Actor) -> None:
    imaging = folder(it, "Imaging", "DigitalPathology")
    with writing():
        change_admission(
            actor=it.admin,
            profile=in_force(),
            center_id=HERE,
            sponsor_id=sponsor.id,
            sponsor_center=SPONSOR_AT,
            scope=["BiospecimenData", "DigitalPathologyData"],
        )
    assert stopped(it, imaging) == stopped(it, it.leaf) == []
    with pytest.raises(CenterIsInvalid, match="no associate member"), writing():
        change_admission(
            actor=it.admin,
            profile=in_force(),
            center_id=SPONSOR_AT,
            sponsor_id=sponsor.id,
            sponsor_center=SPONSOR_AT,
            scope=[],
        )


def test_without_a_sponsor_nothing_is_written_until_another_one_is_named(it: Onboarded, sponsor: Actor) -> None:
    assert Gate.SPONSOR in [one.gate for one in standings.of_center(HERE, 8)]
    assert Gate.SPONSOR not in [one.gate for one in standings.of_center(SPONSOR_AT, 8)]
    with writing():
        for one in Affiliation.objects.filter(user_id=sponsor.id):
            end_affiliation(actor=OPERATOR, profile=in_force(), affiliation_id=one.pk)
    assert stopped(it, it.leaf) == [Gate.SPONSOR]
    assert not standings.may_submit(it.wrangler.id, HERE, 8)
    (shown,) = [one for one in standings.of_center(HERE, 8) if one.gate is Gate.SPONSOR]
    assert shown.stops
    assert shown.name == "A sponsor answers for HTA210"
    other = appointed(it.admin, make_person("pia"), "dcc_administrator")
    with writing():
        change_admission(
            actor=it.admin,
            profile=in_force(),
            center_id=HERE,
            sponsor_id=other.id,
            sponsor_center="",
            scope=["BiospecimenData"],
        )
    assert stopped(it, it.leaf) == []
