"""Reading mail: of every program, in every charset, and made to break whoever reads it."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.consortium.helpdesk.incoming.html import text_of
from theatrum.consortium.helpdesk.incoming.quotes import without_quotes
from theatrum.consortium.helpdesk.incoming.reading import MOST_FILES, Letter, Unreadable, read_letter
from theatrum.consortium.helpdesk.letters import MARK


def made(text: str = "Hello", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Maria <Maria@example.org>"
    message["Subject"] = "Re: [Ticket 7] Grid"
    message["Message-ID"] = "<a@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def read(text: str, **headers: str) -> Letter:
    return read_letter(made(text, **headers).as_bytes())


@pytest.mark.parametrize(
    "below",
    [
        f"> {MARK}\n> old",
        f"{MARK}\n\nold",
        "On Thu, 3 May 2026 at 10:00, Ben <ben@example.org> wrote:\n> old",
        "On Thu, 3 May 2026 at 10:00, Ben\n<ben@example.org> wrote:\n\n> old",
        "Am 03.05.2026 um 10:00 schrieb Ben:\n> old",
        "-----Original Message-----\nFrom: Ben\nold",
        "________________________________\nFrom: Ben\nold",
        "From: Ben <ben@example.org>\nSent: Thursday\nTo: Maria\nSubject: x\n\nold",
        "-- \nMaria, Institute of old things",
    ],
)
def test_what_is_quoted_is_left_out(below: str) -> None:
    letter = read(f"It works now.\n\nThank you, from: Maria\n\n{below}")
    assert letter.text == "It works now.\n\nThank you, from: Maria"
    assert (letter.sender, letter.message_id) == ("maria@example.org", "<a@example.org>")


def test_answers_between_the_lines_are_kept() -> None:
    text = "> Which browser?\n\nFirefox.\n\n> Which folder?\n\nDemographics.\n"
    assert without_quotes(text).split() == ["Firefox.", "Demographics."]
    assert without_quotes("> only\n> quotes") == ""
    assert without_quotes("On this page I wrote: nothing\nat all") == "On this page I wrote: nothing\nat all"


def test_html_only() -> None:
    message = made()
    message.set_content(
        "<html><head><style>p{}</style><title>t</title></head><body>"
        "<p>It works&nbsp;<b>now</b>.</p><ul><li>one<li>two</ul>"
        '<script>x()</script><div class="gmail_quote"><p>old</p></div></body></html>',
        subtype="html",
    )
    assert read_letter(message.as_bytes()).text == "It works now.\n\n- one\n\n- two"
    assert text_of('<div>New</div><div id="divRplyFwdMsg">From: Ben</div><p>old</p>') == "New"
    assert text_of("<blockquote>old</blockquote>new") == "new"


def test_both_plain_and_html_is_read_once() -> None:
    message = made("plain words")
    message.add_alternative("<p>other words</p>", subtype="html")
    assert read_letter(message.as_bytes()).text == "plain words"


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (b'text/plain; charset="latin-1"', "Grüße".encode("latin-1")),
        (b'text/plain; charset="utf-8"', "Grüße".encode("latin-1")),
        (b'text/plain; charset="no-such-thing"', "Grüße".encode()),
        (b"text/plain", "Grüße".encode()),
    ],
)
def test_charsets_that_are_wrong(header: bytes, body: bytes) -> None:
    raw = b"From: a@example.org\r\nContent-Type: " + header + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body
    assert read_letter(raw).text == "Grüße"


def test_files_and_forwarded_mail() -> None:
    message = made("See there.")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../../etc/sh\u00f6t\x00.png")
    message.add_attachment(made("inner"))
    message.add_attachment("a,b\n", subtype="csv", filename="table.csv")
    letter = read_letter(message.as_bytes())
    assert letter.text == "See there."
    assert [piece.name for piece in letter.pieces] == ["sh\u00f6t_.png", "mail-2.eml", "table.csv"]
    assert b"inner" in letter.pieces[1].content
    for number in range(MOST_FILES):
        message.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
    many = read_letter(message.as_bytes())
    assert (len(many.pieces), many.left_out) == (MOST_FILES, 3)


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<x.example.org>"},
    ],
)
def test_what_programs_write(header: dict[str, str]) -> None:
    assert read("I am on holiday", **header).is_automatic
    assert not read("I am here", Auto_Submitted="no").is_automatic


@pytest.mark.parametrize(
    "shown",
    ["=?utf-8?q?pi=40center=2Eorg?=", "=?utf-8?q?=3Cpi=40center=2Eorg=3E?=", '"pi@center.org"', "pi@center.org,"],
)
def test_a_name_is_never_taken_for_the_address(shown: str) -> None:
    raw = f"From: {shown} <other@elsewhere.org>\r\nSubject: x\r\n\r\nwords".encode()
    assert read_letter(raw).sender != "pi@center.org"


def test_what_goes_into_headers_again_is_on_one_line() -> None:
    encoded = b"From: a@example.org\r\nMessage-ID: =?utf-8?q?=3Ca=0D=0ABcc=3A_x=40y=3E?=\r\n\r\nx"
    folded = b"From: a@example.org\r\nMessage-ID:\r\n <a@\r\n b>\r\n\r\nx"
    for raw in (encoded, folded):
        assert read_letter(raw).message_id.isprintable()
    assert read_letter(b'From: "a\tb"@example.org\r\n\r\nx').sender.isprintable()
    assert read_letter(b"From: =?utf-8?q?=22a=0Ab=22=40c=2Eorg?=\r\n\r\nx").sender == ""


def _deep(depth: int) -> bytes:
    parts = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d' % (one, one) for one in range(depth))
    return b"\r\n".join([b"From: a@example.org", *parts, b"\r\nwords"])


@pytest.mark.parametrize(
    "raw",
    [
        _deep(1_900),
        b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 300,
        b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 500_000,
    ],
    ids=["deep", "wide", "millions"],
)
def test_what_is_made_to_break_a_reader(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_letter(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 100,
        b"From: =?utf-8?q?=ff?= <a@example.org\r\nSubject: =?no-such?b?####?=\r\n\r\nx",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: text/plain; charset*0*=x''%ff\r\n\r\nx",
        b"Content-Transfer-Encoding: base64\r\n\r\n@@@@",
        b"Content-Type: image/png; name*=utf-8''%00%2f..\r\n\r\nx",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Subject: " + b"x" * 100_000 + b"\r\n\r\nx",
    ],
)
def test_what_is_broken_is_read_all_the_same(raw: bytes) -> None:
    letter = read_letter(raw)
    assert len(letter.subject) <= 1000
    letter.text.encode()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_called_unreadable(raw: bytes) -> None:
    for content in (raw, b"From: a@b.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + raw):
        try:
            letter = read_letter(content)
        except Unreadable:
            continue
        letter.text.encode()
        letter.subject.encode()
        assert all("/" not in piece.name and Path(piece.name).name == piece.name for piece in letter.pieces)


@pytest.mark.parametrize("start", ["<!--", "<![CDATA[", "<a ", "<div>", "&#", "<style>", "<blockquote>"])
def test_hostile_html_is_read_within_bounds(start: str) -> None:
    assert len(text_of(start * 100_000)) < 1024**2
