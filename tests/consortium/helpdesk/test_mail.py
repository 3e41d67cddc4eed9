"""Tickets by mail, both ways over real SMTP: what is told, answered, held, refused and ignored."""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories.helpdesk import CENTER, Crew
from tests.support.mailboxes import World, world
from tests.support.screening import run_jobs
from theatrum.consortium.helpdesk import addresses, conversing, jobs
from theatrum.consortium.helpdesk.actions import Origin, open_from_outside, open_ticket
from theatrum.consortium.helpdesk.addresses import Answer
from theatrum.consortium.helpdesk.errors import MailNotFound, NotOfTheDesk
from theatrum.consortium.helpdesk.incoming import taking
from theatrum.consortium.helpdesk.models import Attachment, Entry, EntryKind, Source, State, Ticket
from theatrum.consortium.helpdesk.words import write
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.mail import listening
from theatrum.drivers.mail.listening import Receiver
from theatrum.drivers.mail.models import IncomingMail
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "help@dcc.example.org"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_JOBS = ("inbox.deliver_event", "mail.deliver", "helpdesk.take_mail", "helpdesk.write_outside")


@dataclass(frozen=True)
class Post:
    """The way of mail out and in."""

    port: int
    world: World

    def to(self, actor: Actor) -> list[EmailMessage]:
        """Return what was sent to a person, after all jobs."""
        run_jobs(*_JOBS)
        return self.world.to(address_of(actor))

    def send(self, message: EmailMessage, *, to: str = "", sender: str | None = None) -> None:
        """Send a mail to this server, and let it be read."""
        with smtplib.SMTP("127.0.0.1", self.port) as smtp:
            sender = parseaddr(str(message["From"]))[1] if sender is None else sender
            smtp.sendmail(sender, [to or str(message["To"])], message.as_bytes(policy=policy.SMTP))
        run_jobs(*_JOBS)


def blobs() -> int:
    """Count what the store holds."""
    return sum(path.is_file() for path in (installation.settings().data / "blobs").rglob("*"))


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    """Serve both ends."""
    settings.EMAIL_BACKEND = "theatrum.drivers.mail.backend.EmailBackend"
    with world() as everybody:
        changes = {"smtp_url": everybody.url, "mail_in": "127.0.0.1:25", "mail_in_address": DESK}
        settings.THEATRUM = settings.THEATRUM.model_copy(update=changes)
        receiver = Receiver("127.0.0.1", 0)
        yield Post(receiver.start(), everybody)
        receiver.stop()


def address_of(actor: Actor) -> str:
    return User.objects.get(pk=actor.id).email


def mail(actor_or_address: Actor | str, text: str, *, to: str, **headers: str) -> EmailMessage:
    message = EmailMessage()
    sender = actor_or_address if isinstance(actor_or_address, str) else address_of(actor_or_address)
    message["From"], message["To"], message["Subject"] = sender, to, "Re: the grid"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def opened(actor: Actor, queue: str = "curator") -> Ticket:
    with writing():
        return open_ticket(actor=actor, queue=queue, title="The grid is empty", text="No row.", center_id=CENTER)


def said(actor: Actor, ticket: Ticket, text: str) -> None:
    with writing():
        conversing.say(actor=actor, number=ticket.pk, written=write(text=text))


def test_a_conversation_by_mail(crew: Crew, post: Post) -> None:
    ticket = opened(crew.wrangler)
    [told] = post.to(crew.liaison)
    assert told["Subject"] == f"[Ticket {ticket.pk}] The grid is empty"
    assert "No row." in told.get_content()
    assert f"/help/tickets/{ticket.pk}#entry-" in told.get_content()
    assert told["Auto-Submitted"] == "auto-generated"

    quoted = "\n".join(f"> {line}" for line in told.get_content().splitlines())
    answer = mail(crew.liaison, f"Which folder?\n\nOn Monday, Desk wrote:\n{quoted}", to=str(told["Reply-To"]))
    answer["Message-ID"] = "<1@example.org>"
    post.send(answer)
    entry = Entry.objects.get(author_id=crew.liaison.id, kind=EntryKind.SAID)
    assert (entry.text, entry.source) == ("Which folder?", Source.MAIL)
    [asked] = post.to(crew.wrangler)
    assert "Which folder?" in asked.get_content()
    assert asked["Reply-To"] != told["Reply-To"]
    assert asked["References"] == told["References"]

    back = mail(crew.wrangler, "Demographics.", to=str(asked["Reply-To"]))
    back.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="screen.png")
    post.send(back)
    piece = Attachment.objects.get()
    assert (piece.handle.file_name, piece.handle.created_by) == ("screen.png", crew.wrangler.id)
    assert piece.entry.text == "Demographics."
    # The same mail, sent once more by a server that has not heard our answer.
    post.send(answer)
    assert Entry.objects.filter(author_id=crew.liaison.id, kind=EntryKind.SAID).count() == 1
    assert set(IncomingMail.objects.values_list("content", flat=True)) == {None}


