"""The search over a version of the data model: components, attributes, values, labels and synonyms."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from theatrum.checks.catalogue import searching
from theatrum.checks.catalogue.hits import Hit, Place
from theatrum.checks.report.model_links import anchor
from theatrum.doors.web.pages.model import addresses
from theatrum.doors.web.pages.model.kept import kept

_LONGEST = 200
_PLACES = 6
_TITLES = {"component": "Components", "attribute": "Attributes", "value": "Values"}


@dataclass(frozen=True)
class Found:
    """A hit, where it leads, and the places it has, each with its address; ``more`` places are not shown."""

    hit: Hit
    url: str
    places: list[tuple[Place, str]]
    more: int


@dataclass(frozen=True)
class Hits:
    """The hits of one kind, best first."""

    title: str
    found: list[Found]


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """List what fits; a term whose hits are shown already, sent again, leads to the first of them."""
    shelf, asked = kept(), request.GET.get("q", "").strip()[:_LONGEST]
    version = shelf.require_version(request.GET.get("version", ""))
    hits = shelf.search(version, asked)
    if hits and request.GET.get("shown") == asked:
        return HttpResponseRedirect(_url(hits[0], hits[0].places[0], version))
    groups = [
        Hits(title, [_found(hit, version) for hit in hits if hit.kind == kind]) for kind, title in _TITLES.items()
    ]
    # The kind of the best hit stands first.
    order = list(dict.fromkeys(_TITLES[hit.kind] for hit in hits))
    values = {
        "q": asked,
        "version": version,
        "groups": sorted((one for one in groups if one.found), key=lambda one: order.index(one.title)),
        "count": len(hits),
        "is_cut": len(hits) >= searching.LIMIT,
        "first": _url(hits[0], hits[0].places[0], version) if hits else "",
        "trail": [("Data model", f"{reverse('model')}?version={version}"), ("Search", "")],
    }
    return render(request, "model/search.html", values)


def _found(hit: Hit, version: str) -> Found:
    places = [(place, _url(hit, place, version)) for place in hit.places[:_PLACES]]
    return Found(hit, places[0][1], places, len(hit.places) - len(places))


def _url(hit: Hit, place: Place, version: str) -> str:
    page = addresses.component_url(place.component, version)
    if hit.kind == "value" and place.attribute is not None:
        address = addresses.attribute_url(place.component, place.attribute, version)
        return f"{address}?{urlencode({'q': hit.value or hit.text})}"
    return page if place.attribute is None else f"{page}#{anchor(place.attribute)}"
