"""Aperio SVS: a description of ``key = value`` pairs in each image, and pictures of slide and label at the end."""

import re

from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide
from theatrum.checks.formats.told import shown

_PICTURE = re.compile(r"^\s*(label|macro)\b", re.MULTILINE)
_LABEL, _MACRO = 1, 9  # as NewSubfileType
_THUMBNAIL = 1  # its number in the chain
_FACTS = {"AppMag": ("NOMINAL_MAGNIFICATION",), "MPP": ("PHYSICAL_SIZE_X", "PHYSICAL_SIZE_Y")}


def is_aperio(page: Page) -> bool:
    """Say whether the first image is described as Aperio's scanners do."""
    return page.description.startswith("Aperio")


def read(page: Page, slide: Slide) -> None:
    """Tell of the pairs, and whether the image is a picture beside the data."""
    place = f"{page.place}, ImageDescription"
    head, *pairs = page.description.split("|")
    slide.telling.text(place, "ImageDescription", head)
    for pair in pairs:
        key, _, value = (part.strip() for part in pair.partition("="))
        slide.telling.field(f"{place}, {shown(key)}", key, value)
        if not slide.pages:
            _fact(key, value, slide)
    kind = _picture(page, head)
    if kind is not None and slide.pages:
        slide.picture(kind, page)


def conclude(slide: Slide) -> None:
    """Say whether there is a picture of the label."""
    slide.notes.fact("HAS_SLIDE_LABEL", "label" in slide.beside.values())


def _picture(page: Page, head: str) -> str | None:
    named = _PICTURE.search(head)
    if named is not None:
        return named[1]
    if page.tile is not None or not page.is_main:
        return None
    by_type = {_LABEL: "label", _MACRO: "macro"}.get(page.subfile)
    return by_type or ("thumbnail" if page.directory.number == _THUMBNAIL else "macro")


def _fact(key: str, value: str, slide: Slide) -> None:
    try:
        number = float(value)
    except ValueError:
        return
    if 0 < number < 1e6:
        for name in _FACTS.get(key, ()):
            slide.notes.fact(name, number)


APERIO = Maker("Aperio SVS", is_aperio, read, conclude)
