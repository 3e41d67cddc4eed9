"""What somebody wants to plan, read and made ready outside of any transaction."""

from dataclasses import dataclass, fields
from datetime import date

from theatrum.checks.profile.network_shapes import Release
from theatrum.consortium.centers.queries import get_center, leaves_of
from theatrum.consortium.onboarding import doubts
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.submissions.errors import PlanIsInvalid
from theatrum.consortium.submissions.models import LONGEST_TEXT, LONGEST_TYPE, Plan
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.entities import refusing

# So that sums of many stay numbers of a database.
_MOST = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a plan says. Numbers may be unknown; ``data_type`` is for what has no component."""

    component: str = ""
    data_type: str = ""
    files: int | None = None
    bytes: int | None = None
    participants: int | None = None
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that may be stored, and the words of the ticket that it opens."""

    center_id: str
    release: int
    wanted: Wanted
    ticket: object | None = None


def draft_plan(*, center_id: str, release: int, wanted: Wanted) -> Draft:
    """Return what is wanted as it may be stored. Raises PlanIsInvalid, TextIdentifies, CenterNotFound."""
    _require_release(release)
    _check_numbers(wanted)
    names = components_of(center_id, release)
    if wanted.component and wanted.component not in names:
        raise PlanIsInvalid(reason=f"Release {release} has no component {wanted.component!r} for {center_id}.")
    if bool(wanted.component) == bool(wanted.data_type.strip()):
        raise PlanIsInvalid(reason="Choose a component, or say what kind of data it is if none fits: one of both.")
    if (
        len(wanted.note) > LONGEST_TEXT
        or len(wanted.data_type) > LONGEST_TYPE
        or "\0" in wanted.note + wanted.data_type
    ):
        raise PlanIsInvalid(reason=f"A note has at most {LONGEST_TEXT} characters, a type of data {LONGEST_TYPE}.")
    texts = {name: [text] for name, text in (("note", wanted.note), ("data type", wanted.data_type)) if text}
    refusing.require_clean(texts, refusing.Place.TEXTS)
    return Draft(center_id, release, wanted, _ticket(center_id, release, wanted))


def clean_text(text: str) -> str:
    """Return a reason as it may be stored. Raises PlanIsInvalid, TextIdentifies."""
    reason = text.strip()
    if len(reason) > LONGEST_TEXT or "\0" in reason:
        raise PlanIsInvalid(reason=f"A reason has at most {LONGEST_TEXT} characters, and no NUL.")
    if reason:
        refusing.require_clean({"reason": [reason]}, refusing.Place.TEXTS)
    return reason


def components_of(center_id: str, release: int) -> list[str]:
    """Return the components that a center may send in a release, in the order of the tree. Raises PlanIsInvalid."""
    profile = in_force()
    leaves = leaves_of(profile, _require_release(release), get_center(profile, center_id))
    return list(dict.fromkeys(leaf.component for leaf in leaves))


def said(wanted: Wanted | Plan) -> JsonObject:
    """Return what a plan says, for its history."""
    values = {field.name: getattr(wanted, field.name) for field in fields(Wanted) if field.name != "note"}
    return {name: str(value) if isinstance(value, date) else value for name, value in values.items()}


def _require_release(number: int) -> Release:
    release = in_force().releases.get(number)
    if release is None or release.state not in {"planned", "open"}:
        raise PlanIsInvalid(reason=f"Release {number} takes no submissions.")
    return release


def _check_numbers(wanted: Wanted) -> None:
    for name in ("files", "bytes", "participants"):
        value: int | None = getattr(wanted, name)
        if value is not None and not 0 <= value < _MOST:
            raise PlanIsInvalid(reason=f"The number of {name} is none that can be planned.")
    if wanted.files is None and wanted.bytes is None and wanted.participants is None and wanted.due_on is None:
        raise PlanIsInvalid(reason="Say how much will come, or when: at least one number or the day.")


def _ticket(center_id: str, release: int, wanted: Wanted) -> object | None:
    desk = doubts.desk()
    if not wanted.data_type or desk is None:
        return None
    title = f"{center_id}, release {release}: a new type of data, {wanted.data_type.strip()}"
    text = "The data model has no component for it. " + (wanted.note.strip() or "Nothing more was said.")
    return desk.draft(title=title, text=text)
