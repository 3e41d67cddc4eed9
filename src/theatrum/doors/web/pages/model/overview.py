"""All modules and components of a version of the data model."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.checks.catalogue.page import ComponentPage
from theatrum.doors.web.pages.model.kept import kept


@dataclass(frozen=True)
class Line:
    """A component as the table shows it: the formats that are plainly taken, and those that take more."""

    page: ComponentPage
    formats: str
    others: str


@dataclass(frozen=True)
class Module:
    """A part of the data model, and its components from the lowest level up."""

    name: str
    lines: list[Line]


@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show the components of the version that is asked for, or of the newest release's."""
    shelf = kept()
    version = shelf.require_version(request.GET.get("version", ""))
    shelf.prepare_search(version)
    values = {
        "modules": _modules(shelf.components(version)),
        "version": version,
        "versions": shelf.versions,
        "newest": shelf.newest,
        "network": shelf.profile.consortium.name,
    }
    return render(request, "model/overview.html", values)


def _modules(components: list[ComponentPage]) -> list[Module]:
    ordered = sorted(components, key=lambda one: (one.module.casefold(), one.level or "", one.name.casefold()))
    return [Module(name, [_line(one) for one in found]) for name, found in groupby(ordered, key=lambda one: one.module)]


def _line(page: ComponentPage) -> Line:
    plain = ", ".join(one.format for one in page.formats if one.acceptance == "accepted")
    others = ", ".join(one.format for one in page.formats if one.acceptance != "accepted")
    return Line(page, plain, others)
