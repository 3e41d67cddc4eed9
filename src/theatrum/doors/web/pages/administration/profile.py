"""The consortium profile in force, as readable tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.checks.profile.network_shapes import AccessPlace, FolderKind, Leaf, Right
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.profile import editing
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers import installation

# In the order in which people read a right that grows.
_RIGHTS = tuple(Right)


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder tree, with the releases that use it."""

    name: str
    releases: tuple[int, ...]
    leaves: tuple[Leaf, ...]


@viewer.staff_only
def profile(request: HttpRequest) -> HttpResponseBase:
    """Show the profile that holds here, and where it comes from."""
    found = in_force()
    values = {
        "profile": found,
        "place": installation.settings().profile,
        "fingerprint": editing.fingerprint_in_force(),
        "roles": found.roles.values(),
        "matrix": list(_matrix(found)),
        "places": [place.value for place in AccessPlace],
        "centers": known_centers(found).values(),
        "releases": [(one, _folder_names(found, one.number)) for one in found.releases.values()],
        "trees": [_tree(found, name) for name in found.trees],
        "models": [(version, len(model.components)) for version, model in found.models.items()],
        "gates": found.onboarding.rules() if found.onboarding else (),
    }
    return render(request, "administration/profile.html", values)


def _matrix(found: Profile) -> Iterator[tuple[str, list[str]]]:
    for role in found.roles.values():
        rights = [found.access[place].get(role.role, frozenset()) for place in AccessPlace]
        if any(rights):
            yield role.name, [_words(allowed) for allowed in rights]


def _words(allowed: frozenset[Right]) -> str:
    if allowed == frozenset(_RIGHTS):
        return "everything"
    return ", ".join(right.value.lower().replace("_", " ") for right in _RIGHTS if right in allowed)


def _folder_names(found: Profile, number: int) -> str:
    return ", ".join(found.folder_name(kind, number) for kind in FolderKind)


def _tree(found: Profile, name: str) -> Tree:
    releases = tuple(one.number for one in found.releases.values() if one.tree == name)
    return Tree(name, releases, found.trees[name])
