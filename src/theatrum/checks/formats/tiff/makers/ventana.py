"""Ventana BIF: short words as descriptions, XMP with what the scanner knew, and a picture of slide and label first."""

from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide

_PICTURES = {"label image": "label", "label_image": "label", "thumbnail": "thumbnail"}


def is_ventana(page: Page) -> bool:
    """Say whether the first image is described as these scanners do."""
    return _word(page) in {"label image", "label_image"} or page.description.startswith("level=0 mag=")


def read(page: Page, slide: Slide) -> None:
    """Tell of a description, and whether the image is a picture beside the data. XMP is told as in any TIFF."""
    slide.telling.text(f"{page.place}, ImageDescription", "ImageDescription", page.description)
    kind = _PICTURES.get(_word(page))
    if kind is not None:
        slide.picture(kind, page)
    elif not page.description.startswith("level="):
        slide.beside[page.directory.at] = "map"  # of probabilities: neither data nor a picture


def conclude(slide: Slide) -> None:
    """Say whether there is a picture of the label."""
    slide.notes.fact("HAS_SLIDE_LABEL", "label" in slide.beside.values())


def _word(page: Page) -> str:
    return page.description.strip().lower()


VENTANA = Maker("Ventana BIF", is_ventana, read, conclude)
