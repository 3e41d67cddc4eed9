"""Provenance on the wire: activities, and which version of an entity one made."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_entity, make_handle, make_person
from tests.support.wire import Answer, Wire, sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.access.queries import find_acl
from theatrum.repository.activities.models import Generation
from theatrum.repository.audit.models import Event
from theatrum.repository.entities.actions.deleting import delete_version, trash_entity
from theatrum.repository.entities.actions.sharing import create_local_acl, replace_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node

pytestmark = pytest.mark.django_db

PROVENANCE = "org.sagebionetworks.repo.model.provenance."
# Token and person, teams, the entity, its ACL, the activity, what it used.
READ_QUERIES = 6


@pytest.fixture
def project() -> Node:
    """A project of the administrator's, where Ana may do everything."""
    root = make_person("root", is_administrator=True)
    return make_entity(root, Kind.PROJECT, "P")


@pytest.fixture
def file(ana: Actor, project: Node) -> Node:
    root = make_person("root2", is_administrator=True)
    share(root, project, ana)
    return make_entity(ana, Kind.FILE, "result.csv", parent=project, handle=make_handle(ana))


def share(owner: Actor, node: Node, *people: Actor) -> None:
    """Let people do everything with a project."""
    acl = find_acl("entity", node.id)
    assert acl is not None
    grants = {actor.id: frozenset(OWNER) for actor in (owner, *people)}
    with writing():
        replace_local_acl(actor=owner, node_id=node.id, etag=acl.etag, grants=grants)


def let_read(owner: Actor, node: Node, reader: Actor) -> None:
    """Give a node an ACL of its own, by which somebody may read it."""
    grants = {owner.id: frozenset(OWNER), reader.id: frozenset({Permission.READ})}
    with writing():
        create_local_acl(actor=owner, node_id=node.id, grants=grants)


def used_entity(target: str, version: int | None = None, *, executed: bool = False) -> dict[str, object]:
    reference = {"targetId": target} | ({"targetVersionNumber": version} if version else {})
    return {"concreteType": PROVENANCE + "UsedEntity", "wasExecuted": executed, "reference": reference}


def used_url(url: str, name: str = "code", *, executed: bool = True) -> dict[str, object]:
    return {"concreteType": PROVENANCE + "UsedURL", "wasExecuted": executed, "name": name, "url": url}


def post(wire: Wire, *used: dict[str, object], **fields: object) -> Answer:
    return wire.post("/repo/v1/activity", {"name": "Align", "description": "bwa", "used": list(used), **fields})


def put(wire: Wire, node: Node, activity_id: str) -> Answer:
    return wire.put(f"/repo/v1/entity/{node.public_id}/generatedBy?generatedBy={activity_id}")


def test_an_activity_lives_through_its_life(wire: Wire, ana: Actor) -> None:
    used = [used_url("https://example.org/x"), used_entity("syn456", 1), used_entity("syn789", 2, executed=True)]
    made = post(wire, *used)
    assert made.status == 201
    shown = made.json
    assert (shown["name"], shown["description"], shown["used"]) == ("Align", "bwa", used)
    assert shown["createdBy"] == shown["modifiedBy"] == str(ana.id)
    address = f"/repo/v1/activity/{shown['id']}"
    assert wire.get(address).json == shown
    changed = wire.put(address, {**shown, "name": "Sort", "used": used[:1]}).json
    assert (changed["name"], changed["used"], changed["createdOn"]) == ("Sort", used[:1], shown["createdOn"])
    assert changed["etag"] != shown["etag"]
    stale = wire.put(address, shown)
    assert stale.status == 412
    assert "was updated since you last fetched it" in stale.reason
    assert wire.delete(address).status == 204
    assert wire.get(address).status == 404
    # Who deletes it again is not bothered.
    assert wire.delete(address).status == 204
    actions = Event.objects.filter(subject_kind="activity").order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["activity_created", "activity_updated", "activity_deleted"]


def test_entity_used_without_a_version_is_the_one_of_today(wire: Wire, file: Node) -> None:
    assert post(wire, used_entity(file.public_id)).json["used"] == [used_entity(file.public_id, 1)]
    hidden = make_entity(make_person("eve", is_administrator=True), Kind.PROJECT, "Hidden")
    assert post(wire, used_entity(hidden.public_id)).json["used"] == [used_entity(hidden.public_id)]


