"""People on the wire: profiles, headers, certification, terms."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_person
from tests.support.wire import Wire, sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions.people import certify_user
from theatrum.repository.accounts.actions.terms import publish_terms
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db

PROFILE = "/repo/v1/userProfile"


def test_own_profile_has_what_the_client_needs_to_sign_in(ana: Actor, wire: Wire) -> None:
    profile = wire.get(PROFILE).json
    assert (profile["ownerId"], profile["userName"]) == (str(ana.id), "ana")
    assert profile["emails"] == ["ana@example.org"]
    assert profile["displayName"] == "ana"


def test_profile_of_nobody_is_the_anonymous_one() -> None:
    profile = Wire().get(PROFILE).json
    assert (profile["ownerId"], profile["userName"], profile["emails"]) == ("273950", "anonymous", [])


def test_addresses_are_for_the_person_and_administrators(ana: Actor) -> None:
    path = f"{PROFILE}/{ana.id}"
    assert sign_in(make_person("bob")).get(path).json["emails"] == []
    assert "email" not in Wire().get(path).json
    assert sign_in(make_person("root", is_administrator=True)).get(path).json["emails"] == ["ana@example.org"]


def test_profile_changes_with_its_etag_only(wire: Wire) -> None:
    profile = wire.get(PROFILE).json
    changed = wire.put(PROFILE, {**profile, "firstName": "Ana", "lastName": "Díaz"}).json
    assert (changed["displayName"], changed["etag"] != profile["etag"]) == ("Ana Díaz", True)
    stale = wire.put(PROFILE, {**profile, "firstName": "Eva"})
    assert stale.status == 412
    assert "was updated since you last fetched it" in stale.reason


def test_profile_of_somebody_else_cannot_be_changed(ana: Actor) -> None:
    assert sign_in(make_person("bob")).put(PROFILE, {"ownerId": str(ana.id), "firstName": "X"}).status == 403


def test_profile_that_does_not_exist_is_404(wire: Wire) -> None:
    answer = wire.get(f"{PROFILE}/99999")
    assert answer.status == 404
    assert answer.reason == "User profile for '99999' does not exist"


def test_headers_by_prefix_are_called_children(wire: Wire) -> None:
    make_person("anatole")
    wire.post("/repo/v1/team", {"name": "Anatomists"})
    page = wire.get("/repo/v1/userGroupHeaders?prefix=ANA").json
    assert [header["userName"] for header in page["children"]] == ["ana", "anatole", "Anatomists"]
    assert [header["isIndividual"] for header in page["children"]] == [True, True, False]
    only = wire.get("/repo/v1/userGroupHeaders?prefix=ana&typeFilter=TEAMS_ONLY").json
    assert [header["userName"] for header in only["children"]] == ["Anatomists"]
    assert wire.get("/repo/v1/userGroupHeaders?prefix=ana&offset=3").json["children"] == []


@pytest.mark.parametrize("offset", [2**62 + 1, 2**63 - 1, 2**80])
def test_page_that_no_database_counts_to_is_400(wire: Wire, offset: int) -> None:
    for path in ("userGroupHeaders?prefix=a", "teams?fragment=a"):
        assert "offset must be 0 to" in wire.get(f"/repo/v1/{path}&offset={offset}&limit=100").reason


def test_headers_by_ids_come_in_the_order_asked(ana: Actor, wire: Wire) -> None:
    asked = f"273949,{ana.id},99999,273948"
    children = wire.get(f"/repo/v1/userGroupHeaders/batch?ids={asked}").json["children"]
    assert [header["userName"] for header in children] == ["PUBLIC", "ana", "AUTHENTICATED_USERS"]


def test_headers_take_as_many_queries_for_three_as_for_one(
    wire: Wire, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [make_person(f"person{number}") for number in range(3)]
    wire.get(PROFILE)
    for asked in (people[:1], people):
        with django_assert_num_queries(4):
            wire.get(f"/repo/v1/userGroupHeaders/batch?ids={','.join(str(person.id) for person in asked)}")
        with django_assert_num_queries(4):
            wire.get(f"/repo/v1/userGroupHeaders?prefix=person&limit={len(asked)}")


def test_certified_person_has_a_passing_record(ana: Actor, wire: Wire) -> None:
    path = f"/repo/v1/user/{ana.id}/certifiedUserPassingRecord"
    assert wire.get(path).status == 404
    with writing():
        certify_user(actor=OPERATOR, user_id=ana.id, is_certified=True)
    assert wire.get(path).json["passed"] is True


def test_bundle_holds_what_the_mask_asks_for(ana: Actor, wire: Wire) -> None:
    path = f"/repo/v1/user/{ana.id}/bundle"
    assert wire.get(f"{path}?mask=1").json["userProfile"]["ownerId"] == str(ana.id)
    assert wire.get(f"{path}?mask=120").json == {
        "userId": str(ana.id),
        "isCertified": False,
        "isVerified": False,
        "isACTMember": False,
        "isARReviewer": False,
    }
    assert wire.get("/repo/v1/user/99999999/bundle?mask=1").status == 404


def test_terms_are_named_and_accepted(wire: Wire) -> None:
    assert wire.get("/auth/v1/termsOfUse2/status").json["userCurrentTermsOfServiceState"] == "UP_TO_DATE"
    with writing():
        publish_terms(actor=OPERATOR, version="2026-11", text="Be kind.")
    assert wire.get("/auth/v1/termsOfUse2/info").json["latestTermsOfServiceVersion"] == "2026-11"
    assert wire.get("/auth/v1/termsOfUse2/status").json["userCurrentTermsOfServiceState"] == "MUST_AGREE_NOW"
    assert wire.post("/auth/v1/termsOfUse2", {}).status == 204
    assert wire.get("/auth/v1/termsOfUse2/status").json["userCurrentTermsOfServiceState"] == "UP_TO_DATE"
    assert wire.post("/auth/v1/termsOfUse2", {"termsOfServiceVersion": "1999"}).status == 404


def test_own_profile_also_has_an_address_with_a_slash_at_its_end(wire: Wire) -> None:
    assert wire.get(f"{PROFILE}/").json == wire.get(PROFILE).json
