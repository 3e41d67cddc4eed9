"""The access tier of a file: what its page says of it, and the form by which the staff raises it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.checks.profile.tier_shapes import Tier
from theatrum.consortium.tiers import actions
from theatrum.consortium.tiers.models import LONGEST_REASON, RaisedTier
from theatrum.consortium.tiers.standing import standings_of, tiers_in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes


@dataclass(frozen=True, slots=True)
class Shown:
    """A tier as pages show it. ``may_change``: who looks may raise it, or take back what was raised."""

    tier: str
    name: str
    about: str
    reason: str
    is_raised: bool
    may_change: bool

    @property
    def is_open(self) -> bool:
        """Whether nothing keeps anybody who may read it from downloading it."""
        return self.tier == Tier.OPEN


class RaiseForm(forms.Form):
    """Why a file is controlled that its component leaves open."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The center reads it. Nothing about a person may be in it.",
    )


def about(actor: Actor, node: Node) -> Shown | None:
    """Return what to say of a file's tier; None where it has none."""
    standing = standings_of([node]).get(node.id)
    if standing is None:
        return None
    raised = RaisedTier.objects.filter(node=node, withdrawn_on=None).first() if standing.is_raised else None
    name, text = words(standing.tier)
    may_change = actions.may_raise(actor) and (standing.is_raised or standing.tier is Tier.OPEN)
    return Shown(standing.tier, name, text, raised.reason if raised else "", standing.is_raised, may_change)


def controlled(rows: list[Node]) -> dict[int, str]:
    """Return what to call the tier of those rows of a list that are not open, in as many queries for all as for one."""
    return {node: words(one.tier)[0] for node, one in standings_of(rows).items() if one.tier is not Tier.OPEN}


def words(tier: Tier) -> tuple[str, str]:
    """Return what the profile calls a tier, and what it says about it."""
    tiers = tiers_in_force()
    text = tiers.texts.get(tier) if tiers else None
    return (text.name, text.about) if text else (tier.value.capitalize(), "")


@viewer.signed_in
def change(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Ask why, and raise the tier of a file."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id))
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = actions.clean_reason(form.cleaned_data["reason"])
            with writing():
                actions.raise_tier(actor=actor, node_id=node.id, tier=Tier.CONTROLLED, reason=reason)
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, f"{node.name} is {words(Tier.CONTROLLED)[0].lower()} now.")
            return HttpResponseRedirect(shown.address(node))
    found = about(actor, node)
    if found is None or not found.may_change:
        return HttpResponseRedirect(shown.address(node))
    return render(request, "entities/tier.html", shown.frame(actor, node) | {"form": form, "tier": found})


@viewer.signed_in
@require_POST
def withdraw(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Take back what was raised."""
    actor = viewer.actor(request)
    with writing():
        node = actions.withdraw_tier(actor=actor, node_id=parse_entity_id(entity_id))
    messages.success(request, "The file has the tier of its component again.")
    return HttpResponseRedirect(reverse("entity", args=[node.public_id]))