def test_an_address_is_of_one_person(crew: Crew, post: Post) -> None:
    ticket = opened(crew.wrangler)
    address = addresses.reply_address(Answer(ticket.pk, crew.wrangler.id))
    post.send(mail(crew.stranger, "I answer for her.", to=address))
    held = Entry.objects.get(is_doubtful=True)
    assert (held.sender, held.kind) == (address_of(crew.stranger), EntryKind.NOTED)
    assert "only the desk sees it until it is let in" in post.to(crew.liaison)[-1].get_content()
    ticket.refresh_from_db()
    assert ticket.state == State.NEW
    with writing():
        conversing.let_in(actor=crew.liaison, number=ticket.pk, entry_id=held.pk)
    held.refresh_from_db()
    assert (held.kind, held.is_doubtful) == (EntryKind.SAID, False)


def test_an_answer_to_a_note_is_a_note(crew: Crew, post: Post) -> None:
    ticket = opened(crew.wrangler)
    with writing():
        conversing.note(actor=crew.curator, number=ticket.pk, written=write(text="A known defect."))
    told = post.to(crew.liaison)[-1]
    assert "A known defect." in told.get_content()
    post.send(mail(crew.liaison, "Let us not say so yet.", to=str(told["Reply-To"])))
    assert Entry.objects.get(text="Let us not say so yet.").kind == EntryKind.NOTED
    assert not any("known defect" in one.get_content() for one in post.to(crew.wrangler))


def test_forged_and_foreign_addresses_are_not_taken(crew: Crew, post: Post) -> None:
    ticket = opened(crew.wrangler)
    good = addresses.reply_address(Answer(ticket.pk, crew.wrangler.id))
    local, _, domain = good.rpartition("@")
    wrong = [
        f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}",
        good.replace(f"+{ticket.pk}-", f"+{ticket.pk + 1}-"),
    ]
    for address in [*wrong, "other@dcc.example.org", "help@elsewhere.example", f"help+@{domain}"]:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            post.send(mail(crew.wrangler, "x", to=address))
    assert not IncomingMail.objects.exists()
    post.send(mail(crew.wrangler, "Case does not matter.", to=good.upper()))
    assert Entry.objects.filter(text="Case does not matter.").exists()


def test_mail_to_the_desk_opens_a_ticket(crew: Crew, post: Post) -> None:
    post.send(mail(crew.wrangler, "How do I begin?", to=DESK))
    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.queue, ticket.reporter_id) == ("Re: the grid", "general", crew.wrangler.id)
    assert (ticket.center_id, ticket.assignee_id) == (CENTER, crew.liaison.id)
    post.send(mail("new@example.org", "May I join? MRN: 00482913", to=DESK))
    other = Ticket.objects.exclude(pk=ticket.pk).get()
    assert (other.reporter_id, other.contact) == (None, "new@example.org")
    assert "00482913" not in other.entries.get().text
    # Who has no account is answered by mail, and answers back.
    said(crew.curator, other, "Yes, write to your center.")
    run_jobs(*_JOBS)
    told = post.world.to("new@example.org")
    assert len(told) == 1
    assert "/help/tickets" not in told[0].get_content()
    post.send(mail("new@example.org", "Thank you.", to=str(told[0]["Reply-To"])))
    assert Entry.objects.get(text="Thank you.").sender == "new@example.org"
    for number in range(9):
        post.send(mail("new@example.org", f"Mail {number}", to=DESK))
    assert Ticket.objects.filter(contact="new@example.org").count() == 5
    kept = IncomingMail.objects.exclude(content=None)
    assert kept.count() == 5, "what is not taken is kept"
    # So long as it fits: what strangers send more of is stored nowhere.
    large = mail("new@example.org", "See what I attach.", to=DESK)
    large.add_attachment(b"x" * 2**20, maintype="application", subtype="zip", filename="a.zip")
    before = blobs()
    post.send(large)
    assert (kept.count(), blobs()) == (5, before)
    kept.update(settled_on=clock.now() - timedelta(days=31))
    jobs.look_after()
    run_jobs(jobs.TIDY)
    assert not kept.exists()


def test_what_programs_write_is_ignored(crew: Crew, post: Post) -> None:
    ticket = opened(crew.wrangler)
    address = addresses.reply_address(Answer(ticket.pk, crew.wrangler.id))
    post.send(mail(crew.wrangler, "I am away.", to=address, Auto_Submitted="auto-replied"))
    post.send(mail(crew.wrangler, "Bounced.", to=address), sender="")
    post.send(mail(DESK, "A loop.", to=address))
    assert list(Entry.objects.values_list("text", flat=True)) == ["No row."]
    assert set(IncomingMail.objects.values_list("outcome", flat=True)) == {"ignored"}


