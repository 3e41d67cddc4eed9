"""What a form can fill in from the file itself, as the consortium's profile says."""

from collections.abc import Sequence

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.curation.prefilling.naming import ending_of, relative_path
from theatrum.doors.web.pages.entities.annotate.attributes import Attribute
from theatrum.repository.entities.models import Kind, Node


def known(profile: Profile, attributes: Sequence[Attribute], path: Sequence[Node]) -> dict[str, str]:
    """Return values for the attributes that can be known; ``path`` leads from the root to the file."""
    node = path[-1]
    if node.kind != Kind.FILE:
        return {}
    found = {one.name: _value(profile, profile.overlay.fills.get(one.name), one, path) for one in attributes}
    return {name: value for name, value in found.items() if value}


def _value(profile: Profile, fill: str | None, attribute: Attribute, path: Sequence[Node]) -> str:
    if fill == "path":
        return relative_path(profile, [step.name for step in path[1:]])
    if fill == "format":
        return ending_of(path[-1].name, attribute.values)
    return ""