def test_what_is_used_twice_is_told_once(wire: Wire) -> None:
    link = used_url("https://example.org/x")
    assert post(wire, link, link, used_url("https://example.org/x", executed=False)).json["used"] == [
        link,
        used_url("https://example.org/x", executed=False),
    ]


@pytest.mark.parametrize(
    "used",
    [
        used_url("nowhere"),
        used_url("javascript:alert(1)"),
        used_url(""),
        used_entity("x"),
        {"concreteType": PROVENANCE + "UsedEntity"},
        {"concreteType": PROVENANCE + "UsedNothing"},
        {"url": "https://example.org"},
    ],
)
def test_what_cannot_have_been_used_is_refused(wire: Wire, used: dict[str, object]) -> None:
    refused = post(wire, used)
    assert (refused.status, bool(refused.reason)) == (400, True)


def test_activity_that_is_none_is_not_found(wire: Wire, file: Node) -> None:
    assert wire.get("/repo/v1/activity/syn999").reason == "Activity with id 'syn999' could not be found."
    assert wire.get("/repo/v1/activity/999").status == 404
    assert wire.put("/repo/v1/activity/999", {"etag": "x"}).status == 404
    assert put(wire, file, "999").status == 404
    assert wire.get(f"/repo/v1/entity/{file.public_id}/generatedBy").status == 404
    assert wire.get("/repo/v1/entity/syn99999/generatedBy").status == 404


def test_only_its_maker_changes_an_activity(wire: Wire, file: Node) -> None:
    made = post(wire).json
    put(wire, file, made["id"])
    bob = make_person("bob")
    share(make_person("root3", is_administrator=True), get_node(file.project_id or 0), bob)
    other, address = sign_in(bob), f"/repo/v1/activity/{made['id']}"
    assert other.get(address).status == 200
    assert other.put(address, made).status == 403
    assert other.delete(address).status == 403


def test_an_activity_is_seen_by_its_maker_and_by_readers_of_its_results(wire: Wire, ana: Actor, file: Node) -> None:
    made = post(wire).json
    address = f"/repo/v1/activity/{made['id']}"
    other = sign_in(make_person("bob"))
    assert other.get(address).status == 403
    assert put(other, file, made["id"]).status == 403
    put(wire, file, made["id"])
    assert other.get(address).status == 403
    cleo = make_person("cleo")
    let_read(ana, file, cleo)
    reader = sign_in(cleo)
    assert reader.get(address).status == 200
    with writing():
        trash_entity(actor=ana, node_id=file.id)
    assert reader.get(address).status == 403
    assert wire.get(address).status == 200


def test_generated_by_is_set_read_and_taken_away(wire: Wire, file: Node) -> None:
    made = post(wire, used_url("https://example.org/x")).json
    entity = f"/repo/v1/entity/{file.public_id}"
    before = wire.get(entity).json["etag"]
    assert put(wire, file, made["id"]).json == made
    assert wire.get(entity).json["etag"] != before
    assert wire.get(f"{entity}/generatedBy").json == made
    assert wire.get(f"{entity}/version/1/generatedBy").json == made
    assert wire.get(f"/repo/v1/activity/{made['id']}/generated").json == {
        "results": [{"targetId": file.public_id, "targetVersionNumber": 1}],
        "totalNumberOfResults": 1,
    }
    refused = wire.delete(f"/repo/v1/activity/{made['id']}")
    assert refused.status == 400
    assert "please first delete all Entities generated by this Activity" in refused.reason
    assert wire.delete(f"{entity}/generatedBy").status == 204
    assert wire.get(f"{entity}/generatedBy").status == 404
    assert wire.delete(f"{entity}/generatedBy").status == 204
    assert wire.delete(f"/repo/v1/activity/{made['id']}").status == 204


