"""Two versions of the data model side by side, with what each change does to rows that exist."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from theatrum.checks.catalogue.changes import Change, ModelDiff
from theatrum.doors.web.pages.model import addresses
from theatrum.doors.web.pages.model.kept import Kept, kept


@dataclass(frozen=True)
class Line:
    """A change, and where the attribute stands in the newer version; empty where it has it no more."""

    change: Change
    url: str


@dataclass(frozen=True)
class Changed:
    """The changes of one component, those that break rows first."""

    name: str
    url: str
    lines: list[Line]
    breaking: int


@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    """Show what changed between the two versions that are asked for: by default from the one before to the last."""
    shelf = kept()
    old, new = _asked(shelf, request.GET.get("from", ""), request.GET.get("to", ""))
    found = shelf.diff(old, new)
    is_breaking_only = request.GET.get("only") == "breaking"
    values = {
        "versions": shelf.versions,
        "old": old,
        "new": new,
        "is_breaking_only": is_breaking_only,
        "breaking": len(found.breaking),
        "total": len(found.changes),
        "components": _components(shelf, found, is_breaking_only=is_breaking_only),
        "trail": [("Data model", f"{reverse('model')}?version={new}"), ("Compare versions", "")],
    }
    return render(request, "model/compare.html", values)


def _asked(shelf: Kept, old: str, new: str) -> tuple[str, str]:
    """Return both versions. Raises ModelUnknown."""
    versions = shelf.versions
    chosen = shelf.require_version(new or versions[-1])
    before = versions[max(0, versions.index(chosen) - 1)]
    return shelf.require_version(old or before), chosen


def _components(shelf: Kept, found: ModelDiff, *, is_breaking_only: bool) -> list[Changed]:
    by_component = found.by_component().items()
    every = [
        _changed(shelf, name, changes, found.new, is_breaking_only=is_breaking_only) for name, changes in by_component
    ]
    return [one for one in every if one.lines]


def _changed(shelf: Kept, name: str, changes: Sequence[Change], version: str, *, is_breaking_only: bool) -> Changed:
    is_there = name in shelf.profile.models[version].components
    breaking = [one for one in changes if one.severity == "breaking"]
    shown = breaking if is_breaking_only else [*breaking, *(one for one in changes if one.severity != "breaking")]
    url = addresses.component_url(name, version) if is_there else ""
    return Changed(
        name, url, [Line(one, _url(shelf, one, version) if is_there else "") for one in shown], len(breaking)
    )


def _url(shelf: Kept, change: Change, version: str) -> str:
    page = shelf.component(change.component, version)
    if change.attribute is None or page.attribute(change.attribute) is None:
        return ""
    return f"{addresses.component_url(page.name, version)}#{addresses.anchor(change.attribute)}"
