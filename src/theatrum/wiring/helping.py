"""What hooks of lower rooms and drivers are answered with by the help desk; loaded once apps are ready."""

from theatrum.consortium.events import letters as mails
from theatrum.consortium.events import sight
from theatrum.consortium.handbook import following
from theatrum.consortium.helpdesk import addresses, attaching, jobs, letters, queries, telling
from theatrum.consortium.helpdesk.doubts import DoubtDesk
from theatrum.consortium.onboarding import doubts
from theatrum.consortium.rfcs import actions as rfcs
from theatrum.consortium.rfcs import queries as rfc_queries
from theatrum.drivers.mail import receiving
from theatrum.repository.files import associations
from theatrum.repository.wiki import following as pages


def answer_hooks() -> None:
    """Register all of them."""
    associations.register(attaching.ATTACHMENT, attaching.downloadable)
    sight.register(telling.SUBJECT, queries.seen_entries)
    receiving.register(addresses.is_ours, jobs.TAKE_MAIL)
    doubts.register(DoubtDesk())
    sight.register(rfcs.SUBJECT, rfc_queries.seen)
    sight.register(rfcs.DRAFT, rfc_queries.drafts_seen)
    sight.register(rfcs.COMMENT, rfc_queries.answered_for)
    mails.register(telling.SUBJECT, letters.letter)
    pages.register(following.tell)
    sight.register(following.SUBJECT, pages.seen_pages)
