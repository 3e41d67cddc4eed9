"""What follows from a mail: an answer, a note that waits to be let in, a new ticket, or a word back; never nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.helpdesk import addresses, conversing, queues, words
from theatrum.consortium.helpdesk.actions import About, Origin, open_from_outside, open_written
from theatrum.consortium.helpdesk.addresses import Answer
from theatrum.consortium.helpdesk.errors import MailNotFound, TicketIsInvalid, TicketNotFound, TooManyReports
from theatrum.consortium.helpdesk.incoming.proving import is_proven as is_proven_by
from theatrum.consortium.helpdesk.incoming.reading import Letter, Piece, Unreadable, read_letter
from theatrum.consortium.helpdesk.knocking import knock, why_not
from theatrum.consortium.helpdesk.letters import bounce
from theatrum.consortium.helpdesk.models import LONGEST_TEXT, LONGEST_TITLE, Entry, Source, Ticket
from theatrum.consortium.helpdesk.sight import require_desk
from theatrum.consortium.helpdesk.words import Written
from theatrum.drivers import installation
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.mail.models import IncomingMail
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.audit import actions as audit
from theatrum.repository.files.actions.handles import create_handle_of_blob

_OCTETS = "application/octet-stream"
_CUT = "\n\n[The mail is longer: all of it is attached.]"
_ROOM = LONGEST_TEXT // 2
# Of mails of strangers that were not taken, for a month.
MOST_KEPT = 200
LARGEST_KEPT = 1024**2
KEPT_FOR = timedelta(days=30)
REFUSED = "refused"


@dataclass(frozen=True)
class Kept:
    """A file of a mail whose bytes are stored already."""

    piece: Piece
    blob: StoredBlob


@dataclass(frozen=True)
class Draft:
    """A mail that is ready to be put where it belongs."""

    letter: Letter
    written: Written
    files: Sequence[Kept]
    answer: Answer | None
    user: User | None
    # Why it is not taken: its files are not stored then.
    refused: str = ""
    # Whether it counts among what its sender may send: not where somebody of the desk accepts it.
    is_counted: bool = True

    @property
    def origin(self) -> Origin:
        """How it came; with its address where that is nobody's account."""
        contact = "" if self.user is not None else self.letter.sender
        return self.origin_of(contact)

    def origin_of(self, contact: str = "", handle_ids: Collection[int] = ()) -> Origin:
        """Return how it came, with an address and files where they are to be kept; and whether its sender is proven."""
        server = installation.settings().mail_in_trusts
        is_proven = not server or is_proven_by(self.letter.results, server=server, sender=self.letter.sender)
        return Origin(
            source=Source.MAIL,
            mail_id=self.letter.message_id,
            contact=contact,
            handle_ids=handle_ids,
            is_unproven=not is_proven,
        )


def take(mail_id: int) -> str:
    """Put a mail where it belongs, once; returns what became of it. Opens its own transaction."""
    mail = IncomingMail.objects.filter(pk=mail_id, settled_on=None).first()
    if mail is None or mail.content is None:
        return ""
    content, recipients = bytes(mail.content), [str(one) for one in mail.recipients]
    letter = _read(content, mail.sender)
    if letter.is_automatic or not letter.sender or addresses.is_ours(letter.sender) or not mail.sender:
        return _settle(mail_id, "ignored")
    draft = _draft(letter, recipients)
    try:
        with writing():
            if not _is_mine(mail_id):
                return ""
            outcome = _put(draft)
            _end(mail_id, outcome)
    except DomainError as error:
        return _refuse(mail_id, draft, str(error))
    return outcome


def accept(*, actor: Actor, mail_id: int) -> str:
    """Put a mail that was not taken where it belongs after all, as somebody of the desk wants it; returns the outcome.

    Opens its own transaction. Raises NotOfTheDesk, MailNotFound, and what keeps it from being taken still.
    """
    require_desk(actor)
    content, recipients, sender = _refused(mail_id)
    draft = _draft(_read(content, sender), recipients, is_counted=False)
    with writing():
        # Of two who accept it, the second finds it taken.
        if not IncomingMail.objects.select_for_update().filter(pk=mail_id, outcome=REFUSED).exists():
            raise MailNotFound(number=mail_id)
        outcome = _put(draft)
        _end(mail_id, outcome)
        audit.record(actor.id, "mail_accepted", subject_kind="mail", subject_id=mail_id, after={"outcome": outcome})
    return outcome


