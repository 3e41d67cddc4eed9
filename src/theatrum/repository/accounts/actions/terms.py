"""Terms of service: publishing a version, and each person's yes to it."""

from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import policy, queries
from theatrum.repository.accounts.errors import NotAllowed, TermsAreInvalid, TermsNotFound
from theatrum.repository.accounts.models import TermsAcceptance, TermsOfService
from theatrum.repository.audit import actions as audit

_LONGEST_VERSION = 20


def publish_terms(*, actor: Actor, version: str, text: str) -> TermsOfService:
    """Put a new version in force: everybody must accept it. Raises NotAllowed, TermsAreInvalid."""
    policy.require_administrator(actor, to="publish terms of service")
    version, text = version.strip(), text.strip()
    if not 0 < len(version) <= _LONGEST_VERSION:
        raise TermsAreInvalid(reason=f"Give the version a name of 1 to {_LONGEST_VERSION} characters, such as 2026-11.")
    if not text:
        raise TermsAreInvalid(reason="The terms have no text.")
    if TermsOfService.objects.filter(version=version).exists():
        raise TermsAreInvalid(
            reason=f"Version {version!r} was published before. Terms are never changed: name a new one."
        )
    terms = TermsOfService.objects.create(version=version, text=text, published_on=clock.now())
    audit.record(actor.id, "terms_published", subject_kind="terms", subject_id=version, after={"text": text})
    return terms


def accept_terms(*, actor: Actor, version: str) -> None:
    """Remember that the actor accepts a version; accepting twice does nothing.

    Raises NotAllowed for somebody not signed in, TermsNotFound.
    """
    terms = TermsOfService.objects.filter(version=version).first()
    if terms is None:
        raise TermsNotFound(version=version)
    if actor.is_anonymous:
        raise NotAllowed(reason="Sign in before you accept the terms of service.")
    queries.find_user(actor.id)
    _, is_new = TermsAcceptance.objects.get_or_create(
        user_id=actor.id, terms=terms, defaults={"accepted_on": clock.now()}
    )
    if is_new:
        audit.record(actor.id, "terms_accepted", subject_kind="terms", subject_id=version)
