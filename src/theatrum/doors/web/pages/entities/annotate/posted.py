"""Reading what the form sent, and merging it with what somebody else saved meanwhile. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from theatrum.doors.web.pages.entities.annotate.attributes import Attribute
from theatrum.doors.web.pages.entities.annotate.typing_in import Texts, tidy

PREFIX = "a."
PICK = "pick."
_ADDED = 3


@dataclass(frozen=True)
class Merged:
    """What the form shows after a conflict: values to begin with, and theirs where both changed one."""

    values: dict[str, Texts]
    theirs: dict[str, Texts]


def wanted(sent: QueryDict, known: Mapping[str, Attribute], stored: Mapping[str, Texts]) -> dict[str, Texts]:
    """Return the values that the form asks for, by name; where the person picked theirs, the stored ones."""
    found = {key.removeprefix(PREFIX): _values(sent, key, known, stored) for key in sent if key.startswith(PREFIX)}
    picked = {key.removeprefix(PICK) for key in sent if key.startswith(PICK) and sent[key] == "theirs"}
    return found | {name: _plain(stored.get(name, ())) for name in picked} | added(sent)


def merge(sent: QueryDict, known: Mapping[str, Attribute], stored: Mapping[str, Texts]) -> Merged:
    """Merge what the form sent with what is stored now, seen from what the form had begun with."""
    before = base(sent.get("before", ""))
    mine = wanted(sent, known, before)
    values: dict[str, Texts] = dict(stored)
    theirs: dict[str, Texts] = {}
    for name, texts in mine.items():
        began, now = _plain(before.get(name, ())), _plain(stored.get(name, ()))
        if texts in {began, now}:
            continue
        values[name] = texts
        if now != began:
            theirs[name] = now
    return Merged(values, theirs)


def base(text: str) -> dict[str, Texts]:
    """Read what the form had begun with. It decides only what is shown, so nonsense is as good as nothing."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    named = read.items() if isinstance(read, dict) else ()
    return {str(name): tuple(map(str, texts)) for name, texts in named if isinstance(texts, list)}


def _values(sent: QueryDict, key: str, known: Mapping[str, Attribute], stored: Mapping[str, Texts]) -> Texts:
    name = key.removeprefix(PREFIX)
    attribute = known.get(name)
    is_list = attribute.is_list if attribute else len(stored.get(name, ())) > 1
    return tidy(sent.getlist(key), is_list=is_list)


def added(sent: QueryDict) -> dict[str, Texts]:
    """Return what was written into the rows for other annotations."""
    rows = [(sent.get(f"new.{at}.name", "").strip(), sent.get(f"new.{at}.value", "")) for at in range(_ADDED)]
    return {name: tidy([value], is_list=False) for name, value in rows if name and value.strip()}


def _plain(texts: Texts) -> Texts:
    return tuple(re.sub(r"\r\n?", "\n", text).strip() for text in texts)
