"""What an OME-TIFF must be: one image, whole in this file, its planes where it says, its channels named."""

import re
from collections.abc import Sequence

from theatrum.checks.findings import Severity
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.markup import Node
from theatrum.checks.formats.ome.document import Image
from theatrum.checks.formats.ome.schema import NAMESPACE, violations
from theatrum.checks.formats.tiff.page import Page

_MOST = 20
# Names that programs give where nobody named a channel.
_UNNAMED = re.compile(r"(channel|chan|ch|c|image|no ?name)?[\s:_#\-.]*([0-9]+[\s:_\-.]*)*", re.IGNORECASE)
_AGAIN = "Write it anew with the program that made it, or with Bio-Formats."


def tell_schema(root: Node, place: str, notes: Notes) -> None:
    """Note how a document differs from its schema. Raises BudgetSpent."""
    if root.space != NAMESPACE and "/OME/" in root.space:
        notes.note(
            "format.ome_old_schema",
            Severity.WARNING,
            "Its OME-XML is of an older schema than that of June 2016, and was not held against it.",
            fix="Convert it with a current version of Bio-Formats.",
            place=place,
        )
        return
    found = violations(root)
    for each in found[:_MOST]:
        more = f" So it is at {each.count} places." if each.count > 1 else ""
        _invalid(notes, f"{place}, {each.path}", f"Its OME-XML is not valid: {each.message}{more}")
    if len(found) > _MOST:
        _invalid(notes, place, f"Its OME-XML is not valid in {len(found) - _MOST} more ways.")


def tell_images(root: Node, images: Sequence[Image], place: str, notes: Notes) -> None:
    """Note images of other files, more than one of this, and annotations. Raises BudgetSpent."""
    if root.first("BinaryOnly") is not None or _is_elsewhere(root, images):
        notes.note(
            "format.ome_external",
            Severity.ERROR,
            "Its image, or the description of it, is in another file.",
            fix="Write all channels, planes and the description into one file.",
            place=place,
        )
    elif len(images) != 1:
        notes.note(
            "format.images" if images else "format.ome_invalid",
            Severity.ERROR,
            f"It holds {len(images)} images." if images else "Its OME-XML describes no image.",
            fix="Write each image, scene or field of view into a file of its own." if images else _AGAIN,
            place=place,
        )
    if any(node.children or node.text for node in root.of("StructuredAnnotations")):
        notes.note(
            "format.ome_annotations",
            Severity.WARNING,
            "It has structured annotations, which may hold anything.",
            fix="Take the element StructuredAnnotations out.",
            place=f"{place}, OME/StructuredAnnotations",
        )


def tell_planes(image: Image, pages: Sequence[Page], notes: Notes) -> None:
    """Note where an image does not fit the pages of the file. Raises BudgetSpent."""
    listed = [number for block in image.blocks for number in _last(block.ifd, block.count)]
    if image.planes > len(pages):
        told = f"It describes {image.planes} planes of one image"
        _differs(notes, "format.ome_planes", image, f"{told}, and the file holds {len(pages)}.")
    elif listed and max(listed) >= len(pages):
        _differs(notes, "format.ome_planes", image, "It places planes in directories that the file does not have.")
    samples = sum(channel.samples for channel in image.channels)
    if image.channels and samples != image.size_c:
        told = f"It lists channels of {samples} samples together, and has SizeC {image.size_c}"
        _differs(notes, "format.ome_planes", image, f"{told}.")
    first = pages[min((block.ifd for block in image.blocks if block.ifd is not None), default=0) if pages else 0 :][:1]
    for page in first:
        _tell_page(image, page, notes)


def tell_channels(image: Image, notes: Notes) -> None:
    """Note channels without names that say something. Raises BudgetSpent."""
    names = [channel.name for channel in image.channels]
    bare = sum(1 for name in names if _UNNAMED.fullmatch(name))
    if image.size_c <= 1 or (len(names) == 1 and image.channels[0].samples > 1):
        return
    if not names or bare:
        problem = f"{bare or image.size_c} of its channels have no name that says what they show."
    elif len(set(names)) < len(names):
        problem = "Several of its channels have the same name."
    else:
        return
    notes.note(
        "format.channel_names",
        Severity.WARNING,
        problem,
        fix="Give each channel the name of its marker, as in the channel metadata.",
        place=f"{image.place}/Pixels/Channel",
    )


def _tell_page(image: Image, page: Page, notes: Notes) -> None:
    if (image.size_x, image.size_y) != (page.width, page.height):
        told = f"SizeX and SizeY are {image.size_x} and {image.size_y}, the pixels {page.width} and {page.height}"
        _differs(notes, "format.ome_differs", image, f"{told}.")
    if page.pixel_type and image.pixel_type != page.pixel_type and not image.pixel_type.startswith("complex"):
        _differs(notes, "format.ome_differs", image, f"Its Type is not {page.pixel_type}, as its pixels are.")
    together = image.channels[0].samples if image.channels else 1
    if together != page.samples and image.channels:
        told = f"Its first channel has {together} samples a pixel, the pixels have {page.samples}"
        _differs(notes, "format.ome_differs", image, f"{told}.")


def _last(ifd: int | None, count: int | None) -> list[int]:
    return [] if ifd is None else [ifd + max(count or 1, 1) - 1]


def _is_elsewhere(root: Node, images: Sequence[Image]) -> bool:
    """Say whether blocks of planes name several files, or another than the one that the document stands in."""
    own = root.attributes.get("UUID", "")
    blocks = [block for image in images for block in image.blocks if block.uuid or block.file]
    if len({block.file for block in blocks}) > 1:
        return True
    return bool(own) and any(block.uuid and block.uuid.lower() != own.lower() for block in blocks)


def _differs(notes: Notes, code: str, image: Image, problem: str) -> None:
    notes.note(code, Severity.ERROR, f"Its OME-XML does not fit the image: {problem}", fix=_AGAIN, place=image.place)


def _invalid(notes: Notes, place: str, message: str) -> None:
    notes.note("format.ome_invalid", Severity.ERROR, message, fix=_AGAIN, place=place)
