"""Two profiles held against each other: what was added, removed and changed, each with its key and both values.

It reads the shapes themselves, so that a key that a profile learns one day is compared as well.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from theatrum.checks.profile.profile import Model, Profile
from theatrum.checks.profile.vocabularies import Vocabulary

Plain = Mapping[str, "Plain"] | Sequence["Plain"] | str | int | float | bool | None
# What an item of a list is known by, the first of them that it has.
_KEYS = ("id", "key", "name", "role", "rule", "gate", "question", "path", "class", "attribute", "component", "title")

_MOST_SHOWN = 30


class ChangeKind(StrEnum):
    """What happened to a part of the profile."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Detail:
    """One key whose value differs; empty where there is none."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A part that differs: ``area`` is a key of the profile, such as ``centers``, ``name`` one of its parts."""

    area: str
    name: str
    kind: ChangeKind
    details: tuple[Detail, ...] = ()


def compare(before: Profile, after: Profile) -> tuple[Change, ...]:
    """Return what differs, by areas in the order of the profile."""
    found: list[Change] = []
    for field in fields(Profile):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if field.name == "models":
            found += _models(was, now)
        elif was != now:
            found += _area(field.name, was, now)
    return tuple(found)


def _area(area: str, was: object, now: object) -> Iterator[Change]:
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        yield from _parts(area, was, now)
    elif was is None or now is None:
        yield Change(area, "", ChangeKind.ADDED if was is None else ChangeKind.REMOVED, _details(was, now))
    elif details := _details(was, now):
        yield Change(area, "", ChangeKind.CHANGED, details)


def _parts(area: str, was: Mapping[Any, object], now: Mapping[Any, object]) -> Iterator[Change]:
    for key in dict.fromkeys([*was, *now]):
        name = str(_plain(key))
        if key not in was:
            yield Change(area, name, ChangeKind.ADDED, _details(None, now[key]))
        elif key not in now:
            yield Change(area, name, ChangeKind.REMOVED, _details(was[key], None))
        elif was[key] != now[key] and (details := _details(was[key], now[key])):
            yield Change(area, name, ChangeKind.CHANGED, details)


def _models(was: Mapping[str, Model], now: Mapping[str, Model]) -> Iterator[Change]:
    for version in dict.fromkeys([*was, *now]):
        if version not in was or version not in now:
            yield Change("models", version, ChangeKind.ADDED if version in now else ChangeKind.REMOVED)
        elif was[version] != now[version]:
            area = f"models {version}"
            yield from _parts(area, was[version].components, now[version].components)
            yield from _vocabularies(area, was[version].vocabularies, now[version].vocabularies)
            yield from _parts(area, was[version].schemas, now[version].schemas)


def _vocabularies(area: str, was: Mapping[str, Vocabulary], now: Mapping[str, Vocabulary]) -> Iterator[Change]:
    for name in dict.fromkeys([*was, *now]):
        old, new = was.get(name), now.get(name)
        if old != new:
            kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED if new is None else ChangeKind.CHANGED
            yield Change(area, name, kind, (_detail("values", old.codes if old else (), new.codes if new else ()),))


def _details(was: object, now: object) -> tuple[Detail, ...]:
    old, new = dict(_flat(_plain(was), "")), dict(_flat(_plain(now), ""))
    names = (name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name))
    return tuple(_detail(name, old.get(name, ()), new.get(name, ())) for name in names)


def _detail(key: str, was: tuple[str, ...], now: tuple[str, ...]) -> Detail:
    if len(was) <= _MOST_SHOWN and len(now) <= _MOST_SHOWN:
        return Detail(key, ", ".join(was), ", ".join(now))
    # Ten thousand terms are no list that anybody reads.
    left, new = set(was) - set(now), set(now) - set(was)
    return Detail(key, f"{len(was):,} values, {len(left):,} of them leave", f"{len(now):,} values, {len(new):,} new")


def _flat(value: Plain, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the values inside a value, lists whole, each with its key as people write it: ``rules[age].severity``."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list | tuple):
        if any(isinstance(one, Mapping | list) for one in value):
            for name, inner in _named(value):
                yield from _flat(inner, f"{key}[{name}]")
        elif value:
            yield key, tuple(_text(one) for one in value)
    elif value is not None:
        yield key, (_text(value),)


def _named(items: Sequence[Plain]) -> Iterator[tuple[str, Plain]]:
    for number, item in enumerate(items, 1):
        known = next((item[key] for key in _KEYS if key in item), None) if isinstance(item, Mapping) else None
        yield (str(known) if isinstance(known, str | int) else str(number)), item


def _text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _plain(value: object) -> Plain:
    match value:
        case StrEnum():
            return str(value.value)
        case None | str() | int() | float():
            return value
        case _ if isinstance(value, BaseModel | Mapping) or is_dataclass(value):
            return {str(_plain(key)): _plain(one) for key, one in _keyed(value)}
        case frozenset() | set():
            return sorted(str(_plain(one)) for one in value)
        case Iterable():
            return [_plain(one) for one in value]
        case _:
            return str(value)


def _keyed(value: Any) -> Iterable[tuple[object, object]]:
    if isinstance(value, Mapping):
        return value.items()
    if isinstance(value, BaseModel):
        return value
    return [(field.name, getattr(value, field.name)) for field in fields(value) if field.compare]
