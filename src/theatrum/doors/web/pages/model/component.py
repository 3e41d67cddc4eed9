"""A component of the data model: what its rows or files are, and all of its attributes; to read, print and download."""

import json
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from theatrum.checks.catalogue.page import AttributePage, ComponentPage, LinkPage
from theatrum.checks.model.schemas import bound_document, published_schema
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.model_links import anchor
from theatrum.checks.templates.delimited import csv_bytes
from theatrum.checks.templates.template import template_of
from theatrum.doors.web.pages.model import addresses, attribute_table
from theatrum.doors.web.pages.model.kept import Kept, kept
from theatrum.doors.web.sending import CSV, WORKBOOK, send
from theatrum.kernel.errors import InvalidRequest

Trail = list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """An attribute as the table shows it: ``anchor`` is the id of its row, ``kinds`` what identifiers it holds."""

    page: AttributePage
    anchor: str
    url: str
    kinds: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many permissible values the table does not show."""
        values = self.page.values
        return values.count - len(values.first) if values else 0


@require_safe
def component(request: HttpRequest, version: str, name: str) -> HttpResponseBase:
    """Show one component."""
    shelf = kept()
    page = shelf.component(name, version)
    values = {
        "page": page,
        "rows": rows(shelf.profile, page),
        "others": _others(shelf, page),
        "parents": page.parents,
        "references": [link for link in page.links if not link.is_parent],
        "referred": _referred(page),
        "advice": [one for one in page.conditions if one.is_advice],
        "conditions": [one for one in page.conditions if not one.is_advice],
        "key_kind": kind_name(shelf.profile, page.key[1]) if page.key else "",
        "required": sum(one.need == "required" for one in page.attributes),
        "trail": trail(page),
    }
    return render(request, "model/component.html", values)


@require_safe
def download(request: HttpRequest, version: str, name: str, what: str) -> HttpResponseBase:
    """Send the attributes as CSV, the JSON Schema (as published, or as folders are bound to it), or a template."""
    shelf = kept()
    page = shelf.component(name, version)
    stem = f"{page.name}-{version}"
    match what:
        case "attributes.csv":
            content = attribute_table.csv_text(page).encode()
            return send(request, content, content_type=CSV, name=f"{stem}-attributes.csv")
        case "schema.json":
            return _json(request, bound_document(shelf.profile, name, version), f"{stem}.json")
        case "published.json":
            return _json(request, published_schema(shelf.profile, name, version).schema, f"{stem}-published.json")
        case "template.csv":
            content = csv_bytes(template_of(shelf.profile, name, version))
            return send(request, content, content_type=CSV, name=f"{name}.csv")
        case "template.xlsx":
            return send(request, shelf.workbook(page), content_type=WORKBOOK, name=f"{name}.xlsx")
    files = "attributes.csv, schema.json, published.json, template.csv or template.xlsx"
    raise InvalidRequest(reason=f"Ask for {files}.")


def rows(profile: Profile, page: ComponentPage) -> list[Row]:
    """Return the attributes of a component as a table shows them."""
    return [row(profile, page, one) for one in page.attributes]


def row(profile: Profile, page: ComponentPage, one: AttributePage) -> Row:
    """Return one attribute as a table shows it."""
    url = addresses.attribute_url(page.name, one.name, page.version)
    return Row(one, anchor(one.name), url, tuple(kind_name(profile, kind) for kind in one.kinds))


def kind_name(profile: Profile, kind: str) -> str:
    """Return what a kind of identifiers is called, with its article."""
    return profile.overlay.identifiers.kind(kind).name


def trail(page: ComponentPage, *steps: tuple[str, str]) -> Trail:
    """Return the breadcrumb down to a component, or below it."""
    top = f"{reverse('model')}?version={page.version}"
    here = addresses.component_url(page.name, page.version)
    return [("Data model", reverse("model")), (f"Version {page.version}", top), (page.name, here), *steps]


def _others(shelf: Kept, page: ComponentPage) -> list[tuple[str, str]]:
    """Return the other versions that have the component, and where."""
    found = (name for name, model in shelf.profile.models.items() if page.name in model.components)
    return [(name, addresses.component_url(page.name, name)) for name in found if name != page.version]


def _referred(page: ComponentPage) -> list[tuple[LinkPage, bool]]:
    """Return who names rows of a component, each column of another component once."""
    found = {(link.component, link.column): link for link in page.referred}
    return [(link, link.component == page.name) for link in found.values()]


def _json(request: HttpRequest, document: object, name: str) -> HttpResponseBase:
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return send(request, text.encode(), content_type="application/schema+json", name=name)
