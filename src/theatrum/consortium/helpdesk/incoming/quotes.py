"""What somebody wrote, without what they answered to and without their signature. Pure."""

import re

from theatrum.consortium.helpdesk.letters import MARK

_SIGNATURE = re.compile("-- ?")
# "On 3 May 2026, Ben wrote:", also over two lines and in other languages that people here write.
_WROTE = "wrote|schrieb|écrit|escribió|ha scritto|schreef|skrev|escreveu"
_LEAD = re.compile(rf"(?is)\s*(?:on|am|le|el|il|op|den|em)\b.{{0,400}}?(?:{_WROTE})[^\n]{{0,80}}:\s*")
_NAMES = "original message|forwarded message|ursprüngliche nachricht|message d'origine"
_ORIGINAL = re.compile(rf"(?i)\s*(?:-{{2,}}\s*(?:{_NAMES})\s*-{{2,}}|_{{20,}})\s*")
_HEADER = re.compile(r"(?i)^\s*\*?(?:from|von|de|da)\*?:\s.+$")
_NEXT_HEADER = re.compile(r"(?i)^\s*\*?(?:sent|gesendet|date|datum|envoyé|to|an|subject|betreff)\*?:\s.+$")


def without_quotes(text: str) -> str:
    """Return the words above what is quoted. Where somebody wrote only between the quotes, those words."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    end = next((number for number in range(len(lines)) if _ends(lines, number)), len(lines))
    above = _without_signature(lines[:end])
    if said := "\n".join(line for line in above if not line.lstrip().startswith(">")).strip():
        return said
    # Answers between the lines that they are about.
    below = [line for line in lines[end:] if line.strip() and not line.lstrip().startswith(">")]
    rest = [line for number, line in enumerate(below) if not _ends(below, number) and MARK not in line]
    return "\n".join(_without_signature(rest)).strip() if _is_quoted(lines) else ""


def _ends(lines: list[str], number: int) -> bool:
    line = lines[number]
    if MARK in line or _ORIGINAL.fullmatch(line):
        return True
    if _HEADER.match(line) and any(_NEXT_HEADER.match(one) for one in lines[number + 1 : number + 3]):
        return True
    return (
        any(_LEAD.fullmatch("\n".join(lines[number : number + count])) for count in (1, 2, 3))
        if line.strip()
        else False
    )


def _is_quoted(lines: list[str]) -> bool:
    return any(line.lstrip().startswith(">") for line in lines)


def _without_signature(lines: list[str]) -> list[str]:
    end = next((number for number, line in enumerate(lines) if _SIGNATURE.fullmatch(line)), len(lines))
    return lines[:end]
