"""The gates that a person, a center and a place may have, and where each is opened.

Which of them hold, in which order, and what is said of each is the profile's (``onboarding.yaml``).
"""

from collections.abc import Mapping

from theatrum.checks.profile.onboarding_shapes import OF_CENTER, OF_PERSON, OF_PLACE, Gate, GateRule

__all__ = ["OF_CENTER", "OF_PERSON", "OF_PLACE", "Gate", "GateRule", "link_to"]

# Paths of this server. ``{center}`` and ``{release}`` are filled in.
_LINKS: Mapping[Gate, str] = {
    Gate.EMAIL: "/account/email/",
    Gate.TERMS: "/terms",
    Gate.SECOND_FACTOR: "/settings/security",
    Gate.CERTIFIED: "/onboarding/quiz",
    Gate.AFFILIATED: "/centers/{center}/people",
    Gate.INSTITUTION: "/centers/{center}/people",
    Gate.LIAISON: "/centers/{center}/onboarding",
    Gate.WRANGLER: "/centers/{center}/people",
    Gate.AGREEMENT: "/centers/{center}/onboarding",
    Gate.CHECKLIST: "/centers/{center}/checklist/{release}",
    Gate.PLAN: "/centers/{center}/plan",
    Gate.PERSONNEL: "/centers/{center}/people",
    Gate.CERTIFIED_USER: "/centers/{center}/onboarding",
    Gate.SESSIONS: "/sessions",
    Gate.SPONSOR: "/centers/{center}/onboarding",
    Gate.ACTIVE: "/centers/{center}/onboarding",
    Gate.RELEASE_OPEN: "/calendar",
    Gate.FOLDER_OPEN: "/centers/{center}",
    Gate.SCOPE: "/centers/{center}",
}


def link_to(gate: Gate, center_id: str, release: int | None) -> str:
    """Return the path of the page where a gate is opened, or where it says how."""
    if gate is Gate.CHECKLIST and release is None:
        return f"/centers/{center_id}/onboarding"
    if not center_id and "{center}" in _LINKS[gate]:
        return "/onboarding"
    return _LINKS[gate].replace("{center}", center_id).replace("{release}", str(release))