def test_reading_provenance_is_a_handful_of_queries(
    wire: Wire, file: Node, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = post(wire, *(used_url(f"https://example.org/{n}") for n in range(50))).json
    put(wire, file, made["id"])
    with django_assert_num_queries(READ_QUERIES):
        assert len(wire.get(f"/repo/v1/entity/{file.public_id}/generatedBy").json["used"]) == 50


def test_a_new_version_starts_without_an_activity(wire: Wire, ana: Actor, file: Node) -> None:
    first, second = post(wire).json, post(wire, name="Sort").json
    put(wire, file, first["id"])
    address = f"/repo/v1/entity/{file.public_id}"
    assert wire.put(address, {**wire.get(address).json, "description": "same version"}).status == 200
    assert wire.get(f"{address}/generatedBy").json == first
    assert wire.put(f"{address}?newVersion=true", wire.get(address).json).json["versionNumber"] == 2
    assert wire.get(f"{address}/generatedBy").status == 404
    made = wire.put(f"{address}?newVersion=true&generatedBy={second['id']}", wire.get(address).json)
    assert made.json["versionNumber"] == 3
    assert wire.get(f"{address}/version/3/generatedBy").json == second
    assert wire.get(f"{address}/version/1/generatedBy").json == first
    with writing():
        delete_version(actor=ana, node_id=file.id, number=3)
    assert wire.get(f"{address}/generatedBy").status == 404
    assert Generation.objects.count() == 1
    assert wire.delete(f"/repo/v1/activity/{second['id']}").status == 204


def test_entity_is_made_with_what_made_it(wire: Wire, project: Node, file: Node) -> None:
    made = post(wire).json
    body = {
        "concreteType": "org.sagebionetworks.repo.model.Folder",
        "name": "made",
        "parentId": project.public_id,
    }
    entity = wire.post(f"/repo/v1/entity?generatedBy={made['id']}", body).json
    assert wire.get(f"/repo/v1/entity/{entity['id']}/generatedBy").json == made
    bundle = wire.post(
        f"/repo/v1/entity/bundle2/create?generatedBy={made['id']}", {"entity": {**body, "name": "bundled"}}
    ).json
    assert wire.get(f"/repo/v1/entity/{bundle['entity']['id']}/generatedBy").json == made
    other = post(wire, name="Sort").json
    address = f"/repo/v1/entity/{entity['id']}/bundle2?generatedBy={other['id']}"
    assert wire.put(address, {"entity": entity}).status == 200
    assert wire.get(f"/repo/v1/entity/{entity['id']}/generatedBy").json == other
    assert wire.post("/repo/v1/entity?generatedBy=999", {**body, "name": "other"}).status == 404
    lookup = wire.post("/repo/v1/entity/child", {"parentId": project.public_id, "entityName": "other"})
    assert lookup.status == 404


def test_listing_tells_only_what_the_actor_may_read(wire: Wire, ana: Actor, project: Node, file: Node) -> None:
    made = post(wire).json
    secret = make_entity(ana, Kind.FILE, "secret.csv", parent=project, handle=make_handle(ana))
    for node in (file, secret):
        put(wire, node, made["id"])
    bob = make_person("bob")
    let_read(ana, file, bob)
    listed = sign_in(bob).get(f"/repo/v1/activity/{made['id']}/generated").json
    assert [each["targetId"] for each in listed["results"]] == [file.public_id]
    assert listed["totalNumberOfResults"] == 1
    page = wire.get(f"/repo/v1/activity/{made['id']}/generated?limit=1&offset=1").json
    assert ([each["targetId"] for each in page["results"]], page["totalNumberOfResults"]) == ([secret.public_id], 2)


def test_anonymous_users_make_no_activity() -> None:
    assert post(Wire()).status == 403


def test_a_bundle_has_the_activity_of_the_current_version_where_it_is_asked_for(wire: Wire, file: Node) -> None:
    address = f"/repo/v1/entity/{file.public_id}"
    wanted = {"includeEntity": True, "includeActivity": True}
    assert "activity" not in wire.post(f"{address}/bundle2", wanted).json
    made = post(wire, used_url("https://example.org/x"), used_entity("syn456", 1)).json
    put(wire, file, made["id"])
    assert wire.post(f"{address}/bundle2", wanted).json["activity"] == made
    assert wire.post(f"{address}/version/1/bundle2", wanted).json["activity"] == made
    assert "activity" not in wire.post(f"{address}/bundle2", {"includeEntity": True}).json
    entity = wire.post(f"{address}/bundle2", wanted).json["entity"]
    wire.put(f"{address}?newVersion=true", {**entity, "versionLabel": "second"})
    # Of the current version, which nothing made: as Synapse does.
    assert "activity" not in wire.post(f"{address}/version/1/bundle2", wanted).json
    assert wire.get(f"{address}/version/1/generatedBy").json == made
