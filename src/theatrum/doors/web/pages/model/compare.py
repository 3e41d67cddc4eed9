"""Two versions of the data model side by side, with what each change does to rows that exist."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from theatrum.checks.catalogue.changes import Change, ModelDiff
from theatrum.checks.report.model_links import anchor
from theatrum.doors.web.pages.model import addresses
from theatrum.doors.web.pages.model.kept import Kept, kept

_VALUES = 500


@dataclass(frozen=True)
class Line:
    """A change, what it is about (an attribute, or a component), and where that stands, if anywhere."""

    change: Change
    about: str
    url: str


@dataclass(frozen=True)
class Changed:
    """What changed of whole components, or of one component: first what breaks rows."""

    title: str
    url: str
    lines: list[Line]


@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    """Show what changed between the two versions that are asked for: by default from the one before to the last."""
    shelf = kept()
    old, new = _asked(shelf, request.GET.get("from", ""), request.GET.get("to", ""))
    found = shelf.diff(old, new)
    is_breaking_only = request.GET.get("only") == "breaking"
    values = {
        "versions": shelf.versions,
        "shown_values": _VALUES,
        "shown_slice": f":{_VALUES}",
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
    shown = found.breaking if is_breaking_only else found.changes
    ordered = sorted(shown, key=lambda change: change.severity != "breaking")
    whole = [change for change in ordered if change.kind.startswith("component_")]
    names = dict.fromkeys(change.component for change in found.changes)
    parts = {name: [one for one in ordered if one.component == name and one not in whole] for name in names}
    every = [
        Changed("Components", "", [Line(one, one.component, _component(shelf, one, found)) for one in whole]),
        *(_changed(shelf, name, changes, found.new) for name, changes in parts.items()),
    ]
    return [one for one in every if one.lines]


def _component(shelf: Kept, change: Change, found: ModelDiff) -> str:
    """Return where a component that came, went or has another name now is described."""
    is_there = change.component in shelf.profile.models[found.new].components
    return addresses.component_url(change.component, found.new if is_there else found.old)


def _changed(shelf: Kept, name: str, changes: Sequence[Change], version: str) -> Changed:
    lines = [Line(one, one.attribute or "", _url(shelf, one, version)) for one in changes]
    return Changed(name, addresses.component_url(name, version), lines)


def _url(shelf: Kept, change: Change, version: str) -> str:
    page = shelf.component(change.component, version)
    if change.attribute is None or page.attribute(change.attribute) is None:
        return ""
    return f"{addresses.component_url(page.name, version)}#{anchor(change.attribute)}"
