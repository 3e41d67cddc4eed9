"""The pages of administration, in one list: tabs above each of them and cards of the overview are drawn from it.

A page that is not built yet, and one that the viewer may not open, is left out. To add a page, add a line.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Section:
    """A page, and those below its address; ``for_staff`` where the staff of the DCC may open it, too."""

    label: str
    url_name: str
    icon: str
    about: str
    for_staff: bool = False
    # Other addresses that belong to it.
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as one page shows it."""

    section: Section
    url: str
    is_current: bool


SECTIONS = (
    Section(
        "Centers",
        "administration_centers",
        "project",
        "Add centers, activate and suspend them; liaisons, agreements, decisions.",
        for_staff=True,
        beside="/administration/agreements",
    ),
    Section(
        "Institutions",
        "administration_institutions",
        "team",
        "Which institutions take part in which center, and what their agreements cover.",
        for_staff=True,
    ),
    Section("People", "administration_people", "person", "Accounts, their centers and roles, invitations."),
    Section(
        "Gates",
        "administration_gates",
        "key",
        "Who is stopped before submitting, by what; exceptions with reason and end.",
        for_staff=True,
    ),
    Section(
        "Releases",
        "administration_releases",
        "folder",
        "When each release takes data: open, close and extend it for a center or for all.",
        for_staff=True,
    ),
    Section(
        "Profile",
        "administration_profile",
        "form",
        "The profile in force, and what an edit of it would change.",
        for_staff=True,
    ),
    Section("Announcements", "administration_announcements", "info", "What everybody reads above every page."),
    Section("Webhooks", "administration_webhooks", "link", "Programs elsewhere that are told of events."),
    Section("Terms", "administration_terms", "file", "The terms of service, by version."),
    Section("Mail", "administration_mail", "mail", "Messages that wait to be passed on, where no mail is sent."),
    Section("Stored files", "administration_storage", "file", "Bytes in the store that belong to nothing."),
    Section("Audit log", "administration_audit", "history", "Every action: who, when, what."),
)


def sections(path: str, *, is_administrator: bool) -> list[Shown]:
    """Return the sections that a viewer may open; current where ``path`` is of the section or below it."""
    found = [(one, url) for one in SECTIONS if (is_administrator or one.for_staff) and (url := _address(one))]
    return [Shown(one, url, any(_is_below(path, top) for top in (url, one.beside) if top)) for one, url in found]


def _is_below(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}/")


def _address(section: Section) -> str:
    try:
        return reverse(section.url_name)
    except NoReverseMatch:
        return ""
