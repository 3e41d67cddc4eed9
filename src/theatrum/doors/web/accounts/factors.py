"""What sign-in knows of people for the gates before a submission: addresses confirmed, second factors set up."""

from collections.abc import Collection, Mapping

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from theatrum.consortium.onboarding import conditions, facts
from theatrum.consortium.onboarding.facts import Fact
from theatrum.consortium.onboarding.gates import Gate

_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def register() -> None:
    """Have both gates read for pages and judged at writes."""
    facts.register(Gate.EMAIL, _confirmed)
    facts.register(Gate.SECOND_FACTOR, _second_factors)
    conditions.register(
        Gate.EMAIL,
        "EXISTS (SELECT 1 FROM account_emailaddress address WHERE address.user_id = %(user)s AND address.verified)",
    )
    conditions.register(
        Gate.SECOND_FACTOR,
        """EXISTS (SELECT 1 FROM mfa_authenticator factor
        WHERE factor.user_id = %(user)s AND factor.type IN ('totp', 'webauthn'))""",
    )


def _confirmed(user_ids: Collection[int], center_id: str) -> Mapping[int, Fact]:  # noqa: ARG001  # the same everywhere
    found = EmailAddress.objects.filter(user_id__in=user_ids, verified=True).order_by("primary", "pk")
    return {user: Fact(True, None, address) for user, address in found.values_list("user_id", "email")}


def _second_factors(user_ids: Collection[int], center_id: str) -> Mapping[int, Fact]:  # noqa: ARG001  # as above
    found = Authenticator.objects.filter(user_id__in=user_ids, type__in=_KINDS).order_by("-created_at")
    return {user: Fact(True, at) for user, at in found.values_list("user_id", "created_at")}
