"""A TIFF of no known maker: its descriptions are texts, and may say that an image is a label."""

import re

from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide
from theatrum.checks.formats.tiff.texts import decoded

_PAGE_NAME = 285
_WORD = re.compile(r"\s*(slide )?(label|macro|overview|thumbnail)( image)?\b", re.IGNORECASE)
_KINDS = {"overview": "macro"}


def read(page: Page, slide: Slide) -> None:
    """Tell of a description, and whether the image is a picture beside the data by it or by the name of the page."""
    slide.telling.text(f"{page.place}, ImageDescription", "ImageDescription", page.description)
    name = page.directory.entry(_PAGE_NAME)
    texts = [page.description, decoded(slide.structure.raw(name, 200)) if name else ""]
    word = next((found[2].lower() for found in map(_WORD.match, texts) if found), None)
    if word is not None and slide.pages and page.is_main:
        slide.picture(_KINDS.get(word, word), page)


def conclude(slide: Slide) -> None:
    """Say nothing more: what holds for all TIFFs is said of this one, too."""


PLAIN = Maker("TIFF", lambda _: True, read, conclude)
