"""Plans of publications: told early by the center, followed by its liaison, with the words for where data are found."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from theatrum.consortium.centers import affiliations, sight
from theatrum.consortium.centers.queries import get_center
from theatrum.consortium.events.actions import publish
from theatrum.consortium.liaison.errors import (
    NotALiaison,
    PublicationIsInvalid,
    PublicationIsStale,
    PublicationNotFound,
)
from theatrum.consortium.liaison.models import LONGEST_TEXT, LONGEST_TITLE, Publication, PublicationState
from theatrum.consortium.liaison.people import guides
from theatrum.consortium.liaison.texts import private_classes
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers import installation
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.audit import actions as audit

# The text of the profile that says where data are found.
WORDING = "data_availability"
_DOI = re.compile(r"10\.\d{4,9}/[!-~]{1,150}")
_PLACE = re.compile(r"\{(consortium|center|data|address)\}")
_LARGEST = 2**62
_BEFORE_DOI = ("https://doi.org/", "http://doi.org/", "doi:")


@dataclass(frozen=True)
class PublicationFields:
    """What a center says of a publication."""

    title: str
    authors: str = ""
    data: str = ""
    journal: str = ""
    expected_on: date | None = None
    doi: str = ""
    state: PublicationState = PublicationState.PLANNED


def publications_of(actor: Actor, center_id: str) -> QuerySet[Publication]:
    """Return the publications of a center, the soonest first. Raises CenterNotFound."""
    sight.require_seen(actor, center_id)
    return Publication.objects.filter(center_id=center_id).order_by(F("expected_on").asc(nulls_last=True), "pk")


def get_publication(actor: Actor, center_id: str, publication_id: int) -> Publication:
    """Return a publication of a center. Raises CenterNotFound, PublicationNotFound."""
    found = publications_of(actor, center_id).filter(pk=min(publication_id, _LARGEST)).first()
    if found is None:
        raise PublicationNotFound(id=publication_id, center=center_id)
    return found


def may_report(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody reports publications of a center: who represents it or submits for it, and its liaison."""
    if Scope.MODIFY not in actor.scopes:
        return False
    roles = {role.role for role in in_force().roles.values() if role.represents or role.submits}
    mine = affiliations.active_of(actor.id)
    return any(one.center_id == center_id and one.role in roles for one in mine) or guides(actor, center_id)


def report_publication(*, actor: Actor, center_id: str, fields: PublicationFields) -> Publication:
    """Tell of a publication to come. Raises CenterNotFound, NotALiaison, PublicationIsInvalid."""
    _require(actor, center_id)
    moment = clock.now()
    made = Publication(center_id=center_id, reported_by=actor.id, reported_on=moment)
    _fill(made, fields, actor)
    made.save()
    _tell(actor, made, "A publication is planned", before=None)
    return made


def change_publication(
    *, actor: Actor, center_id: str, publication_id: int, revision: int, fields: PublicationFields
) -> Publication:
    """Say more of a publication: another date, its journal, its DOI.

    Raises CenterNotFound, NotALiaison, PublicationNotFound, PublicationIsInvalid, PublicationIsStale.
    """
    get_publication(actor, center_id, publication_id)
    _require(actor, center_id)
    found = Publication.objects.select_for_update().get(pk=publication_id)
    if found.revision != revision:
        raise PublicationIsStale
    before = _facts(found)
    _fill(found, fields, actor)
    if _facts(found) == before:
        return found
    found.revision += 1
    found.save()
    _tell(actor, found, f"A publication is {PublicationState(found.state).label.lower()}", before=before)
    return found


def wording_for(publication: Publication) -> str:
    """Return how a paper says where its data are found, by the profile; empty where the profile has no such text."""
    text = in_force().texts.get(WORDING, "")
    filled = {
        "consortium": in_force().consortium.name,
        "center": get_center(in_force(), publication.center_id).name,
        "data": " ".join(publication.data.split()) or "…",
        "address": installation.settings().base_url,
    }
    return _PLACE.sub(lambda found: filled[found[1]], text).strip()


def _require(actor: Actor, center_id: str) -> None:
    sight.require_seen(actor, center_id)
    if not may_report(actor, center_id):
        raise NotALiaison(
            reason=f"Publications of {center_id} are reported by who represents it or submits for it, and its liaison."
        )


def _fill(found: Publication, fields: PublicationFields, actor: Actor) -> None:
    found.title = _line(fields.title, "title", is_needed=True)
    found.journal = _line(fields.journal, "journal")
    found.authors, found.data = _long(fields.authors, "authors"), _long(fields.data, "data")
    found.expected_on, found.state = fields.expected_on, fields.state
    found.doi = _doi(fields.doi)
    if classes := private_classes(f"{found.title}\n{found.authors}\n{found.data}"):
        raise PublicationIsInvalid(reason=f"It may identify a patient ({', '.join(classes)}). Write it without.")
    found.changed_by, found.changed_on = actor.id, clock.now()


def _line(text: str, what: str, *, is_needed: bool = False) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST_TITLE or (is_needed and not line):
        raise PublicationIsInvalid(reason=f"The {what} has 1 to {LONGEST_TITLE} characters.")
    return line


def _long(text: str, what: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise PublicationIsInvalid(reason=f"The {what} have up to {LONGEST_TEXT} characters.")
    return text.replace("\r\n", "\n").strip()


def _doi(text: str) -> str:
    plain = text.strip()
    for start in _BEFORE_DOI:
        plain = plain.removeprefix(start)
    plain = plain.strip()
    if plain and _DOI.fullmatch(plain) is None:
        raise PublicationIsInvalid(reason="A DOI begins with 10., such as 10.1016/j.cell.2020.03.053.")
    return plain


def _facts(found: Publication) -> dict[str, object]:
    names = ("title", "authors", "data", "journal", "doi", "state")
    day = found.expected_on.isoformat() if found.expected_on else None
    return {**{name: getattr(found, name) for name in names}, "expected_on": day}


def _tell(actor: Actor, found: Publication, title: str, *, before: object) -> None:
    audit.record(
        actor.id,
        "publication_reported" if before is None else "publication_changed",
        subject_kind="publication",
        subject_id=found.pk,
        before=before,
        after=_facts(found),
    )
    publish(
        topic="publication",
        center_id=found.center_id,
        title=f"{title} at {found.center_id}",
        text="What it is about, its data and its date stand on the page of the center's publications.",
        link=f"/centers/{found.center_id}/publications",
        by=actor.id,
    )
