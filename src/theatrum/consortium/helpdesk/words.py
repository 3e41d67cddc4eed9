"""What people write to the desk, before it is stored: no text that may identify a person, and none that is too long.

Done outside of transactions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from theatrum.checks.findings import Finding
from theatrum.consortium.helpdesk.errors import TicketIsInvalid, WordsIdentify
from theatrum.consortium.helpdesk.models import LONGEST_TEXT, LONGEST_TITLE
from theatrum.consortium.screening.talk import class_of, places_in

LONGEST_FIELD = 2_000
_MOST_FIELDS = 40


@dataclass(frozen=True)
class Written:
    """A title, a text and answers to what a queue asks for, that can be stored."""

    text: str
    title: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    # The classes of what was taken out.
    taken_out: tuple[str, ...] = ()


def write(
    *,
    text: str,
    title: str = "",
    context: Mapping[str, str] | None = None,
    takes_out: bool = False,
    needs_text: bool = True,
) -> Written:
    """Return words as they can be stored. With ``takes_out`` what may identify a person is replaced by its class.

    Without ``needs_text`` the text may be empty. Raises TicketIsInvalid, WordsIdentify.
    """
    title, text = " ".join(title.split()), _lines(text).strip()
    answers = {name[:100]: _lines(answer).strip() for name, answer in (context or {}).items() if answer.strip()}
    _require_sizes(title, text, answers, needs_text=needs_text)
    named = {"the title": title, "the text": text, **{f"'{name}'": answer for name, answer in answers.items()}}
    found = {name: places for name, some in named.items() if (places := places_in(some))}
    if found and not takes_out:
        raise WordsIdentify(where="; ".join(f"{name} has {_classes(places)}" for name, places in found.items()))
    return Written(
        title=masked(title),
        text=masked(text),
        context={name: masked(answer) for name, answer in answers.items()},
        taken_out=tuple(dict.fromkeys(class_of(one) for places in found.values() for one in places)),
    )


def masked(text: str) -> str:
    """Return a text in which what may identify a person is replaced by its class."""
    end = len(text)
    for one in sorted(places_in(text), key=_start, reverse=True):
        start = _start(one)
        stop = min(start + (one.match.length if one.match else 0), end)
        if start < stop:
            text, end = f"{text[:start]}[{class_of(one)} taken out]{text[stop:]}", start
    return text


def _start(finding: Finding) -> int:
    return finding.match.offset if finding.match else 0


def _classes(found: Iterable[Finding]) -> str:
    return ", ".join(dict.fromkeys(class_of(one) for one in found))


def _lines(text: str) -> str:
    kept = (sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign.isprintable() or sign in "\n\t")
    return "".join(kept)


def _require_sizes(title: str, text: str, answers: Mapping[str, str], *, needs_text: bool) -> None:
    if len(title) > LONGEST_TITLE:
        raise TicketIsInvalid(reason=f"The title has {len(title)} signs; {LONGEST_TITLE} is the most.")
    if needs_text and not text:
        raise TicketIsInvalid(reason="Write what it is about.")
    if len(text) > LONGEST_TEXT:
        raise TicketIsInvalid(reason=f"The text has {len(text)} signs; {LONGEST_TEXT} is the most: attach a file.")
    if len(answers) > _MOST_FIELDS or any(len(answer) > LONGEST_FIELD for answer in answers.values()):
        raise TicketIsInvalid(reason=f"A field takes {LONGEST_FIELD} signs at most: write more into the text.")
