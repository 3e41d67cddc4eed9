"""Where pages stand and who may see them: moving, ordering, deleting and bringing back, keeping for some."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from theatrum.consortium.centers import queries as centers
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.wiki import forms, frame, reading
from theatrum.doors.web.pages.wiki.frame import Branch, Place
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.accounts.models import Team
from theatrum.repository.wiki import actions, undoing
from theatrum.repository.wiki.errors import PageIsInvalid
from theatrum.repository.wiki.models import Page
from theatrum.repository.wiki.policy import PageFields
from theatrum.repository.wiki.queries import pages
from theatrum.repository.wiki.sight import readers_of


@dataclass(frozen=True)
class Target:
    """A page that another one may be moved below; ``depth`` shows where it stands."""

    page: Page
    title: str
    depth: int

    @property
    def indent(self) -> str:
        """What stands before the title in a list."""
        return "\N{EM SPACE}" * self.depth


@viewer.signed_in
def move(request: HttpRequest, entity_id: str, page_id: int) -> HttpResponseBase:
    """Show where a page stands, move it below another one, or up and down beside its siblings."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id, Permission.UPDATE, current=page_id)
    page = pages.find_page(actor, place.node, page_id)
    refused = ""
    if request.method == "POST":
        try:
            _move(place, page, request.POST.get("step", ""), request.POST.get("parent", ""))
        except DomainError as error:
            refused = str(error)
        else:
            return HttpResponseRedirect(frame.address_of(place.node, page.pk, "wiki_move"))
    beside = place.siblings(page)
    values = {
        "targets": list(_targets(place.tree, page.pk)),
        "beside": [(one, frame.title_of(one)) for one in beside],
        "is_first": not beside or beside[0].pk == page.pk,
        "is_last": not beside or beside[-1].pk == page.pk,
        "refused": refused,
    }
    return render(request, "wiki/move.html", place.values(page, here="Move") | values, status=409 if refused else 200)


@viewer.signed_in
def delete(request: HttpRequest, entity_id: str, page_id: int) -> HttpResponseBase:
    """Ask once, then delete a page with all below it and offer the way back."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id, Permission.DELETE, current=page_id)
    page = pages.find_page(actor, place.node, page_id)
    if request.method == "POST":
        with writing():
            actions.delete_page(actor=actor, node_id=place.node.id, page_id=page.pk)
            deletion = undoing.deletions_of(actor, place.node.id).first()
        query = urlencode({reading.DELETED: deletion.pk}) if deletion else ""
        above = place.by_id.get(page.parent_id or 0)
        address = above.url if above else reverse("wiki", args=[place.node.public_id])
        return HttpResponseRedirect(f"{address}?{query}")
    branch = place.by_id[page.pk]
    return render(request, "wiki/delete.html", place.values(page, here="Delete") | {"count": _count(branch) - 1})


@viewer.signed_in
@require_POST
def undo(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Bring back what was deleted."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id)
    with writing():
        page = undoing.restore_deleted(
            actor=actor, node_id=place.node.id, deletion_id=forms.number_in(request.POST.get("deletion", ""))
        )
    messages.success(request, f"{frame.title_of(page)} is back.")
    return HttpResponseRedirect(frame.address_of(place.node, page.pk))


@viewer.signed_in
def access(request: HttpRequest, entity_id: str, page_id: int) -> HttpResponseBase:
    """Say who may see a page and all below it: everybody who reads the entity, or some teams and people."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id, Permission.UPDATE, current=page_id)
    page = pages.find_page(actor, place.node, page_id)
    refused = ""
    if request.method == "POST":
        try:
            _keep_for(place, page, request.POST)
        except DomainError as error:
            refused = str(error)
        else:
            messages.success(request, "It is set who sees this page.")
            return HttpResponseRedirect(frame.address_of(place.node, page.pk))
    readers = readers_of(page)
    values = {"readers": readers, "offered": _offered(place, readers), "refused": refused}
    return render(
        request, "wiki/access.html", place.values(page, here="Access") | values, status=400 if refused else 200
    )


def _keep_for(place: Place, page: Page, sent: QueryDict) -> None:
    wanted = [forms.number_in(number) for number in sent.getlist("reader")] if sent.get("who") == "some" else []
    if sent.get("who") == "some" and not wanted:
        raise PageIsInvalid(reason="Choose at least one team or person.")
    with writing():
        actions.keep_for(actor=place.actor, node_id=place.node.id, page_id=page.pk, principal_ids=wanted)


def _move(place: Place, page: Page, step: str, parent: str) -> None:
    if step in {"up", "down"}:
        _step(place, page, -1 if step == "up" else 1)
        return
    version = pages.get_version(page)
    carried = [handle.pk for handle in pages.attached(version)]
    fields = PageFields(page.title, version.markdown_id, carried, forms.number_in(parent))
    with writing():
        actions.update_page(actor=place.actor, node_id=place.node.id, page_id=page.pk, etag=page.etag, fields=fields)


def _step(place: Place, page: Page, by: int) -> None:
    """Let a page change places with the one before or after it."""
    beside = [one.pk for one in place.siblings(page)]
    here = beside.index(page.pk)
    there = here + by
    if not 0 <= there < len(beside) or place.wiki is None:
        return
    beside[here], beside[there] = beside[there], beside[here]
    order = [str(number) for number in _in_order(place.tree, set(beside), beside)]
    with writing():
        actions.replace_order(actor=place.actor, node_id=place.node.id, etag=place.wiki.etag, page_ids=order)


def _in_order(branches: Sequence[Branch], moved: set[int], beside: Sequence[int]) -> list[int]:
    """Return all pages in the order of the tree, those that stand beside each other in their new one."""
    here = [branch.page.pk for branch in branches]
    known = {branch.page.pk: branch for branch in branches}
    found: list[int] = []
    for number in beside if set(here) == moved else here:
        found += [number, *_in_order(known[number].children, moved, beside)]
    return found


def _targets(branches: Sequence[Branch], moved: int, depth: int = 0) -> list[Target]:
    """Return the pages that a page can stand below: not itself, and none below it."""
    found: list[Target] = []
    for branch in branches:
        if branch.page.pk != moved:
            found.append(Target(branch.page, branch.title, depth))
            found += _targets(branch.children, moved, depth + 1)
    return found


def _count(branch: Branch) -> int:
    return 1 + sum(_count(child) for child in branch.children)


def _offered(place: Place, readers: set[int]) -> list[tuple[int, str]]:
    """Return the teams and people that a page can be kept for: of the network, of the center, one's own."""
    profile = in_force()
    center = centers.center_of_node(place.node)
    names = {centers.team_name(role, None) for role in profile.roles.values() if role.team and role.scope == "network"}
    if center is not None:
        names |= {centers.team_name(role, center) for role in profile.roles.values() if role.team}
    teams = set(Team.objects.filter(name__in=names).values_list("pk", flat=True))
    own = set(accounts.teams_of(place.actor, place.actor.id).values_list("pk", flat=True))
    known = accounts.names(teams | own | readers | {place.actor.id})
    return sorted(known.items(), key=lambda item: (item[0] == place.actor.id, item[1].casefold()))
