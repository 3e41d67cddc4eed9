"""What the row about a file says of its content: sizes of the image, members of the archive, which read of a pair."""

from collections.abc import Mapping

from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.contents.alignments import PLATFORM
from theatrum.checks.synthesis.contents.bundles import MEMBERS
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.formats import ALIGNED, BUNDLES, PICTURES, READS
from theatrum.checks.synthesis.contents.hierarchies import CELLS
from theatrum.checks.synthesis.contents.matrices import csv
from theatrum.checks.synthesis.contents.pictures import picture_of
from theatrum.checks.synthesis.contents.reads import LENGTH
from theatrum.kernel.jsontext import JsonValue

_MATES = {1: "Forward", 2: "Reverse"}
_PAIRED = "Paired-end"


def facts_of(part: Part, ending: str, content: Content, mate: int | None) -> dict[str, JsonValue]:
    """Return values for those columns of a component that speak of what is in the file."""
    found: dict[str, JsonValue] = {}
    if ending in PICTURES:
        found |= _image(content)
    if ending in BUNDLES:
        found |= {name: [*MEMBERS] for name in part.columns if name.endswith("CONTENTS") and part.takes_list(name)}
    if content.cells:
        found["CELL_TOTAL"] = CELLS
    if ending == "csv":
        found["NUMBER_OF_OBJECTS"] = csv(content).count(b"\n") - 1
    if ending in READS:
        found["READ_LENGTH"] = LENGTH
    if ending in ALIGNED:
        found |= dict.fromkeys(_with_value(part, PLATFORM), PLATFORM)
    if mate is not None:
        found |= dict.fromkeys(_with_value(part, _MATES[mate]), _MATES[mate])
        found |= dict.fromkeys(_with_value(part, _PAIRED), _PAIRED)
    return {name: value for name, value in found.items() if name in part.columns}


def _image(content: Content) -> Mapping[str, JsonValue]:
    """Return the measures under the names that OME-XML has for them."""
    picture = picture_of(content)
    size = {"SIZE_X": picture.side, "SIZE_Y": picture.side, "SIZE_Z": 1, "SIZE_T": 1}
    physical = {"PHYSICAL_SIZE_X": 0.5, "PHYSICAL_SIZE_Y": 0.5, "PHYSICAL_SIZE_Z": 1.0}
    return {**size, **physical, "SIZE_C": picture.pages * picture.samples, "PYRAMID": True}


def _with_value(part: Part, value: str) -> list[str]:
    """Return the columns for which this is a permissible value."""
    return [name for name, attribute in part.component.attributes.items() if value in (attribute.values or ())]
