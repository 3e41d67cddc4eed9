"""Which pictures beside the data there are in a TIFF, as its inspector tells, and which are to be taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Budget, Bytes
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.markup import parsed
from theatrum.checks.formats.ome.inspecting import OME
from theatrum.checks.formats.tiff.inspecting import inspect
from theatrum.checks.formats.tiff.makers.leica import LEICA
from theatrum.checks.formats.tiff.makers.philips import PHILIPS, embedded
from theatrum.checks.formats.tiff.makers.ventana import VENTANA
from theatrum.checks.formats.tiff.makers.zeiss import ZEISS
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.formats.tiff.tags import DESCRIPTION
from theatrum.checks.redaction.splices import Splices
from theatrum.checks.redaction.tiff.draft import Draft
from theatrum.checks.redaction.tiff.ome import Described, ome_rules
from theatrum.checks.redaction.tiff.tags import value_of
from theatrum.checks.redaction.tiff.texts import decoded
from theatrum.checks.redaction.wishes import Refused, Wishes
from theatrum.checks.redaction.xml_cleaning import Rules
from theatrum.checks.redaction.xml_tokens import Tag

_MOST = 1_000_000
# Of these the picture is in the first directory, with what readers know of the slide, or directories are counted.
_COUNTED = frozenset({LEICA.name, VENTANA.name})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is: its maker, and kinds of pictures that are to be taken out, by places of directories.

    ``described`` are the rules for descriptions that speak of these pictures, or hold them. ``is_blanking`` where
    readers want pictures in their places.
    """

    maker: str
    beside: Mapping[int, str]
    described: Mapping[int, Rules] = field(default_factory=dict)
    is_blanking: bool = False


def look_at(file: Bytes, drafts: Sequence[Draft], structure: Structure, wishes: Wishes) -> Seen:
    """Look at a file as its inspector does. Raises Refused, Unreadable, BudgetSpent, OSError."""
    notes = Notes(Asked(""), Budget(bytes=1 << 62, structures=_MOST))
    inspect(file, notes)
    maker = str(notes.facts["MAKER"])
    kinds = {picture.place: picture.kind for picture in notes.pictures if picture.kind in wishes.dropped}
    beside = {draft.directory.at: kinds[draft.directory.place] for draft in drafts if draft.directory.place in kinds}
    if maker == ZEISS.name:
        fix = "Export it as OME-TIFF with ZEN or bfconvert, and clean that."
        raise Refused("It is a Zeiss LSM, whose scan is described away from the tags.", fix)
    if maker == OME.name:
        return _of_ome(Seen(maker, beside), drafts, structure, wishes)
    if maker == PHILIPS.name:
        return _of_philips(Seen(maker, beside), drafts, structure, wishes)
    return Seen(maker, beside, is_blanking=wishes.is_blanking or maker in _COUNTED)


def _of_ome(seen: Seen, drafts: Sequence[Draft], structure: Structure, wishes: Wishes) -> Seen:
    """A picture may take several directories, and those that stay are numbered anew."""
    text = _description(drafts[0], structure)
    described = Described.of(text, f"{drafts[0].directory.place}, ImageDescription", wishes)
    rules = {drafts[0].directory.at: ome_rules(described, wishes)}
    if wishes.is_blanking:
        return Seen(seen.maker, seen.beside, rules, is_blanking=True)
    mains = [draft.directory.at for draft in drafts if draft.directory.place == f"IFD {draft.directory.number}"]
    gone = {mains[number]: kind for number, kind in described.directories.items() if number < len(mains)}
    return Seen(seen.maker, gone, rules)


def _of_philips(seen: Seen, drafts: Sequence[Draft], structure: Structure, wishes: Wishes) -> Seen:
    """Pictures stand in the description itself, in letters."""
    text = _description(drafts[0], structure)
    root = parsed(text, place=f"{drafts[0].directory.place}, ImageDescription", budget=Budget(structures=_MOST))
    pictures = {data: kind for kind, data in embedded(root) if kind in wishes.dropped}

    def cut(tag: Tag, splices: Splices) -> bool:
        end = splices.text.find("<", tag.end)
        kind = pictures.get(splices.text[tag.end : end].strip().strip('"'))
        if tag.name == "Attribute" and kind is not None:
            splices.cut(tag.end, end, kind=Kind.PICTURE, name=kind)
        return False

    rules = {drafts[0].directory.at: Rules(wishes.find, wishes.is_harmless, at_tag=cut)}
    return Seen(seen.maker, seen.beside, rules, is_blanking=wishes.is_blanking)


def _description(draft: Draft, structure: Structure) -> str:
    entry = draft.directory.entry(DESCRIPTION)
    raw = value_of(entry, draft.directory, structure) if entry is not None else b""
    return decoded(raw.rstrip(b"\0"))[0]
