"""Reading accounts: from a person to the actor that access understands, profiles, teams, terms."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from theatrum.drivers.db.prepared import Prepared
from theatrum.kernel import clock
from theatrum.kernel.paging import Page
from theatrum.repository.access.models import Acl, AclEntry
from theatrum.repository.access.permissions import (
    ALL_SCOPES,
    ANONYMOUS,
    Actor,
    Permission,
    Scope,
)
from theatrum.repository.access.queries import find_acl, readable_ids, require
from theatrum.repository.accounts import policy, principals
from theatrum.repository.accounts.credentials import digest
from theatrum.repository.accounts.errors import (
    InvitationNotUsable,
    TeamNotFound,
    TermsNotAccepted,
    UserNotFound,
)
from theatrum.repository.accounts.identification import principals_of, terms_for
from theatrum.repository.accounts.models import (
    AccessToken,
    AccountInvitation,
    Principal,
    Team,
    TeamMember,
    TermsAcceptance,
    TermsOfService,
    User,
)

Invitations: TypeAlias = QuerySet[AccountInvitation, AccountInvitation]


@dataclass(frozen=True)
class Header:
    """A person or team in one line, as lists and pickers show it."""

    id: int
    name: str
    is_individual: bool
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True)
class Member:
    """A person in a team."""

    header: Header
    is_manager: bool


def actor_of(user: User, scopes: frozenset[Scope] = ALL_SCOPES) -> Actor:
    """Return the actor of a person: their own id, their teams, and the two groups of everyone."""
    if not user.is_active:
        return ANONYMOUS
    return Actor(
        id=user.pk,
        principal_ids=principals_of(user.pk),
        is_certified=user.is_certified,
        is_administrator=user.is_administrator,
        scopes=scopes,
    )


# Asked by every request and every edit of a grid.
_user = Prepared(lambda number: User.objects.filter(pk=number), number=int)


def find_user(user_id: int) -> User:
    """Return a person by id. Raises UserNotFound."""
    # A relation's key, unlike a plain column, does not look at the range by itself.
    user = _user.first(number=user_id) if user_id < 2**63 else None
    if user is None:
        raise UserNotFound(name=user_id)
    return user


def find_user_by_name(username: str) -> User:
    """Return a person by user name, whatever its case. Raises UserNotFound."""
    user = User.objects.filter(name_key=policy.name_key(username)).first()
    if user is None:
        raise UserNotFound(name=username)
    return user


def is_person(principal_id: int) -> bool:
    """Tell whether a principal has an account."""
    return User.objects.filter(pk=principal_id).exists()


def name_is_taken(name: str, *, except_id: int = 0) -> bool:
    """Tell whether a person or team has the name; case does not distinguish names."""
    return Principal.objects.filter(name_key=policy.name_key(name)).exclude(pk=except_id).exists()


def people(*, fragment: str = "") -> QuerySet[User]:
    """Return accounts by user name, those whose name or address holds the fragment."""
    found = User.objects.order_by("username")
    if fragment:
        columns = ("username", "email", "first_name", "last_name")
        found = found.filter(_any(columns, "icontains", fragment))
    return found


def headers(ids: Collection[int]) -> list[Header]:
    """Return headers of principals in the order asked; unknown ids are absent. Two queries at most."""
    people = User.objects.filter(pk__in=ids)
    teams = Team.objects.filter(pk__in=ids)
    known = {header.id: header for header in (*map(user_header, people), *map(team_header, teams))}
    for number in principals.NAMES.keys() & set(ids):
        known[number] = _seeded_header(number)
    return [known[number] for number in dict.fromkeys(ids) if number in known]


def headers_by_prefix(prefix: str, *, page: Page, is_individual: bool | None = None) -> list[Header]:
    """Return headers of active people and of teams whose names begin so, people first, by name."""
    found: list[Header] = []
    if is_individual is not False:
        columns = ("username", "first_name", "last_name")
        people = User.objects.filter(_any(columns, "istartswith", prefix), is_active=True)
        found += map(user_header, people.order_by("username")[: page.end])
    if is_individual is not True:
        teams = Team.objects.filter(name__istartswith=prefix).order_by("name")
        found += map(team_header, teams[: page.end])
    return found[page.offset : page.end]


def user_header(user: User) -> Header:
    """Return the header of a person."""
    return Header(
        id=user.pk, name=user.username, is_individual=True, first_name=user.first_name, last_name=user.last_name
    )


def team_header(team: Team) -> Header:
    """Return the header of a team."""
    return Header(id=team.pk, name=team.name, is_individual=False)


def names(ids: Iterable[int]) -> dict[int, str]:
    """Return what to call principals in pages: a person's full name, a team's name."""
    wanted = set(ids)
    users = _user(number=next(iter(wanted))) if len(wanted) == 1 else list(User.objects.filter(pk__in=wanted))
    known = {user.pk: user.get_full_name() for user in users}
    if rest := wanted - known.keys():
        known |= dict(Team.objects.filter(pk__in=rest).values_list("pk", "name"))
    return known | {number: name for number, name in principals.NAMES.items() if number in wanted}


def find_team(team_id: int) -> Team:
    """Return a team by id. Raises TeamNotFound."""
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        raise TeamNotFound(id=team_id)
    return team


def readable_team(actor: Actor, team_id: int) -> Team:
    """Return a team that the actor may read. Raises TeamNotFound, AccessDenied, NotSignedIn."""
    team = find_team(team_id)
    require(actor, Permission.READ, team)
    return team


def team_acl(team_id: int) -> Acl:
    """Return the ACL of a team. Raises TeamNotFound."""
    acl = find_acl("team", team_id)
    if acl is None:
        raise TeamNotFound(id=team_id)
    return acl


def teams(actor: Actor, *, fragment: str = "") -> QuerySet[Team]:
    """Return the teams that the actor may read, by name, those whose name holds the fragment."""
    found = Team.objects.filter(pk__in=readable_ids(actor, "team")).order_by("name")
    return found.filter(name__icontains=fragment) if fragment else found


def teams_of(actor: Actor, user_id: int) -> QuerySet[Team]:
    """Return the teams of a person that the actor may read, by name."""
    return teams(actor).filter(members__user_id=user_id)


def members(team: Team, *, fragment: str = "", is_manager: bool | None = None) -> QuerySet[TeamMember]:
    """Return memberships by user name, each with its ``user`` and ``is_manager``, in one query."""
    manages = AclEntry.objects.filter(
        acl__owner_kind="team",
        acl__owner_id=OuterRef("team_id"),
        principal_id=OuterRef("user_id"),
        permission=Permission.TEAM_MEMBERSHIP_UPDATE,
    )
    found = team.members.select_related("user").annotate(is_manager=Exists(manages))
    if fragment:
        columns = ("user__username", "user__first_name", "user__last_name")
        found = found.filter(_any(columns, "istartswith", fragment))
    if is_manager is not None:
        found = found.filter(is_manager=is_manager)
    return found.order_by("user__username")


def tokens_of(user_id: int) -> QuerySet[AccessToken]:
    """Return a person's tokens that are not revoked, newest first."""
    return AccessToken.objects.filter(user_id=user_id, revoked_on=None).order_by("-created_on", "-pk")


