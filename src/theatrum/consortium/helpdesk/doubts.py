"""Doubts of centers about what they are to affirm, as tickets."""

from theatrum.consortium.helpdesk.actions import About, Origin, open_written
from theatrum.consortium.helpdesk.models import Source
from theatrum.consortium.helpdesk.words import Written, write
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor


class DoubtDesk:
    """Opens tickets for ``onboarding.doubts``."""

    def draft(self, *, title: str, text: str) -> object:
        """Return the words of a ticket; what may identify a person is taken out of them."""
        return write(title=title, text=text, takes_out=True)

    def open(self, *, draft: object, actor: Actor, center_id: str, link: str) -> str:
        """Open a ticket in a person's name, and return its path; nothing where the profile has no help desk."""
        if not isinstance(draft, Written):
            raise TypeError("a draft of this desk is wanted")
        support = in_force().support
        if support is None:
            return ""
        about, origin = About(link=link, center_id=center_id), Origin(source=Source.SERVER)
        ticket = open_written(actor=actor, queue=support.doubts, written=draft, about=about, origin=origin)
        return f"/help/tickets/{ticket.pk}"
