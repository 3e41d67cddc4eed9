"""What a form can fill in from the file itself, as the consortium's profile says."""

from collections.abc import Mapping, Sequence

from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.doors.web.pages.entities.annotate.attributes import Attribute
from theatrum.repository.entities.models import Kind, Node

# Endings that say how, not what: the one before them belongs to the format.
_WRAPPINGS = frozenset({"gz", "bz2", "xz", "zst", "zip"})


def known(profile: Profile, attributes: Sequence[Attribute], path: Sequence[Node]) -> dict[str, str]:
    """Return values for the attributes that can be known; ``path`` leads from the root to the file."""
    node = path[-1]
    if node.kind != Kind.FILE:
        return {}
    found = {one.name: _value(profile, profile.overlay.fills.get(one.name), one, path) for one in attributes}
    return {name: value for name, value in found.items() if value}


def _value(profile: Profile, fill: str | None, attribute: Attribute, path: Sequence[Node]) -> str:
    if fill == "path":
        return _relative(profile, [step.name for step in path[1:]])
    if fill == "format":
        return _format(path[-1].name, attribute.values)
    return ""


def _relative(profile: Profile, names: Sequence[str]) -> str:
    """Return the path below the release's folder, or below the project where there is none."""
    below = names[1:]
    is_release = len(below) > 1 and below[0] in _release_folders(profile)
    return "/".join(below[1:] if is_release else below)


def _release_folders(profile: Profile) -> set[str]:
    named = {profile.folder_name(kind, number) for kind in FolderKind for number in profile.releases}
    return named | {alias for kind in FolderKind for n in profile.releases for alias in profile.folder_aliases(kind, n)}


def _format(name: str, values: Sequence[str]) -> str:
    """Return the ending of a name, the longest that is permissible where values are listed."""
    endings = name.split(".")[1:]
    if values:
        permissible: Mapping[str, str] = {value.lower(): value for value in values}
        longest = (".".join(endings[at:]).lower() for at in range(len(endings)))
        return next((permissible[ending] for ending in longest if ending in permissible), "")
    taken = endings[-2:] if len(endings) > 1 and endings[-1].lower() in _WRAPPINGS else endings[-1:]
    return ".".join(taken)
