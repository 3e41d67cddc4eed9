"""The page about identifiers: what a given one is and where it stands, and the next ones of a center."""

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from theatrum.checks.numbering.counting import numbered_kinds
from theatrum.checks.numbering.wanting import Wanted
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.numbering import actions
from theatrum.consortium.numbering.drafts import MOST, centers_of, draft_reservation
from theatrum.consortium.numbering.queries import whereabouts
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

_LONGEST = 200
_UNDER = (
    ("participant", "one participant"),
    ("pooled", "several participants at once"),
    ("external", "a new external control or blank"),
)


class ReserveForm(forms.Form):
    """What is to be numbered; ``profile`` says the kinds, and ``actor`` for which centers."""

    center = forms.ChoiceField(label="Center")
    kind = forms.ChoiceField(label="What for")
    under = forms.ChoiceField(label="Of", choices=_UNDER)
    participant = forms.CharField(
        label="Participant", max_length=60, required=False, help_text="For what is numbered under one that exists."
    )
    count = forms.IntegerField(label="How many", min_value=1, max_value=MOST, initial=1)

    def __init__(self, profile: Profile, actor: Actor, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request carries
        identifiers = profile.overlay.identifiers
        kinds = [(kind, identifiers.kind(kind).name) for kind in numbered_kinds(identifiers)]
        choices = [(one.id, f"{one.id} {one.name}") for one in centers_of(actor, profile)]
        for name, offered in (("center", choices), ("kind", kinds)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered
        self.has_centers = bool(choices)

    def wanted(self) -> Wanted:
        """Return what is to be numbered."""
        given = self.cleaned_data
        return Wanted(
            kind=given["kind"],
            participant=given["participant"].strip() or None,
            is_pooled=given["under"] == "pooled",
            is_external=given["under"] == "external",
        )


@require_safe
def identifiers(request: HttpRequest) -> HttpResponseBase:
    """Show the page, to anybody, and what is known of the identifier that is asked for."""
    actor, profile = viewer.actor(request), in_force()
    asked = request.GET.get("id", "")[:_LONGEST].strip()
    found = whereabouts(actor, profile, asked) if asked else None
    return _page(request, ReserveForm(profile, actor), asked=asked, found=found)


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


def _page(request: HttpRequest, form: ReserveForm, **values: object) -> HttpResponseBase:
    trail = [("Tools", "/tools"), ("Identifiers", "")]
    return render(request, "tools/identifiers.html", {"form": form, "trail": trail, **values})
