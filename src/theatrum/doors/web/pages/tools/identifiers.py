"""The page about identifiers: what a given one is and where it stands, and the next ones of a center."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from theatrum.checks.numbering.counting import numbered_kinds
from theatrum.checks.numbering.wanting import Wanted
from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.numbering import actions
from theatrum.consortium.numbering.drafts import MOST, centers_of, draft_reservation
from theatrum.consortium.numbering.queries import MOST as MOST_TOLD
from theatrum.consortium.numbering.queries import Whereabouts, whereabouts
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

_LONGEST = 200
_BETWEEN = re.compile(r"[\s,;|]+")
_UNDER = (
    ("participant", "participants that exist"),
    ("pooled", "several participants at once"),
    ("external", "a new external control or blank"),
)


class ReserveForm(forms.Form):
    """What is to be numbered; ``profile`` says the kinds, and ``actor`` for which centers."""

    center = forms.ChoiceField(label="Center")
    kind = forms.ChoiceField(label="What for")
    under = forms.ChoiceField(label="Of", choices=_UNDER)
    participants = forms.CharField(
        label="Participants",
        max_length=60 * MOST,
        required=False,
        help_text="Under which specimens, files or panels are numbered, one or many, such as a column of a table.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
    )
    count = forms.IntegerField(label="How many, of each", min_value=1, max_value=MOST, initial=1)

    def __init__(self, profile: Profile, actor: Actor, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        identifiers = profile.overlay.identifiers
        kinds = [(kind, identifiers.kind(kind).name) for kind in numbered_kinds(identifiers)]
        choices = [(one.id, f"{one.id} {one.name}") for one in centers_of(actor, profile)]
        for name, offered in (("center", choices), ("kind", kinds)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered
        self.has_centers = bool(choices)
        self._centers = {name for name, _ in choices}

    def offers(self, center: str | None) -> bool:
        """Tell whether the actor may number for a center."""
        return center in self._centers

    def wanted(self) -> list[Wanted]:
        """Return what is to be numbered, for each participant once."""
        given = self.cleaned_data
        named = (
            dict.fromkeys(_BETWEEN.split(given["participants"].strip())) if given["participants"].strip() else [None]
        )
        return [
            Wanted(
                kind=given["kind"],
                participant=one,
                is_pooled=given["under"] == "pooled",
                is_external=given["under"] == "external",
            )
            for one in named
        ]


@require_safe
def identifiers(request: HttpRequest) -> HttpResponseBase:
    """Show the page, to anybody, and what is known of the identifier that is asked for."""
    actor, profile = viewer.actor(request), in_force()
    asked = request.GET.get("id", "")[:_LONGEST].strip()
    found = whereabouts(actor, profile, asked) if asked else None
    form = ReserveForm(profile, actor, initial=_chosen(request.GET))
    return _page(request, form, asked=asked, found=found, under=_under(profile, form, found))


@viewer.signed_in
@require_POST
def reserve(request: HttpRequest) -> HttpResponseBase:
    """Reserve the next identifiers, and show them in this one answer."""
    actor, profile = viewer.actor(request), in_force()
    form = ReserveForm(profile, actor, request.POST)
    given: list[str] = []
    if form.is_valid():
        try:
            given = _reserve(actor, profile, form)
        except DomainError as error:
            form.add_error(None, str(error))
    return _page(request, form, given="\n".join(given))


def _reserve(actor: Actor, profile: Profile, form: ReserveForm) -> list[str]:
    draft = draft_reservation(
        actor=actor,
        profile=profile,
        center_id=form.cleaned_data["center"],
        wanted=form.wanted(),
        count=form.cleaned_data["count"],
    )
    with writing():
        return actions.reserve(actor=actor, draft=draft)


def _chosen(query: QueryDict) -> dict[str, str]:
    """Return what an address fills into the form: a link leads from a participant to what is numbered under it."""
    return {name: query.get(name, "")[:_LONGEST] for name in ("center", "kind", "participants") if name in query}


def _under(profile: Profile, form: ReserveForm, found: Whereabouts | None) -> list[tuple[str, str]]:
    """Return what the viewer may number under a participant that was looked up, each with its address."""
    identifiers = profile.overlay.identifiers
    if found is None or found.told.kind != PARTICIPANT or found.told.problems or not form.offers(found.told.center):
        return []
    asked = {"id": found.told.text, "center": found.told.center or "", "participants": found.told.text}
    kinds = [kind for kind in numbered_kinds(identifiers) if kind != PARTICIPANT]
    return [(identifiers.kind(kind).name, f"?{urlencode({**asked, 'kind': kind})}#next-title") for kind in kinds]


def _page(request: HttpRequest, form: ReserveForm, **values: object) -> HttpResponseBase:
    trail = [("Tools", "/tools"), ("Identifiers", "")]
    return render(request, "tools/identifiers.html", {"form": form, "trail": trail, "most": MOST_TOLD, **values})
