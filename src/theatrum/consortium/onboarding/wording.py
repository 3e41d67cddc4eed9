"""What is said of a closed gate: what is missing, who can change it, what they do next, and where."""

from collections.abc import Mapping, Sequence

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.calendar.windows import Standing, State, standing_of
from theatrum.consortium.centers.liaisons import liaisons_of
from theatrum.consortium.centers.models import CenterRecord, CenterState
from theatrum.consortium.centers.queries import find_center
from theatrum.consortium.onboarding.errors import GateClosed
from theatrum.consortium.onboarding.gates import OF_CENTER, OF_PERSON, Gate, GateRule, link_to
from theatrum.drivers import installation


def fields(profile: Profile, center_id: str, release: int | None, liaison: str) -> dict[str, str]:
    """Return what stands in the texts of a profile for the fields in them."""
    agreement = profile.onboarding.agreement if profile.onboarding else None
    return {
        "{center}": center_id or "your center",
        "{scope}": "every component",
        "{release}": "in question" if release is None else str(release),
        "{liaison}": liaison or "the Data Liaison",
        "{agreement}": agreement.short_name if agreement else "agreement",
    }


def scope_of(profile: Profile, center_id: str) -> str:
    """Return the components that a center may submit, in words; no query for a center of the profile."""
    center = find_center(profile, center_id) if center_id else None
    return ", ".join(center.scope) if center is not None and center.scope else "every component"


def filled(text: str, known: Mapping[str, str]) -> str:
    """Return a text of the profile with its fields filled in."""
    if "{" in text:
        for field, value in known.items():
            text = text.replace(field, value)
    return text


def liaison_names(center_ids: Sequence[str]) -> Mapping[str, str]:
    """Return what the liaison of each center is called, with the address: two queries for any number."""
    return {center: f"{user.get_full_name()} ({user.email})" for center, user in liaisons_of(center_ids).items()}


def refusal(
    profile: Profile, rules: Sequence[GateRule], *, user_id: int, center_id: str, release: int | None
) -> GateClosed:
    """Make the refusal of a write, which tells the first of the closed gates and how many there are more."""
    rule, window = rules[0], None
    if rule.gate is Gate.RELEASE_OPEN and release is not None:
        window = standing_of(release, center_id)
    known = fields(profile, center_id, release, liaison_names([center_id]).get(center_id, ""))
    known["{scope}"] = scope_of(profile, center_id)
    link = link_to(rule.gate, center_id, release)
    others = "; ".join(filled(one.name, known) for one in rules[1:])
    return GateClosed(
        problem=_problem(rules, center_id) if window is None else window.words,
        gate=rule.gate.value,
        name=filled(rule.name, known),
        owner=filled(rule.owner, known),
        step=filled(rule.step if window is None else _next_step(window, rule), known),
        more=f" Missing as well: {others}." if others else "",
        others=others,
        address=f"{installation.settings().base_url}{link}",
        link=link,
        center=center_id,
        user=user_id,
    )


def _next_step(window: Standing, rule: GateRule) -> str:
    """Return what to do where a release takes no data today: who asked the liaison may get longer."""
    if window.state in {State.OVER, State.CLOSED}:
        return "Ask {liaison} for an extension: an administrator of the DCC can give {center} until a later day."
    if window.state is State.NOT_YET:
        return "Wait until that day, or ask {liaison}: an administrator of the DCC can open it for {center} before."
    return rule.step


def _problem(rules: Sequence[GateRule], center_id: str) -> str:
    rule = rules[0]
    if any(one.gate is Gate.ACTIVE for one in rules) and (reason := _suspended_for(center_id)):
        return f"{center_id} is suspended: {reason.rstrip('.')}."
    if rule.gate in OF_PERSON:
        return f"You may not write data of {center_id} yet."
    if rule.gate in OF_CENTER:
        return f"{center_id} may not submit yet."
    return "Data cannot be written here."


def _suspended_for(center_id: str) -> str:
    """Return why a center is suspended, as everybody who is refused reads it; empty where it is not."""
    found = CenterRecord.objects.filter(pk=center_id, state=CenterState.SUSPENDED)
    return found.values_list("state_reason", flat=True).first() or ""
