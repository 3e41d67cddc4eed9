"""PerkinElmer and Akoya QPTIFF: XML in each image, a page a channel, and pictures of slide and label."""

from theatrum.checks.formats.tiff.makers.described import text_in, tree_of
from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide

_PICTURES = {"label": "label", "overview": "macro", "thumbnail": "thumbnail"}
_FULL = "fullresolution"


def is_perkinelmer(page: Page) -> bool:
    """Say whether the first image is described as these scanners do."""
    return "<PerkinElmer-QPI-ImageDescription" in page.description[:1000]


def read(page: Page, slide: Slide) -> None:
    """Tell of the XML, and whether the image is a picture beside the data."""
    root = tree_of(page, slide)
    if root is None:
        return
    slide.telling.tree(f"{page.place}, ImageDescription", root)
    kind = text_in(root, "ImageType").lower()
    if kind in _PICTURES:
        slide.picture(_PICTURES[kind], page)
    elif kind == _FULL:
        slide.names.append(text_in(root, "Name"))


def conclude(slide: Slide) -> None:
    """Say which channels there are, and whether there is a picture of the label."""
    first = slide.data[:1]
    if slide.names and first and first[0].samples == 1:
        slide.notes.fact("SIZE_C", len(slide.names))
        slide.notes.fact("CHANNEL_NAMES", tuple(slide.names))
    slide.notes.fact("HAS_SLIDE_LABEL", "label" in slide.beside.values())


PERKINELMER = Maker("PerkinElmer QPTIFF", is_perkinelmer, read, conclude)
