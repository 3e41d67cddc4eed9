"""People hear of wiki pages that they follow, and of those where they are named: by events, as of all else."""

from theatrum.consortium.events.actions import publish
from theatrum.repository.accounts.queries import names
from theatrum.repository.wiki.following import Change

SUBJECT = "wiki_page"
_UNTITLED = "Untitled page"


def tell(change: Change) -> None:
    """Publish a change of a page inside the open transaction: to who is named in it, else to who follows it."""
    page, version = change.page, change.version
    title, by = version.title or _UNTITLED, version.modified_by
    writer = names([by]).get(by, "Somebody")
    address = f"/entities/{page.wiki.node.public_id}/wiki/{page.pk}"
    is_new = change.before is None
    link = address if is_new else f"{address}/compare?from={change.before}&to={version.number}"
    for people, words, text in (
        (change.mentioned, f"{writer} names you on the page {title}", "Open it to see where."),
        (
            change.followers - change.mentioned,
            f"The page {title} is new" if is_new else f"The page {title} was changed",
            f"Written by {writer}." if is_new else f"Changed by {writer}. The link shows what is different.",
        ),
    ):
        if people:
            publish(
                topic="wiki",
                subject_kind=SUBJECT,
                subject_id=str(page.pk),
                people=people,
                title=words,
                text=text,
                link=link,
                by=by,
            )