def test_what_cannot_be_taken_is_told_or_kept(crew: Crew, post: Post) -> None:
    ticket = opened(crew.wrangler)
    address = addresses.reply_address(Answer(ticket.pk, crew.wrangler.id))
    post.send(mail(crew.wrangler, "> only a quote", to=address))
    back = post.to(crew.wrangler)[-1]
    assert "at the very top" in back.get_content()
    assert back["Auto-Submitted"] == "auto-replied"
    # One made to break its reader is a note with all of it attached.
    raw = f"From: {address_of(crew.wrangler)}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".encode()
    with smtplib.SMTP("127.0.0.1", post.port) as smtp:
        smtp.sendmail(address_of(crew.wrangler), [address], raw + b"--b\r\n\r\nx\r\n" * 3_000)
    run_jobs(*_JOBS)
    assert "could not be read" in Entry.objects.latest("pk").text
    assert FileHandle.objects.get().file_name == "mail.eml"
    # A long one keeps its beginning, and all of it as a file.
    post.send(mail(crew.wrangler, "word " * 5_000, to=address))
    assert "all of it is attached" in Entry.objects.latest("pk").text
    with smtplib.SMTP("127.0.0.1", post.port) as smtp, pytest.raises(smtplib.SMTPException):
        smtp.sendmail("a@example.org", [address], b"x\r\n" * (listening.LARGEST // 3 + 10))
    # Who has lost sight of it is told so.
    stranger = addresses.reply_address(Answer(ticket.pk, crew.stranger.id))
    post.send(mail(crew.stranger, "May I?", to=stranger))
    assert "not shared with you" in post.to(crew.stranger)[-1].get_content()


def test_a_private_ticket_is_not_mailed(crew: Crew, post: Post) -> None:
    ticket = opened(crew.submitter, queue="privacy")
    [told] = post.to(crew.privacy)
    for part in ("The grid is empty", "No row."):
        assert part not in str(told)
    assert post.to(crew.liaison) == []
    post.send(mail(crew.privacy, "Locked.", to=str(told["Reply-To"])))
    assert ticket.entries.filter(text="Locked.", author_id=crew.privacy.id).exists()


def test_reported_without_signing_in_and_answered(crew: Crew, post: Post) -> None:
    with writing():
        ticket = open_from_outside(
            queue="access",
            written=write(title="No code", text="My telephone is new."),
            origin=Origin(source=Source.OUTSIDE, contact="maria@example.org"),
        )
    said(crew.curator, ticket, "Your second factor is reset.")
    run_jobs(*_JOBS)
    [told] = post.world.to("maria@example.org")
    assert "second factor is reset" in told.get_content()
    run_jobs(*_JOBS)
    assert len(post.world.to("maria@example.org")) == 1


def test_sender_whom_the_mail_server_does_not_prove_is_marked(crew: Crew, post: Post, settings: Settings) -> None:
    settings.THEATRUM = settings.THEATRUM.model_copy(update={"mail_in_trusts": "mx.dcc.example.org"})
    good = "mx.dcc.example.org; spf=pass smtp.mailfrom=example.org"
    post.send(mail(crew.wrangler, "Mine.", to=DESK, Authentication_Results=good))
    post.send(mail(crew.wrangler, "Not mine?", to=DESK))
    assert list(Entry.objects.order_by("pk").values_list("text", "is_unproven")) == [
        ("Mine.", False),
        ("Not mine?", True),
    ]
    settings.THEATRUM = settings.THEATRUM.model_copy(update={"mail_in_trusts": ""})
    post.send(mail(crew.wrangler, "Nobody judges.", to=DESK))
    assert not Entry.objects.get(text="Nobody judges.").is_unproven


def test_refused_mail_is_listed_without_its_words_and_accepted(crew: Crew, post: Post) -> None:
    for number in range(12):
        post.send(mail("flood@other.example.org", f"Secret words {number}", to=DESK))
    refused = list(taking.refused(crew.curator))
    assert refused
    assert all(one.reason and one.size for one in refused)
    with pytest.raises(NotOfTheDesk):
        taking.refused(crew.wrangler)
    with pytest.raises(NotOfTheDesk):
        taking.accept(actor=crew.wrangler, mail_id=refused[0].pk)
    client = Client()
    client.force_login(User.objects.get(pk=crew.curator.id), backend=BACKEND)
    page = client.get("/help/desk/mail").content.decode()
    assert "flood@other.example.org" in page
    assert "Accept as ticket" in page
    assert "Secret words" not in page
    before = Ticket.objects.count()
    done = client.post(f"/help/desk/mail/{refused[0].pk}/accept", follow=True)
    assert "It is a new ticket" in done.content.decode()
    assert Ticket.objects.count() == before + 1
    with pytest.raises(MailNotFound):
        taking.accept(actor=crew.curator, mail_id=refused[0].pk)
    assert len(taking.refused(crew.curator)) == len(refused) - 1
    client.force_login(User.objects.get(pk=crew.wrangler.id), backend=BACKEND)
    assert client.get("/help/desk/mail").status_code == 403
