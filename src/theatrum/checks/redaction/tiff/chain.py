"""Takes directories out of a TIFF: out of the chain or of the list of sub-directories, with all their bytes."""

from collections.abc import Collection, Sequence

from theatrum.checks.formats.tiff.directory import POINTERS, Kind
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.redaction.pieces import Edits
from theatrum.checks.redaction.tiff.draft import Draft, packed
from theatrum.checks.redaction.tiff.stretches import stretches
from theatrum.checks.redaction.wishes import Refused

_MOST_STRETCHES = 500_000


def with_below(drafts: Sequence[Draft], chosen: Collection[int]) -> list[Draft]:
    """Return the directories that begin at the chosen places, and all that hang below them."""
    found: list[Draft] = []
    places: set[str] = set()
    for draft in drafts:
        place = draft.directory.place
        is_below = any(place.startswith((f"{outer},", f"{outer}+")) for outer in places)
        if draft.directory.at in chosen or is_below:
            found.append(draft)
            if draft.directory.at in chosen:
                places.add(place)
    return found


def unchain(drafts: Sequence[Draft], gone: Collection[int], structure: Structure, edits: Edits) -> None:
    """Have the chain lead past directories at the places ``gone``. Raises Refused where none would stay."""
    mains = [draft for draft in drafts if draft.directory.kind is Kind.MAIN]
    kept = [draft for draft in mains if draft.directory.at not in gone]
    if not kept:
        problem = "It holds nothing but pictures that are to be taken out."
        raise Refused(problem, "Leave the file out of the submission.")
    followers = [draft.directory.at for draft in kept[1:]]
    for draft, following in zip(kept, [*followers, 0], strict=True):
        draft.lead_to(following)
    if kept[0] is not mains[0]:
        layout = structure.layout
        edits.put(layout.first_at, packed(kept[0].directory.at, layout.first_size, layout))
    for draft in drafts:
        if draft.directory.at not in gone:
            _shorten(draft, gone, structure, edits)


def _shorten(draft: Draft, gone: Collection[int], structure: Structure, edits: Edits) -> None:
    """Take places out of a list of sub-directories."""
    for slot in [slot for slot in draft.slots if slot.entry.tag in POINTERS]:
        places = structure.numbers(slot.entry, most=slot.entry.count)
        kept = [place for place in places if place not in gone]
        if len(kept) == len(places):
            continue
        if not kept:
            draft.remove(slot, edits)
            continue
        width = slot.entry.size // slot.entry.count
        draft.set_value(slot, b"".join(packed(place, width, draft.layout) for place in kept), edits)


def wipe(draft: Draft, structure: Structure, edits: Edits, *, shared: Collection[tuple[int, int]]) -> None:
    """Write zeros over a directory, its values and its pixel data; ``shared`` are values that others have too.

    Raises Refused, Tangled.
    """
    directory = draft.directory
    edits.blank(directory.at, directory.end - directory.at)
    for entry in directory.entries:
        if not entry.is_inline and (entry.value_at, entry.size) not in shared:
            edits.blank(entry.value_at, entry.size)
    wipe_pixels(draft, structure, edits)


def wipe_pixels(draft: Draft, structure: Structure, edits: Edits) -> None:
    """Write zeros over the pixel data of a directory. Raises Refused, Tangled."""
    offsets, lengths = stretches(draft.directory, structure)
    if len(offsets) > _MOST_STRETCHES:
        problem = f"{draft.directory.place}: a picture beside the data is in too many parts to be one."
        raise Refused(problem, "Write the file anew with its program.")
    for offset, length in zip(offsets.tolist(), lengths.tolist(), strict=True):
        edits.blank(offset, length)
