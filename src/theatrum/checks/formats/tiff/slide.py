"""A TIFF while it is inspected: its pages as they come, and what makes notes on them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from theatrum.checks.formats.inspection import Notes, Picture
from theatrum.checks.formats.ome.document import Image
from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.formats.told import Telling


@dataclass(slots=True)
class Slide:
    """What is known of a file. ``pages`` are its images so far, in the order of the file; of the first IFD on."""

    structure: Structure
    telling: Telling
    pages: list[Page] = field(default_factory=list)
    beside: dict[int, str] = field(default_factory=dict)  # kinds of pictures beside the data, by offset of directory
    described: tuple[list[Image], Image | None] = field(default=([], None))  # by OME-XML, and which of them is the data
    listed: dict[int, str] = field(default_factory=dict)  # pictures that a description lists, by number of directory
    names: list[str] = field(default_factory=list, repr=False)  # of channels, where each has a page

    @property
    def notes(self) -> Notes:
        """What is written down."""
        return self.telling.notes

    @property
    def mains(self) -> list[Page]:
        """The images of the chain, without those below others."""
        return [page for page in self.pages if page.is_main]

    @property
    def data(self) -> list[Page]:
        """The images of the chain that are data: no labels and no smaller copies of pictures."""
        return [page for page in self.mains if page.directory.at not in self.beside]

    def picture(self, kind: str, page: Page) -> None:
        """Note a picture beside the data."""
        if page.directory.at not in self.beside:
            self.beside[page.directory.at] = kind
            self.notes.budget.spend(structures=1)
            number = page.directory.number
            self.notes.pictures.append(Picture(kind, self.notes.placed(page.place), number, page.width, page.height))


@dataclass(frozen=True, slots=True)
class Maker:
    """What is known of one program's TIFFs: ``is_its`` looks at the first image.

    ``read`` tells of the description of each image when its directory was read; ``conclude`` says, with all of them,
    what the file is. ``tags`` are those that ``read`` tells of, beside the description. All
    may raise BudgetSpent, Unreadable and OSError.
    """

    name: str
    is_its: Callable[[Page], bool]
    read: Callable[[Page, Slide], None]
    conclude: Callable[[Slide], None]
    tags: frozenset[int] = frozenset()
