"""Identifiers and what names what: as a picture that the server draws, and the same in a table."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from theatrum.checks.catalogue.page import ComponentPage, LinkPage
from theatrum.checks.profile.identifier_shapes import IdentifierKind
from theatrum.doors.web.pages.model.kept import kept
from theatrum.doors.web.pages.model.picture import picture


@dataclass(frozen=True)
class Given:
    """A kind of identifiers, and the components whose rows give it out, each with the column."""

    kind: IdentifierKind
    places: list[tuple[ComponentPage, str]]


@dataclass(frozen=True)
class Named:
    """What one column of a component names: each kind with the components whose rows those are."""

    page: ComponentPage
    column: str
    links: list[LinkPage]

    @property
    def is_parent(self) -> bool:
        """Whether it says what a row came from."""
        return self.links[0].is_parent


@require_safe
def relations(request: HttpRequest) -> HttpResponseBase:
    """Show how the components of a version hang together."""
    shelf = kept()
    version = shelf.require_version(request.GET.get("version", ""))
    pages = shelf.components(version)
    kinds = shelf.profile.overlay.identifiers.kinds
    values = {
        "version": version,
        "picture": picture(pages, {kind.kind: kind.name for kind in kinds}),
        "kinds": [_given(kind, pages) for kind in kinds],
        "named": [one for page in pages for one in _named(page)],
        "trail": [("Data model", f"{reverse('model')}?version={version}"), ("Identifiers and relationships", "")],
    }
    return render(request, "model/relations.html", values)


def _given(kind: IdentifierKind, pages: list[ComponentPage]) -> Given:
    return Given(kind, [(page, page.key[0]) for page in pages if page.key and page.key[1] == kind.kind])


def _named(page: ComponentPage) -> list[Named]:
    columns = dict.fromkeys(link.column for link in page.links)
    return [Named(page, column, [link for link in page.links if link.column == column]) for column in columns]
