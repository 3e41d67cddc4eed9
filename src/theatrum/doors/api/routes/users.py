"""People: who am I, profiles, headers by name and id, certification, the terms of service."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import TERMS_PAGE, Routes
from theatrum.doors.api.wire import users as wire
from theatrum.drivers import installation
from theatrum.kernel.ids import parse_number
from theatrum.kernel.paging import page
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import principals, queries
from theatrum.repository.accounts.actions import people, terms
from theatrum.repository.accounts.errors import UserNotFound
from theatrum.repository.accounts.models import User

repo = Routes(tag="people")
auth = Routes(tag="people")


@repo.get("/userProfile")
@repo.get("/userProfile/")  # so written by getUserProfile() without an id
def get_own_profile(request: ApiRequest) -> wire.UserProfile:
    """Return the profile of who asks; clients call it once to sign in."""
    if request.actor.is_anonymous:
        name = principals.NAMES[request.actor.id]
        return wire.UserProfile(owner_id=str(request.actor.id), user_name=name, display_name=name)
    return _profile(queries.find_user(request.actor.id), shows_addresses=True)


@repo.put("/userProfile", writes=True)
def put_own_profile(request: ApiRequest, body: wire.ProfileChange) -> wire.UserProfile:
    """Change one's own profile, or as an administrator that of another."""
    user_id = parse_number(body.owner_id or request.actor.id, what="user id")
    sent = body.model_dump(exclude_none=True, by_alias=False, exclude={"owner_id", "etag", "user_name"})
    if body.user_name is not None:
        sent["username"] = body.user_name
    user = people.update_profile(actor=request.actor, user_id=user_id, etag=body.etag, **sent)
    return _profile(user, shows_addresses=True)


@repo.get("/userProfile/{profile_id}")
def get_profile(request: ApiRequest, profile_id: str) -> wire.UserProfile:
    """Return a person's profile."""
    user = queries.find_user(parse_number(profile_id, what="user id"))
    return _profile(user, shows_addresses=_sees_addresses(request.actor, user))


@repo.get("/userGroupHeaders")
def find_headers(
    request: ApiRequest,
    prefix: str = "",
    typeFilter: str = "ALL",
    limit: int = 10,
    offset: int = 0,
) -> wire.UserGroupHeaderPage:
    """Return people and teams whose names begin with a text."""
    asked = {"USERS_ONLY": True, "TEAMS_ONLY": False}.get(typeFilter.upper())
    window = page(limit, offset, cap=100)
    found = queries.headers_by_prefix(prefix, page=window, is_individual=asked)
    headers = [_header(header) for header in found]
    return wire.UserGroupHeaderPage(
        children=headers, prefix_filter=prefix, total_number_of_results=window.offset + len(headers)
    )


@repo.get("/userGroupHeaders/batch")
def get_headers(request: ApiRequest, ids: str = "") -> wire.UserGroupHeaderPage:
    """Return people and teams by their ids, separated by commas."""
    asked = [parse_number(text, what="principal id") for text in ids.split(",") if text.strip()]
    headers = [_header(header) for header in queries.headers(asked)]
    return wire.UserGroupHeaderPage(children=headers, total_number_of_results=len(headers))


@repo.get("/user/{user_id}/bundle")
def get_bundle(request: ApiRequest, user_id: str, mask: int = 0) -> wire.UserBundle:
    """Return what a mask asks for about a person; nobody here is verified by an identity document."""
    user = queries.find_user(parse_number(user_id, what="user id"))
    shows_addresses = _sees_addresses(request.actor, user)
    return wire.UserBundle(
        user_id=str(user.pk),
        user_profile=_profile(user, shows_addresses=shows_addresses) if mask & 0x1 else None,
        is_certified=user.is_certified if mask & 0x8 else None,
        is_verified=False if mask & 0x10 else None,
        # Access requirements are lifted by administrators; nobody reviews them besides.
        is_act_member=user.is_administrator if mask & 0x20 else None,
        is_ar_reviewer=user.is_administrator if mask & 0x40 else None,
    )


@repo.get("/user/{user_id}/certifiedUserPassingRecord")
def get_passing_record(request: ApiRequest, user_id: str) -> wire.PassingRecord:
    """Say that a person is certified; 404 for somebody who is not."""
    user = queries.find_user(parse_number(user_id, what="user id"))
    if not user.is_certified:
        raise UserNotFound(name=f"{user.pk} (certification record)")
    return wire.PassingRecord(
        user_id=str(user.pk), response_id=user.pk, score=1, passed=True, certified=True, passed_on=user.certified_on
    )


@auth.get("/termsOfUse2/info")
def get_terms_info(request: ApiRequest) -> wire.TermsInfo:
    """Name the terms in force."""
    current = queries.current_terms()
    return wire.TermsInfo(
        latest_terms_of_service_version=current.version if current else None,
        terms_of_service_url=f"{installation.settings().base_url}{TERMS_PAGE}",
    )


@auth.get("/termsOfUse2/status")
def get_terms_status(request: ApiRequest) -> wire.TermsStatus:
    """Say whether who asks has accepted the terms in force."""
    waiting = queries.unaccepted_terms(request.actor.id)
    state = "MUST_AGREE_NOW" if waiting else "UP_TO_DATE"
    return wire.TermsStatus(user_id=str(request.actor.id), user_current_terms_of_service_state=state)


@auth.post("/termsOfUse2", status=204, writes=True, terms=False)
def accept_terms(request: ApiRequest, body: wire.TermsAgreement) -> None:
    """Accept the terms: the version named, else the one in force."""
    current = queries.current_terms()
    version = body.terms_of_service_version or (current.version if current else "")
    terms.accept_terms(actor=request.actor, version=version)


def _sees_addresses(actor: Actor, user: User) -> bool:
    return actor.id == user.pk or actor.sees_all


def _profile(user: User, *, shows_addresses: bool) -> wire.UserProfile:
    address = user.email if shows_addresses else None
    return wire.UserProfile(
        owner_id=str(user.pk),
        etag=user.etag,
        user_name=user.username,
        display_name=user.get_full_name(),
        first_name=user.first_name,
        last_name=user.last_name,
        email=address,
        emails=[address] if address else [],
        company=user.company,
        position=user.position,
        created_on=user.created_on,
    )


def _header(header: queries.Header) -> wire.UserGroupHeader:
    return wire.UserGroupHeader(
        owner_id=str(header.id),
        user_name=header.name,
        is_individual=header.is_individual,
        first_name=header.first_name,
        last_name=header.last_name,
    )