def current_terms() -> TermsOfService | None:
    """Return the terms in force, or None if none were ever published."""
    return TermsOfService.objects.order_by("-published_on", "-pk").first()


def terms_versions() -> QuerySet[TermsOfService]:
    """Return every version, newest first, each with how many people accepted it."""
    return TermsOfService.objects.annotate(acceptances=Count("termsacceptance")).order_by("-published_on", "-pk")


def unaccepted_terms(user_id: int) -> TermsOfService | None:
    """Return the terms in force if the person has not accepted them, in one query."""
    accepted = TermsAcceptance.objects.filter(terms_id=OuterRef("pk"), user_id=user_id)
    newest = TermsOfService.objects.annotate(is_accepted=Exists(accepted)).order_by("-published_on", "-pk").first()
    return newest if newest is not None and not newest.is_accepted else None


def require_terms(actor: Actor, *, url: str) -> None:
    """Return quietly if the actor accepted the terms in force; ``url`` is where they can.

    Raises TermsNotAccepted.
    """
    if actor.is_anonymous:
        return
    version, is_accepted = terms_for(actor.id) or ("", True)
    if not is_accepted:
        raise TermsNotAccepted(version=version, url=url)


def find_invitation(secret: str) -> AccountInvitation:
    """Return the open invitation of a link. Raises InvitationNotUsable saying why it is not open."""
    invitation = AccountInvitation.objects.filter(digest=digest(secret)).first()
    if invitation is None:
        raise InvitationNotUsable(reason="is not one that this server made")
    if (reason := _why_closed(invitation, clock.now())) is not None:
        raise InvitationNotUsable(reason=reason)
    return invitation


def invitations() -> Invitations:
    """Return the invitations that nobody has accepted or revoked, newest first."""
    waiting = AccountInvitation.objects.filter(accepted_on=None, revoked_on=None)
    return waiting.order_by("-created_on", "-pk")


def open_invitations(emails: Collection[str]) -> list[AccountInvitation]:
    """Return the invitations of some addresses that still work, newest first; one query."""
    wanted = {email.lower() for email in emails}
    found = invitations().annotate(key=Lower("email")).filter(key__in=wanted, expires_on__gt=clock.now())
    return list(found)


def counts() -> dict[str, int]:
    """Count people for the administrators' page."""
    return User.objects.aggregate(
        all=Count("pk"),
        active=Count("pk", filter=Q(is_active=True)),
        administrators=Count("pk", filter=Q(is_administrator=True, is_active=True)),
    )


def _why_closed(invitation: AccountInvitation, moment: datetime) -> str | None:
    if invitation.accepted_on is not None:
        return "was used already"
    if invitation.revoked_on is not None:
        return "was taken back"
    return "has expired" if invitation.expires_on <= moment else None


def _seeded_header(number: int) -> Header:
    return Header(id=number, name=principals.NAMES[number], is_individual=number in principals.INDIVIDUALS)


def _any(columns: Iterable[str], lookup: str, value: str) -> Q:
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__{lookup}": value})
    return condition
