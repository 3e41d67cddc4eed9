"""A TIFF of no known maker: its descriptions are texts."""

from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide


def read(page: Page, slide: Slide) -> None:
    """Tell of a description."""
    slide.telling.text(f"{page.place}, ImageDescription", "ImageDescription", page.description)


def conclude(slide: Slide) -> None:
    """Say nothing more: what holds for all TIFFs is said of this one, too."""


PLAIN = Maker("TIFF", lambda _: True, read, conclude)
