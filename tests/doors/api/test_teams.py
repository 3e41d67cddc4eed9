"""Teams on the wire: made, listed, joined, deleted."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_person
from tests.support.wire import Wire, sign_in
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db


def create(wire: Wire, name: str = "HTAN2 Liaisons", **fields: object) -> str:
    answer = wire.post("/repo/v1/team", {"name": name, **fields})
    assert answer.status == 201, answer.content
    return str(answer.json["id"])


def test_team_is_made_with_its_maker_as_manager(ana: Actor, wire: Wire) -> None:
    team_id = create(wire, description="Who helps")
    team = wire.get(f"/repo/v1/team/{team_id}").json
    assert (team["name"], team["description"], team["createdBy"]) == ("HTAN2 Liaisons", "Who helps", str(ana.id))
    [member] = wire.get(f"/repo/v1/teamMembers/{team_id}").json["results"]
    assert (member["isAdmin"], member["member"]["userName"], member["teamId"]) == (True, "ana", team_id)


def test_name_of_a_team_is_taken_once(wire: Wire) -> None:
    create(wire)
    assert wire.post("/repo/v1/team", {"name": "htan2 liaisons"}).status == 409


def test_teams_are_found_by_fragment_and_pages_end_empty(wire: Wire) -> None:
    for name in ("HTAN2 DCC", "HTAN2 Liaisons", "Others"):
        create(wire, name)
    page = wire.get("/repo/v1/teams?fragment=htan2&limit=20&offset=0").json
    assert [team["name"] for team in page["results"]] == ["HTAN2 DCC", "HTAN2 Liaisons"]
    assert page["totalNumberOfResults"] == 2
    assert wire.get("/repo/v1/teams?fragment=htan2&limit=20&offset=20").json["results"] == []
    assert len(wire.get("/repo/v1/teams?query=others").json["results"]) == 1


def test_unknown_team_is_404_in_synapses_words(wire: Wire) -> None:
    assert wire.get("/repo/v1/team/99999").reason == "Team id: '99999' does not exist"


def test_team_is_deleted_once_and_then_gone(wire: Wire) -> None:
    team_id = create(wire)
    assert wire.delete(f"/repo/v1/team/{team_id}").status == 204
    assert wire.delete(f"/repo/v1/team/{team_id}").status == 204
    assert wire.get(f"/repo/v1/team/{team_id}").status == 404


def test_team_of_others_cannot_be_changed_or_deleted(wire: Wire) -> None:
    team_id, bob = create(wire), sign_in(make_person("bob"))
    assert bob.delete(f"/repo/v1/team/{team_id}").status == 403
    assert bob.put("/repo/v1/team", {"id": team_id, "name": "Mine now"}).status == 403


def test_team_changes_with_its_etag_only(wire: Wire) -> None:
    team_id = create(wire)
    team = wire.get(f"/repo/v1/team/{team_id}").json
    changed = wire.put("/repo/v1/team", {**team, "description": "New"}).json
    assert (changed["description"], changed["name"]) == ("New", team["name"])
    assert wire.put("/repo/v1/team", {**team, "description": "Old"}).status == 412


def test_teams_by_ids(wire: Wire) -> None:
    ids = [create(wire, name) for name in ("Alpha", "Beta")]
    found = wire.post("/repo/v1/teamList", {"list": [int(ids[1]), ids[0]]}).json["list"]
    assert [team["name"] for team in found] == ["Beta", "Alpha"]
    assert wire.post("/repo/v1/teamList", {"list": ["99999"]}).status == 404


def test_invited_person_joins_and_leaves(wire: Wire) -> None:
    team_id, bob = create(wire), make_person("bob")
    status = f"/repo/v1/team/{team_id}/member/{bob.id}/membershipStatus"
    member = f"/repo/v1/team/{team_id}/member/{bob.id}"
    assert sign_in(bob).put(member).status == 403
    assert wire.post("/repo/v1/membershipInvitation", {"teamId": team_id, "inviteeId": str(bob.id)}).status == 201
    assert wire.get(status).json["hasOpenInvitation"] is True
    assert wire.get(f"/repo/v1/team/{team_id}/openInvitation?inviteeId={bob.id}").json["totalNumberOfResults"] == 1
    assert sign_in(bob).put(member).status == 204
    assert (wire.get(status).json["isMember"], wire.get(status).json["hasOpenInvitation"]) == (True, False)
    assert [team["id"] for team in wire.get(f"/repo/v1/user/{bob.id}/team").json["results"]] == [team_id]
    assert wire.get(member).json["isAdmin"] is False
    assert sign_in(bob).delete(member).status == 204
    assert wire.get(member).status == 404


def test_invitation_is_taken_back(wire: Wire) -> None:
    team_id = create(wire)
    body = {"teamId": team_id, "inviteeEmail": "eve@example.org", "message": "Come"}
    invitation = wire.post("/repo/v1/membershipInvitation", body).json
    assert wire.delete(f"/repo/v1/membershipInvitation/{invitation['id']}").status == 204
    assert wire.get(f"/repo/v1/team/{team_id}/openInvitation").json["results"] == []


def test_invitations_with_their_addresses_are_for_managers(wire: Wire) -> None:
    team_id, bob = create(wire), make_person("bob")
    wire.post("/repo/v1/membershipInvitation", {"teamId": team_id, "inviteeEmail": "eve@example.org"})
    wire.post("/repo/v1/membershipInvitation", {"teamId": team_id, "inviteeId": str(bob.id)})
    path = f"/repo/v1/team/{team_id}/openInvitation"
    assert wire.get(path).json["totalNumberOfResults"] == 2
    refused = sign_in(bob).get(path)
    assert refused.status == 403
    assert b"eve@example.org" not in refused.content
    own = sign_in(bob).get(f"{path}?inviteeId={bob.id}").json["results"]
    assert [each["inviteeId"] for each in own] == [str(bob.id)]


def test_members_by_type(wire: Wire) -> None:
    team_id, bob = create(wire), make_person("bob")
    assert wire.put(f"/repo/v1/team/{team_id}/member/{bob.id}").status == 204
    path = f"/repo/v1/teamMembers/{team_id}"
    assert [each["member"]["userName"] for each in wire.get(path).json["results"]] == ["ana", "bob"]
    assert [each["member"]["userName"] for each in wire.get(f"{path}?memberType=ADMIN").json["results"]] == ["ana"]
    assert [each["member"]["userName"] for each in wire.get(f"{path}?fragment=b").json["results"]] == ["bob"]
    assert wire.get(f"{path}?memberType=x").status == 400


def test_lists_take_as_many_queries_for_three_as_for_one(
    ana: Actor, wire: Wire, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    teams = [create(wire, f"Team {number}") for number in range(3)]
    for name in ("bob", "eve"):
        wire.put(f"/repo/v1/team/{teams[0]}/member/{make_person(name).id}")
    paths = ("/repo/v1/teams", f"/repo/v1/user/{ana.id}/team", f"/repo/v1/teamMembers/{teams[0]}")
    for path in paths:
        wire.get(path)
        for limit in (1, 3):
            with django_assert_num_queries(6 if "Members" in path else 4):
                assert len(wire.get(f"{path}?limit={limit}").json["results"]) == limit
