"""OME-TIFF: reads the description in the first directory, and holds it against rules and pages."""

from theatrum.checks.findings import Severity
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.markup import Node, declared_encoding, parsed
from theatrum.checks.formats.ome.document import Image, images_of
from theatrum.checks.formats.ome.privacy import tell_document
from theatrum.checks.formats.ome.rules import tell_channels, tell_images, tell_planes, tell_schema
from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide

_ENCODINGS = frozenset({None, "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252"})


def is_ome(page: Page) -> bool:
    """Say whether the first image is described by OME-XML."""
    text = page.description.rstrip()
    return text.endswith("OME>") or "<OME" in text[:2000] or "www.openmicroscopy.org/Schemas/" in text[:4000]


def read(page: Page, slide: Slide) -> None:
    """Tell of the OME-XML of the first directory; descriptions of others are texts."""
    place = f"{page.place}, ImageDescription"
    if slide.pages:
        slide.telling.text(place, "ImageDescription", page.description)
        return
    root = _parsed(page, place, slide.notes)
    if root is None:
        return
    tell_document(root, place, slide.telling)
    if declared_encoding(page.description) not in _ENCODINGS:
        _broken(slide.notes, place, "it says that it is in another encoding than it is")
    tell_schema(root, place, slide.notes)
    images = images_of(root)
    data = [image for image in images if image.beside is None]
    data = [image for image in data if not any(image.is_copy_of(other) for other in data)]
    tell_images(root, data, place, slide.notes)
    slide.described = (images, data[0] if data else None)
    if data:
        _facts(data[0], slide.notes)


def conclude(slide: Slide) -> None:
    """Hold the description against the pages, when all of them are known."""
    images, image = slide.described
    mains = slide.mains
    at = 0
    for each in images:
        start = min((block.ifd for block in each.blocks if block.ifd is not None), default=at)
        if each.beside and start < len(mains):
            slide.picture(each.beside, mains[start])
        at += max(each.planes, 1)
    slide.notes.fact("HAS_SLIDE_LABEL", bool({"label", "macro"} & set(slide.beside.values())))
    if image is not None:
        tell_planes(image, mains, slide.notes)
        tell_channels(image, slide.notes)


def _parsed(page: Page, place: str, notes: Notes) -> Node | None:
    try:
        return parsed(page.description, place=place, budget=notes.budget)
    except Unreadable as error:
        _broken(notes, place, error.problem)
        notes.text(place, "ImageDescription", page.description)
        return None


def _broken(notes: Notes, place: str, problem: str) -> None:
    notes.note(
        "format.ome_invalid",
        Severity.ERROR,
        f"Its OME-XML cannot be used: {problem}.",
        fix="Write it anew with the program that made it, or with Bio-Formats.",
        place=place,
    )


def _facts(image: Image, notes: Notes) -> None:
    for axis, size in (
        ("X", image.size_x),
        ("Y", image.size_y),
        ("Z", image.size_z),
        ("C", image.size_c),
        ("T", image.size_t),
    ):
        if size:
            notes.fact(f"SIZE_{axis}", size)
    for axis, length in zip("XYZ", image.physical, strict=True):
        if length is not None:
            notes.fact(f"PHYSICAL_SIZE_{axis}", length)
            notes.fact(f"PHYSICAL_SIZE_{axis}_UNIT", "\u00b5m")
    if image.channels:
        notes.fact("CHANNEL_NAMES", tuple(channel.name for channel in image.channels))
        notes.fact("CHANNELS", len(image.channels))
    if image.pixel_type:
        notes.fact("PIXEL_TYPE", image.pixel_type)


OME = Maker("OME-TIFF", is_ome, read, conclude)
