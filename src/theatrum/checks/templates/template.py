"""What a template is made of: the component's columns in the order to fill them in, and the rows it begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.catalogue.describing import describe
from theatrum.checks.catalogue.page import AttributePage, ComponentPage
from theatrum.checks.profile.profile import Profile
from theatrum.checks.templates.prefilled import Row, rows_of

ORDER = ("required", "conditional", "recommended", "optional")


@dataclass(frozen=True, slots=True)
class Template:
    """An empty table: ``columns`` in order, ``rows`` of texts by column. ``center`` is whose identifiers are shown."""

    page: ComponentPage
    columns: tuple[AttributePage, ...]
    rows: tuple[Mapping[str, str], ...]
    center: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The header."""
        return tuple(one.name for one in self.columns)


def template_of(
    profile: Profile,
    component: str,
    version: str,
    *,
    ids: Sequence[str] = (),
    count: int = 0,
    center: str | None = None,
) -> Template:
    """Return the template of a component: required columns first, each group in the order of the form.

    ``ids`` are the lines of a file, see ``rows_of``; ``count`` is how many rows there are at least, with nothing in
    them but what is always the same. Raises ModelUnknown, ComponentUnknown, IdentifierUnplaced.
    """
    page = describe(profile, component, version)
    columns = sorted(page.attributes, key=lambda one: ORDER.index(one.need))
    rows: list[Row] = rows_of(page, profile.overlay.identifiers.forms, ids, count=count)
    return Template(page, tuple(columns), tuple(rows), center)
