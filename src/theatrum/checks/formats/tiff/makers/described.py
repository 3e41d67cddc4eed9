"""What the makers whose descriptions are XML have in common: read it, or say that it is broken and hand on the text."""

from theatrum.checks.findings import Severity
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.markup import Node, parsed
from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Slide


def tree_of(page: Page, slide: Slide) -> Node | None:
    """Return the XML of a description; None where there is none, or none that can be read. Raises BudgetSpent."""
    place = f"{page.place}, ImageDescription"
    if not page.description.lstrip("\ufeff \r\n\t").startswith("<"):
        slide.telling.text(place, "ImageDescription", page.description)
        return None
    try:
        return parsed(page.description, place=place, budget=slide.notes.budget)
    except Unreadable as error:
        slide.notes.note(
            "format.embedded_broken",
            Severity.WARNING,
            f"The description of the image cannot be read: {error.problem}.",
            fix="Write the file anew with the program that made it.",
            place=place,
        )
        slide.telling.text(place, "ImageDescription", page.description)
        return None


def text_in(root: Node, name: str) -> str:
    """Return the text of the first child of a name."""
    found = root.first(name)
    return found.text.strip() if found else ""
