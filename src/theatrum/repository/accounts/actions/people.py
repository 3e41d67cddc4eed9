"""People: opening accounts, profiles, certification, closing and opening again.

Passwords arrive hashed (``hashing.hash_password``): hashing takes a third of a second and must not
happen inside a transaction.
"""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import policy, queries
from theatrum.repository.accounts.actions import leaving
from theatrum.repository.accounts.actions.greeting import greet
from theatrum.repository.accounts.actions.naming import claiming, require_free_name
from theatrum.repository.accounts.errors import (
    EmailIsTaken,
    LastAdministratorStays,
    ProfileIsStale,
)
from theatrum.repository.accounts.hashing import UNUSABLE
from theatrum.repository.accounts.models import Principal, User
from theatrum.repository.audit import actions as audit

PROFILE_FIELDS = ("username", "first_name", "last_name", "company", "position")


def create_user(
    *,
    actor: Actor,
    username: str,
    email: str,
    first_name: str = "",
    last_name: str = "",
    password_hash: str = UNUSABLE,
    is_administrator: bool = False,
    is_certified: bool = False,
    must_change_password: bool = False,
) -> User:
    """Open an account with a verified address: whoever opens it vouches for the person.

    Raises NotAllowed, NameIsInvalid, NameIsTaken, EmailIsInvalid, EmailIsTaken.
    """
    policy.require_administrator(actor, to="create accounts")
    username, email = policy.valid_user_name(username), policy.valid_email(email)
    require_free_name(username)
    _require_free_address(email)
    moment = clock.now()
    with claiming(username):
        user = User.objects.create(
            is_individual=True,
            name_key=policy.name_key(username),
            username=username,
            email=email,
            first_name=first_name.strip(),
            last_name=last_name.strip(),
            password=password_hash,
            is_administrator=is_administrator,
            is_certified=is_certified,
            certified_on=moment if is_certified else None,
            must_change_password=must_change_password,
            etag=new_etag(),
            created_on=moment,
        )
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    facts = {"username": username, "email": email, "administrator": is_administrator, "certified": is_certified}
    audit.record(actor.id, "user_created", subject_kind="user", subject_id=user.pk, after=facts)
    greet(user)
    return user


def update_profile(*, actor: Actor, user_id: int, etag: str | None, **changes: str) -> User:
    """Change fields of a profile (``PROFILE_FIELDS``) if the etag is still the one that was read.

    Raises UserNotFound, NotAllowed, ProfileIsStale, NameIsInvalid, NameIsTaken.
    """
    user = queries.find_user(user_id)
    policy.require_self_or_administrator(actor, user_id, to="update UserProfile")
    new = {field: changes[field].strip() for field in PROFILE_FIELDS if field in changes}
    old = {field: getattr(user, field) for field in new}
    if new.get("username", user.username) != user.username:
        new["username"] = policy.valid_user_name(new["username"])
        require_free_name(new["username"], except_id=user_id)
    expected = user.etag if etag is None else etag
    with claiming(new.get("username", user.username)):
        if not User.objects.filter(pk=user_id, etag=expected).update(etag=new_etag(), **new):
            raise ProfileIsStale(id=user_id)
        if "username" in new:
            Principal.objects.filter(pk=user_id).update(name_key=policy.name_key(new["username"]))
    audit.record(actor.id, "profile_changed", subject_kind="user", subject_id=user_id, before=old, after=new)
    return queries.find_user(user_id)


def certify_user(*, actor: Actor, user_id: int, is_certified: bool) -> User:
    """Set or take the certified flag. Raises UserNotFound, NotAllowed."""
    user = queries.find_user(user_id)
    policy.require_administrator(actor, to="certify people")
    before = {"certified": user.is_certified}
    user.is_certified, user.certified_on = is_certified, clock.now() if is_certified else None
    user.save(update_fields=["is_certified", "certified_on"])
    after = {"certified": is_certified}
    audit.record(actor.id, "user_certified", subject_kind="user", subject_id=user_id, before=before, after=after)
    return user


def appoint_administrator(*, actor: Actor, user_id: int, is_administrator: bool) -> User:
    """Make somebody an administrator, or take it from them. Raises UserNotFound, NotAllowed, LastAdministratorStays."""
    user = queries.find_user(user_id)
    policy.require_administrator(actor, to="appoint administrators")
    if not is_administrator:
        _require_another_administrator(user)
    before, after = {"administrator": user.is_administrator}, {"administrator": is_administrator}
    user.is_administrator = is_administrator
    user.save(update_fields=["is_administrator"])
    audit.record(
        actor.id, "administrator_appointed", subject_kind="user", subject_id=user_id, before=before, after=after
    )
    return user


def open_account(*, actor: Actor, user_id: int, is_active: bool) -> User:
    """Close an account (no sign-in, no tokens; nothing is deleted) or open it again.

    Raises UserNotFound, NotAllowed, LastAdministratorStays.
    """
    user = queries.find_user(user_id)
    policy.require_administrator(actor, to="close or open accounts")
    if not is_active:
        _require_another_administrator(user)
    before, after = {"active": user.is_active}, {"active": is_active}
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        # Else they would be good again on the day that the account is opened again.
        for session in UserSession.objects.filter(user=user):
            session.end()
        leaving.leave(actor, user_id)
    audit.record(actor.id, "account_opened", subject_kind="user", subject_id=user_id, before=before, after=after)
    return user


def set_password(*, actor: Actor, user_id: int, password_hash: str, must_change_password: bool) -> User:
    """Replace a password by one that arrives hashed; sessions opened with the old one end.

    Raises UserNotFound, NotAllowed.
    """
    user = queries.find_user(user_id)
    policy.require_self_or_administrator(actor, user_id, to="set this password")
    user.password, user.must_change_password = password_hash, must_change_password
    user.save(update_fields=["password", "must_change_password"])
    audit.record(actor.id, "password_set", subject_kind="user", subject_id=user_id)
    return user


def _require_free_address(email: str) -> None:
    if User.objects.filter(email__iexact=email).exists() or EmailAddress.objects.filter(email=email).exists():
        raise EmailIsTaken(email=email)


def _require_another_administrator(user: User) -> None:
    # Locked: two administrators who dismiss each other at one moment must not both succeed.
    administrators = User.objects.select_for_update(of=("self",)).filter(is_administrator=True, is_active=True)
    if [administrator.pk for administrator in administrators.order_by("pk")] == [user.pk]:
        raise LastAdministratorStays(name=user.username)
