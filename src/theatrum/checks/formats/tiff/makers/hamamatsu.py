"""Hamamatsu NDPI: tags of its own, a list of properties, and a picture of the whole slide with its label."""

from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide
from theatrum.checks.formats.tiff.texts import text_of
from theatrum.checks.formats.told import shown

_FORMAT, _LENS, _PROPERTIES = 65420, 65421, 65449
_MACRO, _MAP = -1, -2  # as lens


def is_hamamatsu(page: Page) -> bool:
    """Say whether the first image has the tag that all NDPI files have."""
    return page.directory.entry(_FORMAT) is not None


def read(page: Page, slide: Slide) -> None:
    """Tell of description and properties, and whether the image is a picture beside the data."""
    slide.telling.text(f"{page.place}, ImageDescription", "ImageDescription", page.description)
    properties = page.directory.entry(_PROPERTIES)
    if properties is not None:
        place = f"{page.place}, NDPI PropertyMap"
        for line in text_of(slide.structure.raw(properties), properties.type).splitlines():
            key, is_pair, value = (part.strip() for part in line.partition("="))
            slide.telling.field(f"{place}, {shown(key)}" if is_pair else place, key if is_pair else "", value or key)
    lens = slide.structure.number(page.directory.entry(_LENS))
    if lens == _MACRO:
        slide.picture("macro", page)
    elif lens == _MAP:
        slide.picture("thumbnail", page)
    elif lens is not None and lens > 0:
        slide.notes.fact("NOMINAL_MAGNIFICATION", lens)


def conclude(slide: Slide) -> None:
    """Say whether there is a picture of the slide: the label is on it."""
    slide.notes.fact("HAS_SLIDE_LABEL", "macro" in slide.beside.values())


HAMAMATSU = Maker("Hamamatsu NDPI", is_hamamatsu, read, conclude, frozenset({_PROPERTIES}))
