"""Background work on pages: their words are read out of their files, and kept for search."""

from django.db.models import F, Q

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import job
from theatrum.repository.access.permissions import ANONYMOUS
from theatrum.repository.files import locks
from theatrum.repository.files.errors import FileIsBroken
from theatrum.repository.wiki import following, markdown, rendering
from theatrum.repository.wiki.errors import MarkdownUnreadable
from theatrum.repository.wiki.models import Page, PageText, PageVersion
from theatrum.repository.wiki.undoing import INDEX

# Of a longer page the beginning is found.
LONGEST = 200_000
# How many pages without words are taken up at a time: those of an installation from before there was a search.
_AT_ONCE = 50


@job(INDEX)
def index(*, page_id: int) -> bool:
    """Read the words of the current version of a page; tells whether they are kept.

    Of a text that is not open to all yet no words are kept anywhere: a round wants them again.
    """
    version = _current(page_id)
    if version is None or locks.locked(ANONYMOUS, [version.markdown]):
        return False
    text = _words(version)
    folded = f"{version.title}\n{text}".casefold()
    with writing():
        page = Page.objects.select_for_update(no_key=True).filter(pk=page_id).first()
        # A later version has a job of its own; what was purged meanwhile is broken by now.
        if page is None or page.number != version.number or _is_purged(version):
            return False
        following.tell_changed(page, version, PageText.objects.filter(page=page).first(), text)
        PageText.objects.update_or_create(
            page=page,
            defaults={"number": version.number, "handle_id": version.markdown_id, "text": text, "folded": folded},
        )
    return True


def want_words() -> None:
    """Want the words of pages that have none yet, or those of an earlier version."""
    behind = Page.objects.filter(Q(words=None) | ~Q(words__number=F("number")))
    # In any order: some may wait for a reviewer for long.
    missing = list(behind.order_by("?").values_list("pk", flat=True)[:_AT_ONCE])
    if not missing:
        return
    with writing():
        for page_id in missing:
            outbox.later(INDEX, key=str(page_id), page_id=page_id)


def _current(page_id: int) -> PageVersion | None:
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return None
    return PageVersion.objects.select_related("markdown").filter(page=page, number=page.number).first()


def _words(version: PageVersion) -> str:
    try:
        return rendering.plain(markdown.text_of(version))[:LONGEST]
    except (MarkdownUnreadable, FileIsBroken):
        return ""


def _is_purged(version: PageVersion) -> bool:
    before = version.markdown.is_failed
    version.markdown.refresh_from_db()
    return version.markdown.is_failed and not before


rounds.register(want_words)
