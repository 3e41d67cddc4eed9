"""Taking or leaving another text that the profile has for a page which somebody has changed."""

from theatrum.consortium.handbook import seeding
from theatrum.consortium.handbook.errors import HandbookPageNotFound
from theatrum.consortium.handbook.queries import Offer
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.queries.nodes import require_node


def take_offer(*, actor: Actor, offer: Offer, blob: StoredBlob) -> None:
    """Write the profile's text as the next version of a page. Raises PageIsStale, and what access refuses."""
    seeding.write_page(actor=actor, seeded=offer.seeded, content=offer.content, blob=blob)


def leave_offer(*, actor: Actor, offer: Offer) -> None:
    """Keep a page as it is: this text of the profile is not offered again. Raises what access refuses."""
    require_node(actor, offer.page.wiki.node_id, Permission.UPDATE)
    offer.seeded.sha256 = offer.content.sha256
    offer.seeded.save()
    audit.record(actor.id, "handbook_text_left", subject_kind="wiki", subject_id=offer.page.pk)


def find_offer(offers: list[Offer], name: str) -> Offer:
    """Return the offer for a page by its name. Raises HandbookPageNotFound."""
    for offer in offers:
        if offer.seeded.name == name:
            return offer
    raise HandbookPageNotFound(name=name[:100])