def refused(actor: Actor) -> QuerySet[IncomingMail]:
    """Return the mails that were not taken in the last month, newest first, without what they say. Raises NotOfTheDesk.

    Each has ``is_kept``: whether its content is still there.
    """
    require_desk(actor)
    found = IncomingMail.objects.filter(outcome=REFUSED, settled_on__gte=clock.now() - KEPT_FOR).defer("content")
    return found.annotate(is_kept=Q(content__isnull=False)).order_by("-received_on", "-pk")


def _refused(mail_id: int) -> tuple[bytes, list[str], str]:
    mail = IncomingMail.objects.filter(pk=mail_id, outcome=REFUSED).exclude(content=None).first()
    if mail is None or mail.content is None:
        raise MailNotFound(number=mail_id)
    return bytes(mail.content), [str(one) for one in mail.recipients], mail.sender


def _read(content: bytes, sender: str) -> Letter:
    try:
        return read_letter(content)
    except Unreadable as error:
        raw = Piece("mail.eml", "message/rfc822", content)
        said = f"A mail came that could not be read: {error}. It is attached as it is; open it with care."
        return Letter(sender=sender.lower(), subject="A mail that cannot be read", text=said, pieces=(raw,))


def _draft(letter: Letter, recipients: Sequence[str], *, is_counted: bool = True) -> Draft:
    """Do all that takes time: screen the words, store the files. Of strangers some are taken, unless not counted."""
    answer = next((found for one in recipients if (found := addresses.read(one)) is not None), None)
    text, pieces = letter.text, list(letter.pieces)
    if len(text) > _ROOM:
        pieces.append(Piece("mail.txt", "text/plain; charset=utf-8", text.encode()))
        text = text[:_ROOM] + _CUT
    if letter.left_out:
        text += f"\n\n[{letter.left_out} files were too large or too many and did not come through.]"
    title = letter.subject[:LONGEST_TITLE] or "A mail without a subject"
    written = words.write(title=title, text=text, takes_out=True, needs_text=False)
    # What is taken out may be longer in words than it was.
    written = Written(title=written.title[:LONGEST_TITLE], text=written.text, taken_out=written.taken_out)
    user = User.objects.filter(email__iexact=letter.sender, is_active=True).first()
    refused = why_not(letter.sender) if is_counted and not _is_expected(answer, user) else ""
    files = [] if refused else [Kept(piece, store().put([piece.content])) for piece in pieces]
    return Draft(
        letter=letter, written=written, files=files, answer=answer, user=user, refused=refused, is_counted=is_counted
    )


def _is_expected(answer: Answer | None, user: User | None) -> bool:
    """Tell whether a mail answers one of ours, from whom it was asked: such ones are not counted."""
    if answer is None:
        return False
    return answer.person_id == addresses.NOBODY or (user is not None and user.pk == answer.person_id)


def _put(draft: Draft) -> str:
    if draft.refused:
        raise TooManyReports(reason=draft.refused)
    if not draft.written.text and not draft.files:
        raise TicketIsInvalid(reason="There was nothing above what you answered to. Write your answer at the very top.")
    if draft.letter.message_id and Entry.objects.filter(mail_id=draft.letter.message_id, source=Source.MAIL).exists():
        return "known"
    if draft.answer is None:
        return _open(draft)
    ticket = Ticket.objects.filter(pk=draft.answer.ticket_id).first()
    if ticket is None:
        raise TicketNotFound(number=draft.answer.ticket_id)
    if draft.answer.person_id == addresses.NOBODY:
        is_theirs = bool(ticket.contact) and draft.letter.sender == ticket.contact
        return _outside(draft, ticket) if is_theirs else _hold(draft, ticket)
    if draft.user is None or draft.user.pk != draft.answer.person_id:
        return _hold(draft, ticket)
    return _say(draft, actor_of(draft.user))


