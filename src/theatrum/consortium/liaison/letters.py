"""Messages of a liaison to all their centers: to who represents each and to its wranglers, as announcements."""

from collections.abc import Collection
from dataclasses import dataclass

from theatrum.consortium.centers.affiliations import people_of
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.events.actions import publish
from theatrum.consortium.liaison.errors import LetterIsInvalid, NotALiaison
from theatrum.consortium.liaison.models import LONGEST_TEXT, Letter
from theatrum.consortium.liaison.people import centers_guided, require_overview
from theatrum.consortium.liaison.texts import private_classes
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.audit import actions as audit

LONGEST_TITLE = 200


@dataclass(frozen=True)
class Recipients:
    """Whom a message to one center would reach."""

    center_id: str
    people: list[Affiliation]


def recipients_of(actor: Actor, center_ids: Collection[str]) -> list[Recipients]:
    """Return whom a message to some of the actor's centers reaches, each person once a center.

    Raises NotALiaison for a center that the actor does not guide.
    """
    require_overview(actor)
    if foreign := set(center_ids) - set(centers_guided(actor)):
        raise NotALiaison(reason=f"You do not guide {', '.join(sorted(foreign))}.")
    return [Recipients(center_id, _heads_and_wranglers(center_id)) for center_id in center_ids]


def send_letter(*, actor: Actor, center_ids: Collection[str], title: str, text: str) -> Letter:
    """Write to the people of centers, and keep what was sent. Raises NotALiaison, LetterIsInvalid."""
    if Scope.MODIFY not in actor.scopes:
        raise NotALiaison(reason="You may read only.")
    title = " ".join(title.split())
    text = text.replace("\r\n", "\n").strip()
    if not 0 < len(title) <= LONGEST_TITLE or not 0 < len(text) <= LONGEST_TEXT:
        raise LetterIsInvalid(
            reason=f"A message has a title of up to {LONGEST_TITLE} characters and a text of up to {LONGEST_TEXT}."
        )
    if classes := private_classes(f"{title}\n{text}"):
        raise LetterIsInvalid(reason=f"It may identify a patient ({', '.join(classes)}). Write it without.")
    found = recipients_of(actor, list(dict.fromkeys(center_ids)))
    reached = [one for one in found if one.people]
    if not reached:
        raise LetterIsInvalid(reason="It would reach nobody: no chosen center has a representative or a wrangler yet.")
    people = {affiliation.user_id for one in reached for affiliation in one.people}
    letter = Letter.objects.create(
        title=title,
        text=text,
        center_ids=[one.center_id for one in reached],
        people=len(people),
        sent_by=actor.id,
        sent_on=clock.now(),
    )
    # Who belongs to several centers gets it once.
    publish(topic="announcement", people=people, title=title, text=text, by=actor.id)
    audit.record(
        actor.id,
        "letter_sent",
        subject_kind="letter",
        subject_id=letter.pk,
        after={"centers": letter.center_ids, "people": letter.people, "title": title},
    )
    return letter


def letters_of(actor: Actor) -> list[Letter]:
    """Return the latest messages that somebody sent."""
    return list(Letter.objects.filter(sent_by=actor.id).order_by("-sent_on", "-pk")[:20])


def _heads_and_wranglers(center_id: str) -> list[Affiliation]:
    profile = in_force()
    roles = {role.role for role in profile.roles.values() if role.represents}
    if profile.onboarding is not None and profile.onboarding.wrangler:
        roles.add(profile.onboarding.wrangler)
    found = people_of(center_id).filter(role__in=roles, user__is_active=True)
    return list({one.user_id: one for one in found}.values())
