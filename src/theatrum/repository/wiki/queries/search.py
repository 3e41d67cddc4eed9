"""Finding pages by their words, among those that somebody may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.repository.access import guards
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.files import locks
from theatrum.repository.wiki.models import Page, PageText
from theatrum.repository.wiki.sight import hidden_of

MOST = 100
MOST_WORDS = 8
_AROUND = 90


@dataclass(frozen=True)
class Hit:
    """A page that was found: with what stands around the first word, in parts of which every other was asked for."""

    page: Page
    parts: Sequence[str]


def search(actor: Actor, asked: str, *, node_id: int | None = None) -> list[Hit]:
    """Return the pages that have all words, those with one in the title first; at most ``MOST``, in six queries."""
    words = [word.casefold() for word in asked.split()[:MOST_WORDS]]
    if not words:
        return []
    found = PageText.objects.select_related("page__wiki__node__current", "handle")
    found = found.filter(page__wiki__node__in=visible_nodes(actor).values("pk"))
    if node_id is not None:
        found = found.filter(page__wiki__node_id=node_id)
    for word in words:
        found = found.filter(folded__contains=word)
    texts = _open(actor, list(found.order_by("page_id")[: 4 * MOST]))
    texts.sort(key=lambda text: (not any(word in text.page.title.casefold() for word in words), text.page.title))
    return [Hit(text.page, _quoted(text.text, words)) for text in texts[:MOST]]


def _open(actor: Actor, texts: Sequence[PageText]) -> list[PageText]:
    """Return those that the actor may see: no gate holds the entity, no lock the text, and the page is not hidden."""
    nodes = {text.page.wiki.node_id: text.page.wiki.node for text in texts}
    open_nodes = {node.pk for node in guards.allowed(actor, Permission.READ, list(nodes.values()))}
    hidden = hidden_of(actor, {text.page.wiki for text in texts})
    shut = locks.locked(actor, [text.handle for text in texts])
    return [
        text
        for text in texts
        if text.page.wiki.node_id in open_nodes and text.page_id not in hidden and text.handle_id not in shut
    ]


def _quoted(text: str, words: Sequence[str]) -> list[str]:
    wanted = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    first = wanted.search(text)
    start = max(0, first.start() - _AROUND) if first else 0
    piece = text[start : start + 2 * _AROUND + 40]
    if start:
        piece = "… " + piece.partition(" ")[2]
    if start + 2 * _AROUND + 40 < len(text):
        piece = piece.rpartition(" ")[0] + " …"
    return re.split(f"({wanted.pattern})", piece, flags=re.IGNORECASE)
