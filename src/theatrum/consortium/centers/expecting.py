"""Personnel forms of people who may have no account yet: filed at once for who has one, kept for who is invited."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import lapsing, queries, sight
from theatrum.consortium.centers.errors import AffiliationIsInvalid, AffiliationNotFound
from theatrum.consortium.centers.filing import enter, file_affiliation, require_filing, valid_institution, valid_text
from theatrum.consortium.centers.models import LONGEST_NAME, LONGEST_PHONE, Affiliation, ExpectedPerson
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import policy
from theatrum.repository.accounts.actions import invitations, keeping
from theatrum.repository.accounts.actions.invitations import NewInvitation
from theatrum.repository.accounts.models import AccountInvitation, User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import open_invitations
from theatrum.repository.audit import actions as audit


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a form: an affiliation, or an expectation with the invitation that was made for it, if any."""

    affiliation: Affiliation | None = None
    expected: ExpectedPerson | None = None
    invitation: NewInvitation | None = None


def file_person(
    *,
    actor: Actor,
    profile: Profile,
    email: str,
    center_id: str,
    role: str,
    name: str = "",
    institution_id: int | None = None,
    title: str = "",
    phone: str = "",
) -> Filed:
    """File somebody by e-mail address: an affiliation where an account has it, else they are invited and expected.

    Somebody with an open invitation gets no other one. The link of a new one is for its mail alone: whoever opens the
    account becomes all that is expected of the address.
    Raises CenterNotFound, RoleNotFound, NotEntitled, AffiliationIsInvalid, EmailIsInvalid.
    """
    center, held = queries.get_center(profile, center_id), queries.center_role(profile, role)
    require_filing(actor, center, represents=held.represents)
    email = policy.valid_email(email)
    known = User.objects.filter(email__iexact=email).first()
    if known is not None:
        made = file_affiliation(
            actor=actor,
            profile=profile,
            user_id=known.pk,
            center_id=center_id,
            role=role,
            institution_id=institution_id,
            title=title,
            phone=phone,
        )
        return Filed(affiliation=made)
    before = _waiting(email).filter(center_id=center_id, role=role).first()
    if before is not None and not lapsing.why_lapsed(profile, before):
        raise AffiliationIsInvalid(reason=f"{email} is expected as {held.name} of {center_id} already.")
    if before is not None:
        # It would give nothing: the new form takes its place.
        _end(actor, before)
    expected = ExpectedPerson.objects.create(
        email=email,
        name=valid_text(name, LONGEST_NAME, "name"),
        center_id=center_id,
        role=role,
        institution_id=valid_institution(center_id, institution_id),
        title=valid_text(title, LONGEST_NAME, "title"),
        phone=valid_text(phone, LONGEST_PHONE, "telephone number"),
        filed_by=actor.id,
        filed_on=clock.now(),
    )
    after = {"email": email, "center": center_id, "role": role}
    audit.record(actor.id, "person_expected", subject_kind="expected_person", subject_id=expected.pk, after=after)
    return Filed(expected=expected, invitation=None if open_invitations([email]) else _invite(actor, email))


def invite_again(*, actor: Actor, profile: Profile, expected_id: int) -> NewInvitation:
    """Make another link for somebody expected; the one before ends. Raises AffiliationNotFound, NotEntitled."""
    expected = _get(actor, profile, expected_id)
    return _invite(actor, expected.email)


def withdraw_expected(*, actor: Actor, profile: Profile, expected_id: int) -> ExpectedPerson:
    """Take a form back before its person came; they may open their account all the same.

    Raises AffiliationNotFound, NotEntitled.
    """
    expected = _get(actor, profile, expected_id)
    _end(actor, expected)
    return expected


def expected_at(center_id: str) -> QuerySet[ExpectedPerson]:
    """Return who is expected at a center, longest first, each with ``institution``."""
    found = ExpectedPerson.objects.filter(center_id=center_id, ended_on=None)
    return found.select_related("institution").order_by("filed_on", "pk")


def expected_by(emails: Collection[str]) -> dict[str, list[ExpectedPerson]]:
    """Return what is expected of addresses, by address in lower case; one query."""
    found: dict[str, list[ExpectedPerson]] = {}
    for one in ExpectedPerson.objects.filter(email__in=list(emails), ended_on=None).order_by("center_id", "pk"):
        found.setdefault(one.email.lower(), []).append(one)
    return found


def links_of(emails: Collection[str]) -> dict[str, AccountInvitation]:
    """Return the open invitations of addresses, by address in lower case; one query."""
    return {one.email.lower(): one for one in open_invitations(emails)}


def welcome(user: User) -> None:
    """Let somebody whose account was just opened be what they are expected as.

    Forms are judged again, as much may have changed since they were filed: one that lapsed gives nothing, and its
    center and the person are told why. What the profile has no role or center for any more stays expected, where its
    center sees it.
    """
    profile = in_force()
    for expected in _waiting(user.email).order_by("pk"):
        center, role = queries.find_center(profile, expected.center_id), profile.roles.get(expected.role)
        if center is None or role is None or role.scope != "center":
            continue
        why = lapsing.why_lapsed(profile, expected, user)
        if why:
            lapsing.lapse(profile, expected, user=user, why=why)
            continue
        expected.affiliation = enter(
            # On behalf of who filed it and was allowed to; nobody is signed in yet.
            actor=replace(OPERATOR, id=expected.filed_by),
            profile=profile,
            center=center,
            user=user,
            role=role.role,
            institution_id=expected.institution_id,
            title=expected.title,
            phone=expected.phone,
        )
        expected.ended_on = clock.now()
        expected.save(update_fields=["affiliation", "ended_on"])


def _end(actor: Actor, expected: ExpectedPerson) -> None:
    expected.ended_on = clock.now()
    expected.save(update_fields=["ended_on"])
    before = {"email": expected.email, "center": expected.center_id, "role": expected.role}
    audit.record(actor.id, "expectation_ended", subject_kind="expected_person", subject_id=expected.pk, before=before)


def _waiting(email: str) -> QuerySet[ExpectedPerson]:
    return ExpectedPerson.objects.filter(email__iexact=email, ended_on=None)


def _get(actor: Actor, profile: Profile, expected_id: int) -> ExpectedPerson:
    expected = ExpectedPerson.objects.select_for_update(of=("self",)).filter(pk=expected_id, ended_on=None).first()
    if expected is None or not sight.may_see(actor, expected.center_id):
        raise AffiliationNotFound(id=expected_id)
    center, role = queries.get_center(profile, expected.center_id), profile.roles.get(expected.role)
    require_filing(actor, center, represents=role is not None and role.represents)
    return expected


def _invite(actor: Actor, email: str) -> NewInvitation:
    # What an administrator promised with the link before holds for this one, too.
    before = next(iter(open_invitations([email])), None)
    return invitations.invite_person(
        actor=keeping.as_keeper(actor),
        email=email,
        is_administrator=before is not None and before.is_administrator,
        is_certified=before is not None and before.is_certified,
    )
