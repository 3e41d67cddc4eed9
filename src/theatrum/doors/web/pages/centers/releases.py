"""Which release a page of a center is about."""

from django.http import HttpRequest

from theatrum.consortium.onboarding.standings import open_release
from theatrum.consortium.profile.queries import in_force


def releases_of() -> list[int]:
    """Return the releases that have begun, newest first."""
    return sorted((one.number for one in in_force().releases.values() if one.state != "planned"), reverse=True)


def chosen_release(request: HttpRequest) -> int | None:
    """Return the release that is asked for, else the newest open one, else the newest; None where there is none."""
    asked = request.POST.get("release") or request.GET.get("release", "")
    known = releases_of()
    found = next((one for one in known if str(one) == asked), None)
    return found or open_release(in_force()) or next(iter(known), None)