def _say(draft: Draft, actor: Actor) -> str:
    answer = draft.answer
    if answer is None:
        raise TypeError("only an answer is said in a ticket")
    handles = _handles(draft, actor)
    if answer.is_note:
        conversing.note(actor=actor, number=answer.ticket_id, written=draft.written, handle_ids=handles)
        return "noted"
    origin = draft.origin_of(handle_ids=handles)
    conversing.say(actor=actor, number=answer.ticket_id, written=draft.written, origin=origin)
    return "answered"


def _outside(draft: Draft, ticket: Ticket) -> str:
    handles = _handles(draft, OPERATOR)
    conversing.say_from_outside(ticket_id=ticket.pk, written=draft.written, origin=draft.origin, handle_ids=handles)
    return "answered"


def _hold(draft: Draft, ticket: Ticket) -> str:
    if draft.is_counted:
        knock(draft.letter.sender)
    origin = draft.origin_of(draft.letter.sender)
    handles = _handles(draft, OPERATOR)
    conversing.hold_mail(ticket_id=ticket.pk, written=draft.written, origin=origin, handle_ids=handles)
    return "held"


def _open(draft: Draft) -> str:
    if draft.is_counted:
        knock(draft.letter.sender)
    general = queues.support().general
    if draft.user is None:
        handles = _handles(draft, OPERATOR)
        open_from_outside(queue=general, written=draft.written, origin=draft.origin, handle_ids=handles)
        return "opened"
    actor = actor_of(draft.user)
    origin = draft.origin_of(handle_ids=_handles(draft, actor))
    open_written(actor=actor, queue=general, written=draft.written, about=_about(draft.user), origin=origin)
    return "opened"


def _about(user: User) -> About:
    centers = sorted({one.center_id for one in active_of(user.pk)})
    return About(center_id=centers[0] if len(centers) == 1 else "")


def _handles(draft: Draft, actor: Actor) -> list[int]:
    return [_handle(kept, actor) for kept in draft.files]


def _handle(kept: Kept, actor: Actor) -> int:
    kind = kept.piece.content_type if kept.piece.content_type.isascii() else _OCTETS
    made = create_handle_of_blob(actor=actor, blob=kept.blob, file_name=kept.piece.name, content_type=kind)
    return made.pk


def _refuse(mail_id: int, draft: Draft, reason: str) -> str:
    """Tell a person why their mail was not taken. Strangers get no mail that they did not ask for: theirs is kept."""
    back = None
    if draft.user is not None:
        subject, answers = draft.written.title, draft.letter.message_id
        back = bounce(to=draft.user.email, subject=subject, reason=reason, answers=answers)
    with writing():
        if not _is_mine(mail_id):
            return ""
        if back is not None:
            back.send()
        _end(mail_id, REFUSED, reason=reason, keeps=back is None and _may_be_kept(mail_id))
    return "refused"


def _settle(mail_id: int, outcome: str) -> str:
    with writing():
        if _is_mine(mail_id):
            _end(mail_id, outcome)
    return outcome


def _may_be_kept(mail_id: int) -> bool:
    """Tell whether there is room for what was not taken: else strangers would fill the disk."""
    unread = IncomingMail.objects.exclude(content=None).exclude(settled_on=None)
    size = IncomingMail.objects.values_list("size", flat=True).get(pk=mail_id)
    return size <= LARGEST_KEPT and unread.count() < MOST_KEPT


def _is_mine(mail_id: int) -> bool:
    # Of two workers the second waits here and finds it settled.
    return IncomingMail.objects.select_for_update().filter(pk=mail_id, settled_on=None).exists()


def _end(mail_id: int, outcome: str, *, keeps: bool = False, reason: str = "") -> None:
    blanked = {} if keeps else {"content": None}
    facts = {"settled_on": clock.now(), "outcome": outcome, "reason": reason[:500]}
    IncomingMail.objects.filter(pk=mail_id).update(**facts, **blanked)
