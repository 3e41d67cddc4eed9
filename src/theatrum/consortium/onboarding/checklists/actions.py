"""Signing the checklist of a release. Words are looked at before the transaction, in a draft."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.profile.checklist_shapes import Acceptance
from theatrum.checks.report.numbers import counted
from theatrum.consortium.centers.liaisons import liaison_of
from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.events.actions import publish
from theatrum.consortium.onboarding import doubts
from theatrum.consortium.onboarding.checklists import queries
from theatrum.consortium.onboarding.checklists.errors import ChecklistIsInvalid, NotASigner
from theatrum.consortium.onboarding.checklists.models import LONGEST_NAME, LONGEST_NOTE, Answer, Signing
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.refusing import Place, require_clean


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers that can be signed, and the words of the ticket that their doubts open."""

    center_id: str
    release: int
    acceptance: Acceptance
    items: Sequence[JsonObject]
    name: str
    ticket: object | None


def draft_signing(
    *, center_id: str, release: int, answers: Mapping[str, str], notes: Mapping[str, str], name: str
) -> Draft:
    """Return the answers of a center, ready to be signed, outside of any transaction.

    Raises ChecklistNotThere, ChecklistIsInvalid, TextIdentifies.
    """
    acceptance = queries.get_acceptance(release)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise ChecklistIsInvalid(reason=f"Type your name to sign, with at most {LONGEST_NAME} signs.")
    missing = [str(n) for n, item in enumerate(acceptance.items, 1) if answers.get(item.item) not in Answer.values]
    if missing:
        raise ChecklistIsInvalid(reason=f"Answer every statement. Without an answer: {', '.join(missing)}.")
    kept = {item.item: " ".join(notes.get(item.item, "").split()) for item in acceptance.items}
    if any(len(note) > LONGEST_NOTE for note in kept.values()):
        raise ChecklistIsInvalid(reason=f"A note has at most {LONGEST_NOTE} signs.")
    require_clean({"notes": [note for note in kept.values() if note]}, Place.TEXTS)
    items: list[JsonObject] = [
        {
            "item": item.item,
            "clause": item.clause,
            "text": item.text,
            "answer": answers[item.item],
            "note": kept[item.item] if answers[item.item] != Answer.YES else "",
        }
        for item in acceptance.items
    ]
    return Draft(center_id, release, acceptance, items, name, _ticket(center_id, release, items))


def sign_checklist(*, actor: Actor, draft: Draft) -> Signing:
    """Sign answers for a center; doubts open a ticket, and the liaison is told. Raises NotASigner."""
    if not queries.may_sign(actor, draft.center_id):
        names = [in_force().roles[role].name for role in queries.signer_roles()]
        raise NotASigner(center=draft.center_id, signers=" or ".join(names) or "representatives")
    # Two people who sign at once get two numbers.
    CenterRecord.objects.select_for_update().filter(pk=draft.center_id).first()
    last = Signing.objects.filter(center_id=draft.center_id, release=draft.release)
    number = 1 + (last.order_by("-number").values_list("number", flat=True).first() or 0)
    signing = Signing(
        center_id=draft.center_id,
        release=draft.release,
        number=number,
        version=draft.acceptance.version,
        items=draft.items,
        sha256=digest(draft.center_id, draft.release, draft.acceptance.version, draft.items),
        is_affirmed=all(item["answer"] == Answer.YES for item in draft.items),
        signed_by=actor.id,
        signed_name=draft.name,
        signed_on=clock.now(),
    )
    desk = doubts.desk()
    if draft.ticket is not None and desk is not None:
        link = path_of(signing)
        signing.ticket = desk.open(draft=draft.ticket, actor=actor, center_id=draft.center_id, link=link)
    signing.save()
    _remember(actor, signing)
    return signing


def digest(center_id: str, release: int, version: str, items: Sequence[JsonObject]) -> str:
    """Return the SHA-256 of what was affirmed: canonical JSON, so that anybody can compute it again."""
    said = {"center": center_id, "release": release, "version": version, "items": list(items)}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def path_of(signing: Signing) -> str:
    """Return the path of the page of a checklist."""
    return f"/centers/{signing.center_id}/checklist/{signing.release}"


def _ticket(center_id: str, release: int, items: Sequence[JsonObject]) -> object | None:
    desk = doubts.desk()
    doubtful = [item for item in items if item["answer"] != Answer.YES]
    if desk is None or not doubtful:
        return None
    parts = [f"{item['clause']}: {item['answer']}\n{item['text']}\n{item['note']}".strip() for item in doubtful]
    title = f"{center_id}, release {release}: {counted(len(doubtful), 'doubt')} about the acceptance checklist"
    return desk.draft(title=title, text="\n\n".join(parts))


def _remember(actor: Actor, signing: Signing) -> None:
    after = {"release": signing.release, "version": signing.version, "number": signing.number, "sha256": signing.sha256}
    audit.record(
        actor.id,
        "checklist_signed",
        subject_kind="center",
        subject_id=signing.center_id,
        after={**after, "affirmed": signing.is_affirmed},
    )
    liaison = liaison_of(signing.center_id)
    doubtful = sum(item["answer"] != Answer.YES for item in signing.items)
    about = "affirmed" if signing.is_affirmed else f"answered with {counted(doubtful, 'doubt')}"
    publish(
        topic="onboarding",
        center_id=signing.center_id,
        release=signing.release,
        subject_kind="center",
        subject_id=signing.center_id,
        people=[liaison.pk] if liaison is not None else [],
        title=f"{signing.center_id}: the acceptance checklist of release {signing.release} was {about}",
        link=signing.ticket or path_of(signing),
        by=actor.id,
    )
