"""Reads ``discovery.yaml`` of a profile. Only a check of files on disk needs it, so it is no part of the profile."""

from theatrum.checks.profile.discovery_shapes import Discovery
from theatrum.checks.profile.documents import Document, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.profile import Profile
from theatrum.checks.profile.typed import typed

FILE = "discovery.yaml"


def read_discovery(folder: ProfileFolder, profile: Profile) -> Discovery:
    """Read and cross-check ``discovery.yaml``; a profile without it gets an empty one. Raises ProfileInvalid."""
    if f"./{FILE}" not in folder.names(".", ".yaml"):
        return Discovery()
    document = read_document(folder, FILE)
    discovery = typed(Discovery, document)
    _check(document, discovery, profile)
    return discovery


def _check(document: Document, discovery: Discovery, profile: Profile) -> None:
    leaves = [leaf for tree in profile.trees.values() for leaf in tree]
    folders = {step for leaf in leaves for step in leaf.path.split("/")}
    components = {leaf.component for leaf in leaves}.union(*(model.components for model in profile.models.values()))
    for name in discovery.folders:
        _known(document, ("folders", name), name, folders)
    for name in discovery.names:
        _known(document, ("names", name), name, components)
    for name in discovery.first_columns:
        _known(document, ("first_columns", name), name, components)


def _known(document: Document, place: tuple[str, str], name: str, names: set[str]) -> None:
    if name not in names:
        shown = ", ".join(sorted(names)[:20])
        raise document.problem(place, f"this profile has no '{name}'.", f"Use one of: {shown}.")
