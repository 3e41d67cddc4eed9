"""The page that proposes where files belong, from a list of their names: no file is ever sent here."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from theatrum.checks.layout.plan import TAKE, Line
from theatrum.checks.layout.proposing import Wish, propose_listed
from theatrum.checks.layout.written import plan_csv, plan_workbook
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.errors import ListingInvalid
from theatrum.checks.submission.listing import read_listing
from theatrum.consortium.centers.queries import with_known
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.sending import CSV, WORKBOOK, send
from theatrum.drivers import installation

MOST = 20_000
SHOWN = 200
_LONGEST = 8 * 1024**2


class ListForm(forms.Form):
    """The files, and what they are laid out for."""

    listing = forms.CharField(
        label="Files",
        max_length=_LONGEST,
        strip=False,
        help_text=(
            "A line each: the path; after a tab the bytes, after another the first line of a table. "
            "Chosen folders are listed here, so you see what is sent: nothing else is."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off", "data-list": ""}),
    )
    release = forms.TypedChoiceField(label="Release", coerce=int)
    center = forms.ChoiceField(label="Your center", required=False, help_text="Identifiers of others are noted then.")

    def __init__(self, profile: Profile, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request carries
        releases = [(number, str(number)) for number in sorted(profile.releases, reverse=True)]
        centers = [("", "not said"), *((one.id, f"{one.id} {one.name}") for one in profile.centers.values())]
        for name, choices in (("release", releases), ("center", centers)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


@dataclass(frozen=True)
class Summary:
    """How a plan came out: how many files have a place, by how sure that is, and how many have not."""

    sure: list[tuple[str, int]]
    placed: int
    left: int
    noted: int


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def layout(request: HttpRequest) -> HttpResponseBase:
    """Show the form, and the plan for the files that were listed; or send that as a table."""
    profile = with_known(in_force())
    if request.method != "POST":
        return _page(request, ListForm(profile))
    form = ListForm(profile, request.POST)
    lines = _lines(profile, form) if form.is_valid() else []
    match request.POST.get("as") if lines else None:
        case "xlsx":
            return send(request, plan_workbook(lines), content_type=WORKBOOK, name="plan.xlsx")
        case "csv":
            return send(request, plan_csv(lines), content_type=CSV, name="plan.csv")
    return _page(request, form, lines=lines[:SHOWN], more=max(0, len(lines) - SHOWN), summary=_summary(lines))


def _lines(profile: Profile, form: ListForm) -> list[Line]:
    asked = form.cleaned_data
    try:
        listing = read_listing(asked["listing"])
    except ListingInvalid as error:
        form.add_error("listing", str(error))
        return []
    if len(listing.files) > MOST:
        form.add_error(
            "listing", f"These are {len(listing.files):,} files. List {MOST:,} at a time, or use the command."
        )
        return []
    release = profile.releases[asked["release"]]
    wish = Wish(release=release, version=release.model, center=asked["center"] or None)
    hints = read_discovery(ProfileFolder.named(installation.settings().profile), profile)
    lines = propose_listed(wish, profile, hints, listing)
    if not lines:
        form.add_error("listing", "All of these are files that people do not see, or crosswalks: they are left out.")
    return lines


def _summary(lines: list[Line]) -> Summary | None:
    if not lines:
        return None
    sure = Counter(line.sure for line in lines if line.action == TAKE)
    noted = sum(1 for line in lines if line.note)
    return Summary(list(sure.items()), sure.total(), len(lines) - sure.total(), noted)


def _page(request: HttpRequest, form: ListForm, **values: Any) -> HttpResponseBase:
    trail = [("Tools", "/tools"), ("Files into folders", "")]
    return render(request, "tools/layout.html", {"form": form, "trail": trail, **values})
