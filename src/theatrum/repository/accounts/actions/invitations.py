"""Links by which invited people open their accounts: sign-up is closed to everybody else."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import policy, queries
from theatrum.repository.accounts.actions import people
from theatrum.repository.accounts.credentials import digest
from theatrum.repository.accounts.errors import EmailIsTaken, InvitationNotUsable
from theatrum.repository.accounts.models import AccountInvitation, User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.audit import actions as audit

LIFETIME = timedelta(days=14)


@dataclass(frozen=True)
class NewInvitation:
    """An invitation just made; ``secret`` goes into its link and is kept nowhere."""

    invitation: AccountInvitation
    secret: str


def invite_person(
    *, actor: Actor, email: str, is_administrator: bool = False, is_certified: bool = False
) -> NewInvitation:
    """Make the link for one person; an earlier open one for the address ends.

    Raises NotAllowed, EmailIsInvalid, EmailIsTaken.
    """
    policy.require_administrator(actor, to="invite people")
    email, moment = policy.valid_email(email), clock.now()
    if User.objects.filter(email__iexact=email).exists():
        raise EmailIsTaken(email=email)
    _open(moment).filter(email=email).update(revoked_on=moment)
    secret = secrets.token_urlsafe(32)
    invitation = AccountInvitation.objects.create(
        email=email,
        digest=digest(secret),
        is_administrator=is_administrator,
        is_certified=is_certified,
        created_on=moment,
        created_by=actor.id,
        expires_on=moment + LIFETIME,
    )
    facts = {"email": email, "administrator": is_administrator, "certified": is_certified}
    audit.record(actor.id, "person_invited", subject_kind="account_invitation", subject_id=invitation.pk, after=facts)
    return NewInvitation(invitation=invitation, secret=secret)


def revoke_invitation(*, actor: Actor, invitation_id: int) -> None:
    """End an open invitation; one that is not open stays as it is. Raises NotAllowed."""
    policy.require_administrator(actor, to="revoke invitations")
    if _open(clock.now()).filter(pk=invitation_id).update(revoked_on=clock.now()):
        audit.record(actor.id, "invitation_revoked", subject_kind="account_invitation", subject_id=invitation_id)


def accept_invitation(*, secret: str, username: str, first_name: str, last_name: str, password_hash: str) -> User:
    """Open the account that a link promises; the link works once.

    Raises InvitationNotUsable, NameIsInvalid, NameIsTaken, EmailIsTaken.
    """
    invitation = queries.find_invitation(secret)
    moment = clock.now()
    if not _open(moment).filter(pk=invitation.pk).update(accepted_on=moment):
        raise InvitationNotUsable(reason="was used a moment ago")
    user = people.create_user(
        # The administrator who made the link allowed this; nobody is signed in yet.
        actor=OPERATOR,
        username=username,
        email=invitation.email,
        first_name=first_name,
        last_name=last_name,
        password_hash=password_hash,
        is_administrator=invitation.is_administrator,
        is_certified=invitation.is_certified,
    )
    AccountInvitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    audit.record(user.pk, "invitation_accepted", subject_kind="account_invitation", subject_id=invitation.pk)
    return user


def _open(moment: datetime) -> queries.Invitations:
    is_open = Q(accepted_on=None, revoked_on=None, expires_on__gt=moment)
    return AccountInvitation.objects.filter(is_open)
