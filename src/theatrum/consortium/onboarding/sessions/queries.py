"""All information sessions: those of the profile, as they were changed here, and those that were added."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from theatrum.consortium.centers import sight
from theatrum.consortium.onboarding.sessions.errors import SessionNotFound
from theatrum.consortium.onboarding.sessions.models import Session
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.models import FileHandle


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
    document: FileHandle | None = None
    """Slides that were uploaded here."""
    is_public: bool = False
    """Whether every account sees it, also of who is not of the consortium."""

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
            is_public=seed.public,
        )
    for row in Session.objects.select_related("document"):
        found[row.key] = _held(row)
    return sorted(found.values(), key=lambda one: (one.held_on is None, one.held_on or date.max, one.title))


def seen_by(actor: Actor) -> list[Held]:
    """Return the sessions that an actor sees: all for the people of the consortium, for others the public ones."""
    is_member = sight.is_member(actor)
    return [one for one in all_sessions() if is_member or one.is_public]


def get_seen(actor: Actor, key: str) -> Held:
    """Return a session that an actor sees. Raises SessionNotFound."""
    found = next((one for one in seen_by(actor) if one.key == key), None)
    if found is None:
        raise SessionNotFound(key=key[:100])
    return found


def seen_keys(actor: Actor, keys: Collection[str]) -> set[str]:
    """Return those of some sessions, by key, that an actor sees; the sieve of ``events``."""
    return {one.key for one in seen_by(actor)} & set(keys)


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
        is_public=row.is_public,
        document=row.document,
    )
