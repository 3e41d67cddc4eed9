"""Coming into teams on the wire: invitations, requests, roles, and how a person stands to a team."""

import pytest

from tests.factories.entities import make_person
from tests.support.wire import Wire, sign_in
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben() -> Actor:
    return make_person("ben")


def create(wire: Wire, **fields: object) -> str:
    answer = wire.post("/repo/v1/team", {"name": "HTAN2 Liaisons", **fields})
    assert answer.status == 201, answer.content
    return str(answer.json["id"])


def status(wire: Wire, team_id: str, person: Actor) -> set[str]:
    """Return what is true of how a person stands to a team, by the names of the wire."""
    found = wire.get(f"/repo/v1/team/{team_id}/member/{person.id}/membershipStatus").json
    assert (found.pop("teamId"), found.pop("userId")) == (team_id, str(person.id))
    return {name for name, is_true in found.items() if is_true}


def test_how_people_stand_to_a_team(ana: Actor, ben: Actor, wire: Wire) -> None:
    team_id, theirs = create(wire), sign_in(ben)
    assert status(wire, team_id, ana) == {"isMember", "canJoin", "canSendEmail"}
    assert status(theirs, team_id, ben) == {"membershipApprovalRequired", "canSendEmail"}
    wire.post("/repo/v1/membershipInvitation", {"teamId": team_id, "inviteeId": str(ben.id)})
    assert status(theirs, team_id, ben) == {
        "hasOpenInvitation",
        "canJoin",
        "membershipApprovalRequired",
        "canSendEmail",
    }
    assert wire.get(f"/repo/v1/team/{team_id}/member/99999/membershipStatus").status == 404


def test_open_team_needs_no_approval(ben: Actor, wire: Wire) -> None:
    team_id = create(wire, canPublicJoin=True)
    assert status(sign_in(ben), team_id, ben) == {"canJoin", "canSendEmail"}


def test_request_is_made_seen_by_managers_and_ends_with_membership(ben: Actor, wire: Wire) -> None:
    team_id, theirs = create(wire), sign_in(ben)
    made = theirs.post("/repo/v1/membershipRequest", {"teamId": team_id, "message": "I am of HTA201."})
    assert (made.status, made.json["userId"], made.json["message"]) == (201, str(ben.id), "I am of HTA201.")
    assert "hasOpenRequest" in status(wire, team_id, ben)
    path = f"/repo/v1/team/{team_id}/openRequest"
    assert [one["id"] for one in wire.get(f"{path}?requestorId={ben.id}").json["results"]] == [made.json["id"]]
    assert theirs.get(path).status == 403
    own = theirs.get(f"/repo/v1/user/{ben.id}/openRequest?teamId={team_id}").json
    assert own["totalNumberOfResults"] == 1
    assert wire.get(f"/repo/v1/user/{ben.id}/openRequest").status == 403
    assert wire.put(f"/repo/v1/team/{team_id}/member/{ben.id}").status == 204
    assert wire.get(path).json["results"] == []


def test_request_is_taken_back_and_nobody_else_takes_it(ben: Actor, wire: Wire) -> None:
    team_id = create(wire)
    made = sign_in(ben).post("/repo/v1/membershipRequest", {"teamId": team_id}).json
    address = f"/repo/v1/membershipRequest/{made['id']}"
    assert sign_in(make_person("eve")).delete(address).status == 403
    assert sign_in(ben).delete(address).status == 204
    assert sign_in(ben).delete(address).status == 204


@pytest.mark.parametrize(
    ("team", "reason"),
    [
        ({"canPublicJoin": True}, "This team is already open for the public to join"),
        ({"canRequestMembership": False}, "This team has been closed to new membership requests."),
    ],
)
def test_request_that_makes_no_sense_is_400(ben: Actor, wire: Wire, team: dict[str, bool], reason: str) -> None:
    refused = sign_in(ben).post("/repo/v1/membershipRequest", {"teamId": create(wire, **team)})
    assert refused.status == 400
    assert refused.reason.startswith(reason)


