"""The entries of the main navigation: rooms of this door add theirs here."""

import re
from dataclasses import dataclass

from django.urls import reverse

from theatrum.consortium.handbook.models import Handbook
from theatrum.consortium.helpdesk import queues
from theatrum.repository.accounts.models import User


@dataclass(frozen=True)
class Entry:
    """A link of the main navigation; current on every path that begins with one of its prefixes."""

    label: str
    url_name: str
    prefixes: tuple[str, ...]
    for_staff: bool = False
    needs_account: bool = False
    for_reviewers: bool = False
    needs_help_desk: bool = False


@dataclass(frozen=True)
class Link:
    """An entry as one page shows it."""

    label: str
    url: str
    is_current: bool


ENTRIES = (
    Entry("Projects", "home", ("/", "/entities")),
    Entry("Centers", "centers", ("/centers",), needs_account=True),
    Entry("Tasks", "tasks", ("/tasks",), needs_account=True),
    Entry("Data model", "model", ("/model",)),
    Entry("Tools", "tools", ("/tools",)),
    Entry("Handbook", "handbook", ("/handbook", "/calendar", "/directory", "/wiki", "/sessions"), needs_account=True),
    Entry("Help", "help", ("/help", "/rfcs"), needs_help_desk=True),
    Entry("Privacy", "privacy", ("/privacy",), for_reviewers=True),
    Entry("Administration", "administration", ("/administration",), for_staff=True),
)


_HANDBOOK = "/handbook"
_WIKI = re.compile(r"/entities/(?:syn)?([0-9]{1,18})/wiki(?:/|$)")


def links(path: str, user: User | None, *, is_reviewer: bool = False, is_staff: bool = False) -> list[Link]:
    """Return the links that a person is offered on a page.

    Pages of the network's wiki stand under its project, and are the handbook's. ``is_reviewer`` for who reviews what
    screening found, ``is_staff`` for who is of the coordinating center.
    """
    path = _HANDBOOK if user is not None and _is_handbook(path) else path
    offered = [entry for entry in ENTRIES if _is_offered(entry, user, is_reviewer=is_reviewer, is_staff=is_staff)]
    return [Link(entry.label, reverse(entry.url_name), _is_current(path, entry)) for entry in offered]


def _is_offered(entry: Entry, user: User | None, *, is_reviewer: bool, is_staff: bool) -> bool:
    if entry.needs_help_desk:
        return queues.is_offered()
    if entry.for_reviewers:
        return is_reviewer
    if entry.for_staff:
        return is_staff
    return user is not None or not entry.needs_account


def _is_handbook(path: str) -> bool:
    """Tell whether a page is of the network's wiki; one query, on wikis alone."""
    found = _WIKI.match(path)
    if found is None:
        return False
    handbook = Handbook.objects.filter(project_id=int(found[1])).values_list("pk", flat=True)
    return handbook.exists()


def _is_current(path: str, entry: Entry) -> bool:
    return any(path == prefix or (prefix != "/" and path.startswith(f"{prefix}/")) for prefix in entry.prefixes)
