"""Where an entity comes from and what became of it, as pages ask for it."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_entity, make_handle, make_person
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.activities.actions import connect_version, create_activity
from theatrum.repository.activities.models import Activity
from theatrum.repository.activities.policy import ActivityFields, UsedThing
from theatrum.repository.activities.queries.provenance import made_from, made_into
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node, get_version

pytestmark = pytest.mark.django_db

LINK = "https://example.org/pipeline"
# The activity, what it used, the entities that may be read (their ACLs in the same query).
FROM_QUERIES = 3
INTO_QUERIES = 1


@pytest.fixture
def ana() -> Actor:
    return make_person("ana", is_administrator=True)


@pytest.fixture
def project(ana: Actor) -> Node:
    return make_entity(ana, Kind.PROJECT, "P")


def make_file(ana: Actor, project: Node, name: str) -> Node:
    return make_entity(ana, Kind.FILE, name, parent=project, handle=make_handle(ana))


def make(ana: Actor, result: Node, *used: UsedThing) -> Activity:
    with writing():
        activity = create_activity(actor=ana, fields=ActivityFields(name="Align", used=used))
        version = get_version(get_node(result.id), None)
        return connect_version(actor=ana, version=version, activity_id=activity.pk)


def test_entity_is_made_from_and_made_into(
    ana: Actor, project: Node, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    source, result = make_file(ana, project, "reads"), make_file(ana, project, "aligned")
    things = [UsedThing(node_id=source.id), UsedThing(was_executed=True, url=LINK), UsedThing(node_id=99999)]
    activity = make(ana, result, *things)
    version = get_version(get_node(result.id), None)
    with django_assert_num_queries(FROM_QUERIES):
        origin = made_from(ana, version)
    assert origin is not None
    assert origin.activity == activity
    assert [(each.node, each.used.url, each.used.was_executed) for each in origin.sources] == [
        (source, "", False),
        (None, LINK, True),
    ]
    with django_assert_num_queries(INTO_QUERIES):
        [made] = made_into(ana, source)
        assert (made.node, made.version.number, made.activity) == (result, 1, activity)
    assert made_into(ana, result) == []
    assert made_from(ana, get_version(get_node(source.id), None)) is None


def test_what_may_not_be_read_is_absent(ana: Actor, project: Node) -> None:
    source, result = make_file(ana, project, "reads"), make_file(ana, project, "aligned")
    make(ana, result, UsedThing(node_id=source.id), UsedThing(url=LINK))
    bob, cleo = make_person("bob"), make_person("cleo")
    for node, reader in ((result, bob), (source, cleo)):
        grants = {ana.id: frozenset(OWNER), reader.id: frozenset({Permission.READ})}
        with writing():
            create_local_acl(actor=ana, node_id=node.id, grants=grants)
    origin = made_from(bob, get_version(get_node(result.id), None))
    assert origin is not None
    assert [each.used.url for each in origin.sources] == [LINK]
    assert made_into(cleo, source) == []
    assert len(made_into(ana, source)) == 1