def test_nobody_requests_for_another(ben: Actor, wire: Wire) -> None:
    body = {"teamId": create(wire), "userId": str(make_person("eve").id)}
    assert sign_in(ben).post("/repo/v1/membershipRequest", body).status == 403


@pytest.mark.parametrize("invitee", [{}, {"inviteeId": "1", "inviteeEmail": "eve@example.org"}])
def test_invitation_names_one_invitee(wire: Wire, invitee: dict[str, str]) -> None:
    refused = wire.post("/repo/v1/membershipInvitation", {"teamId": create(wire), **invitee})
    assert refused.status == 400
    assert refused.reason.startswith("One and only one of the fields 'inviteeId' and 'inviteeEmail' is required")


def test_invitation_is_deleted_by_its_two_sides_only(ben: Actor, wire: Wire) -> None:
    team_id = create(wire)
    made = wire.post("/repo/v1/membershipInvitation", {"teamId": team_id, "inviteeId": str(ben.id)}).json
    address = f"/repo/v1/membershipInvitation/{made['id']}"
    assert sign_in(ben).get(f"/repo/v1/user/{ben.id}/openInvitation").json["results"] == [made]
    assert sign_in(make_person("eve")).get(f"/repo/v1/user/{ben.id}/openInvitation").status == 403
    assert sign_in(make_person("mallory")).delete(address).status == 403
    assert sign_in(ben).delete(address).status == 204
    assert wire.delete(address).status == 204


def test_member_becomes_manager_and_ordinary_again(ana: Actor, ben: Actor, wire: Wire) -> None:
    team_id = create(wire)
    wire.put(f"/repo/v1/team/{team_id}/member/{ben.id}")
    role = f"/repo/v1/team/{team_id}/member/{ben.id}/permission"
    assert sign_in(ben).put(f"{role}?isAdmin=true").status == 403
    assert wire.put(f"{role}?isAdmin=true").status == 204
    assert wire.get(f"/repo/v1/team/{team_id}/member/{ben.id}").json["isAdmin"] is True
    assert wire.put(f"{role}?isAdmin=false").status == 204
    assert wire.get(f"/repo/v1/team/{team_id}/member/{ben.id}").json["isAdmin"] is False
    last = wire.put(f"/repo/v1/team/{team_id}/member/{ana.id}/permission?isAdmin=false")
    assert (last.status, last.reason) == (400, "Team must have at least one team manager.")
    assert wire.put(role).status == 400


def test_members_are_counted_and_somebody_else_is_none(ben: Actor, wire: Wire) -> None:
    team_id = create(wire)
    assert wire.get(f"/repo/v1/teamMembers/count/{team_id}").json == {"count": 1}
    missing = wire.get(f"/repo/v1/team/{team_id}/member/{ben.id}")
    assert (missing.status, missing.reason) == (
        404,
        f"Member with id '{ben.id}' was not found in team with id '{team_id}'",
    )


def test_acl_of_a_team_tells_and_changes_its_managers(ana: Actor, ben: Actor, wire: Wire) -> None:
    team_id = create(wire)
    acl = wire.get(f"/repo/v1/team/{team_id}/acl").json
    managers = [
        entry["principalId"] for entry in acl["resourceAccess"] if "TEAM_MEMBERSHIP_UPDATE" in entry["accessType"]
    ]
    assert managers == [ana.id]
    assert sign_in(ben).put("/repo/v1/team/acl", acl).status == 403
    orphaned = [entry for entry in acl["resourceAccess"] if entry["principalId"] != ana.id]
    assert wire.put("/repo/v1/team/acl", {**acl, "resourceAccess": orphaned}).status == 400
    everybody = {"principalId": ben.id, "accessType": ["READ", "UPDATE", "TEAM_MEMBERSHIP_UPDATE"]}
    changed = wire.put("/repo/v1/team/acl", {**acl, "resourceAccess": [*acl["resourceAccess"], everybody]})
    assert changed.status == 200
    assert wire.put("/repo/v1/team/acl", acl).status == 412
