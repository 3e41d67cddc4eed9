"""All information sessions: those of the profile, as they were changed here, and those that were added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from theatrum.consortium.onboarding.sessions.errors import SessionNotFound
from theatrum.consortium.onboarding.sessions.models import Session
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A session as pages show it."""

    key: str
    title: str
    held_on: date | None
    agenda: tuple[str, ...]
    preparation: tuple[str, ...]
    slides: str
    recording: str
    required: bool

    @property
    def is_over(self) -> bool:
        """Tell whether it was held: its day has come."""
        return self.held_on is not None and self.held_on <= clock.now().date()


def all_sessions() -> list[Held]:
    """Return all sessions, those with a day first, in order; one query."""
    found: dict[str, Held] = {}
    for seed in in_force().checklists.sessions:
        found[seed.session] = Held(
            key=seed.session,
            title=seed.title,
            held_on=seed.held_on,
            agenda=seed.agenda,
            preparation=seed.preparation,
            slides=seed.slides or "",
            recording=seed.recording or "",
            required=seed.required,
        )
    for row in Session.objects.all():
        found[row.key] = _held(row)
    return sorted(found.values(), key=lambda one: (one.held_on is None, one.held_on or date.max, one.title))


def by_key() -> Mapping[str, Held]:
    """Return all sessions by key; one query."""
    return {one.key: one for one in all_sessions()}


def get_session(key: str) -> Held:
    """Return a session. Raises SessionNotFound."""
    found = by_key().get(key)
    if found is None:
        raise SessionNotFound(key=key[:100])
    return found


def required_keys() -> list[str]:
    """Return the sessions that everybody who submits is to have heard: the required ones that were held."""
    return [one.key for one in all_sessions() if one.required and one.is_over]


def _held(row: Session) -> Held:
    return Held(
        key=row.key,
        title=row.title,
        held_on=row.held_on,
        agenda=tuple(row.agenda),
        preparation=tuple(row.preparation),
        slides=row.slides,
        recording=row.recording,
        required=row.required,
    )
