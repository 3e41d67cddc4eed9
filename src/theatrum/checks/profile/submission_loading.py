"""Reads ``tiers.yaml`` and ``attestations.yaml``, and holds them against the data model and the roles."""

from collections.abc import Collection

from theatrum.checks.profile.attestation_shapes import Attestations
from theatrum.checks.profile.cross_checks import check_all_known, check_known, check_unique
from theatrum.checks.profile.documents import Document, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.tier_shapes import Tier, Tiers
from theatrum.checks.profile.typed import typed

TIERS = "tiers.yaml"
ATTESTATIONS = "attestations.yaml"
# No exception lets identifying data through, and none makes up for what could not be read.
_NEVER = ("privacy.", "reading.")


def read_tiers(folder: ProfileFolder, *, roles: Collection[str], components: Collection[str]) -> Tiers | None:
    """Read and cross-check who may download what; None where the profile has no such file. Raises ProfileInvalid."""
    if not any(folder.names(".", TIERS)):
        return None
    document = read_document(folder, TIERS)
    tiers = typed(Tiers, document)
    for name in tiers.components:
        check_known(document, ("components", name), name, components)
    check_all_known(document, ("readers",), tiers.readers, roles)
    for tier in Tier:
        if tiers.texts and tier not in tiers.texts:
            raise document.problem(("texts",), f"there is nothing for '{tier}'.", "Add it.")
    return tiers


def read_attestations(folder: ProfileFolder, *, components: Collection[str]) -> Attestations:
    """Read and cross-check affirmations and exceptions; none where the profile has no such file.

    Raises ProfileInvalid.
    """
    if not any(folder.names(".", ATTESTATIONS)):
        return Attestations()
    document = read_document(folder, ATTESTATIONS)
    found = typed(Attestations, document)
    check_unique(document, ("attestations",), (one.attestation for one in found.attestations))
    check_unique(document, ("exceptions",), (one.kind for one in found.exceptions))
    for index, one in enumerate(found.attestations):
        check_all_known(document, ("attestations", index, "components"), one.components, components)
        _check_versions(document, index, [text.version for text in one.versions])
    for index, kind in enumerate(found.exceptions):
        check_all_known(document, ("exceptions", index, "components"), kind.components, components)
        _check_codes(document, index, kind.codes)
        if kind.days > kind.at_most:
            problem = f"{kind.days} days are more than the {kind.at_most} that are allowed."
            raise document.problem(("exceptions", index, "days"), problem, "Write fewer days, or raise at_most.")
    return found


def _check_versions(document: Document, index: int, versions: list[int]) -> None:
    if versions != sorted(set(versions)):
        place = ("attestations", index, "versions")
        raise document.problem(place, "the versions do not rise.", "Write the oldest first, each number once.")


def _check_codes(document: Document, index: int, codes: Collection[str]) -> None:
    for position, code in enumerate(codes):
        if code.startswith(_NEVER):
            place = ("exceptions", index, "codes", position)
            raise document.problem(place, f"no exception may be made from {code}.", "Take it out.")
