"""Following pages: who hears of which changes, and whom a change is told once its text is open to all."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from theatrum.kernel import clock
from theatrum.kernel.hooks import Hooks
from theatrum.repository.access import guards
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts.models import User
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.wiki.models import Follower, Page, PageText, PageVersion
from theatrum.repository.wiki.queries.pages import find_page
from theatrum.repository.wiki.sight import hidden_of

_MENTION = re.compile(r"(?<![\w@./-])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,148}[A-Za-z0-9])?)")
_MOST_MENTIONS = 50
# A page that is older is not new because its words were not read before.
_NEW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Change:
    """A page that is new, or that was changed from one version to another; ``mentioned`` are named in it since."""

    page: Page
    version: PageVersion
    # The version whose words were known before; None for a new page.
    before: int | None
    followers: frozenset[int]
    mentioned: frozenset[int]


Listener = Callable[[Change], None]
_listeners = Hooks[Listener]()


def register(listener: Listener) -> None:
    """Let a higher floor tell people of changes, inside the transaction that finds them."""
    _listeners.register(listener)


def follow_page(*, actor: Actor, node_id: int, page_id: int, with_below: bool = False) -> Follower:
    """Let somebody hear of changes of a page, and of all below it if asked. Raises NoWiki, PageNotFound."""
    page = find_page(actor, require_node(actor, node_id, Permission.READ), page_id)
    found, _ = Follower.objects.update_or_create(
        page=page, user_id=actor.id, defaults={"with_below": with_below}, create_defaults=_begun(with_below)
    )
    after = {"with_below": with_below}
    audit.record(actor.id, "wiki_page_followed", subject_kind="wiki", subject_id=page.pk, after=after)
    return found


def unfollow_page(*, actor: Actor, page_id: int) -> None:
    """Let somebody hear of a page no more, also of one that they do not see any longer."""
    # A relation's key, unlike a page's own, does not look at the range by itself.
    if Follower.objects.filter(page__in=Page.objects.filter(pk=page_id), user_id=actor.id).delete()[0]:
        audit.record(actor.id, "wiki_page_unfollowed", subject_kind="wiki", subject_id=page_id)


def following(actor: Actor, page: Page) -> Follower | None:
    """Return how somebody follows a page: itself, or a page above with all below it; None where they do not."""
    mine = {one.page_id: one for one in Follower.objects.filter(user_id=actor.id, page__wiki=page.wiki_id)}
    if page.pk in mine:
        return mine[page.pk]
    return next((mine[number] for number in _above(page) if number in mine and mine[number].with_below), None)


def followed_by(actor: Actor) -> list[Follower]:
    """Return what somebody follows and may see, each with its page, wiki and node."""
    found = Follower.objects.filter(user_id=actor.id).select_related("page__wiki__node")
    seen = seen_pages(actor, [str(one.page_id) for one in found])
    return [one for one in found.order_by("page__title", "pk") if str(one.page_id) in seen]


def seen_pages(actor: Actor, ids: Collection[str]) -> set[str]:
    """Return those of some pages, by number, that an actor may see."""
    numbers = [int(one) for one in ids if one.isdecimal()]
    found = list(_pages(actor).filter(pk__in=numbers))
    nodes = {page.wiki.node_id: page.wiki.node for page in found}
    open_nodes = {node.pk for node in guards.allowed(actor, Permission.READ, list(nodes.values()))}
    hidden = hidden_of(actor, {page.wiki for page in found})
    return {str(page.pk) for page in found if page.wiki.node_id in open_nodes and page.pk not in hidden}


def tell_changed(page: Page, version: PageVersion, known: PageText | None, text: str) -> None:
    """Tell the listeners of a version whose words were read and stand for ``known``'s from now on, if anybody cares."""
    if known is not None and known.number >= version.number:
        return
    if known is None and (version.number > 0 or page.created_on < clock.now() - _NEW):
        # Its words were not known: nobody can say since when it is as it is.
        return
    writers = set(_versions(page, known, version).values_list("modified_by", flat=True))
    only = next(iter(writers)) if len(writers) == 1 else 0
    mentioned = _people(set(_names(text)) - set(_names(known.text if known else "")))
    change = Change(
        page=page,
        version=version,
        before=known.number if known else None,
        followers=frozenset(_followers(page) - {only}),
        mentioned=frozenset(mentioned - {only}),
    )
    if change.followers or change.mentioned:
        for listener in _listeners:
            listener(change)


def _begun(with_below: bool) -> dict[str, object]:  # noqa: FBT001  # of one caller
    return {"with_below": with_below, "since": clock.now()}


def _pages(actor: Actor) -> QuerySet[Page]:
    found = Page.objects.select_related("wiki__node__current")
    return found.filter(wiki__node__in=visible_nodes(actor).values("pk"))


def _versions(page: Page, known: PageText | None, version: PageVersion) -> QuerySet[PageVersion]:
    first = known.number + 1 if known else 0
    return PageVersion.objects.filter(page=page, number__gte=first, number__lte=version.number)


def _followers(page: Page) -> set[int]:
    of_page = Follower.objects.filter(page=page).values_list("user_id", flat=True)
    of_above = Follower.objects.filter(page__in=list(_above(page)), with_below=True).values_list("user_id", flat=True)
    return {*of_page, *of_above}


def _above(page: Page) -> Iterator[int]:
    parents = dict(Page.objects.filter(wiki=page.wiki_id).values_list("id", "parent_id"))
    here = parents.get(page.pk)
    while here is not None:
        yield here
        here = parents.get(here)


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(found[1].casefold() for found in _MENTION.finditer(text)))[:_MOST_MENTIONS]


def _people(names: Collection[str]) -> set[int]:
    """Return the people of some user names in lower case; who opened two that differ in case has both."""
    found: set[int] = set()
    for name in names:
        found |= set(User.objects.filter(username__iexact=name, is_active=True).values_list("pk", flat=True))
    return found
