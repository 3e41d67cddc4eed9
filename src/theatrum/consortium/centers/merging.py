"""Two institutions that are one: what names the first names the second from then on, and the first goes."""

from theatrum.consortium.centers.errors import CenterIsInvalid
from theatrum.consortium.centers.housing import get_institution
from theatrum.consortium.centers.models import Affiliation, Agreement, CenterInstitution, ExpectedPerson, Institution
from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit


def merge_institutions(*, actor: Actor, institution_id: int, into_id: int) -> Institution:
    """Let centers, people, agreements and signatories of an institution be of another one, and forget the first.

    What an executed agreement covers stays the same house under its other name.
    Raises NotEntitled, CenterIsInvalid.
    """
    actor = require_dcc_administrator(actor, to="merge institutions")
    gone, kept = get_institution(institution_id), get_institution(into_id)
    if gone.pk == kept.pk:
        raise CenterIsInvalid(reason="An institution cannot be merged into itself: choose the other one.")
    placed = set(CenterInstitution.objects.filter(institution=kept).values_list("center_id", flat=True))
    CenterInstitution.objects.filter(institution=gone, center_id__in=placed).delete()
    centers = sorted(CenterInstitution.objects.filter(institution=gone).values_list("center_id", flat=True))
    CenterInstitution.objects.filter(institution=gone).update(institution=kept)
    people = Affiliation.objects.filter(institution=gone).update(institution=kept)
    ExpectedPerson.objects.filter(institution=gone).update(institution=kept)
    agreements = sorted(_move_agreements(gone, kept))
    before = {"name": gone.name, "place": gone.place, "id": gone.pk}
    after = {"into": kept.pk, "centers": centers, "people": people, "agreements": agreements}
    gone.delete()
    audit.record(
        actor.id,
        "institutions_merged",
        subject_kind="institution",
        subject_id=kept.pk,
        before=before,
        after=after,
    )
    return kept


def _move_agreements(gone: Institution, kept: Institution) -> list[int]:
    moved = []
    for agreement in Agreement.objects.select_for_update().filter(institutions=gone).order_by("pk"):
        agreement.institutions.remove(gone)
        agreement.institutions.add(kept)
        agreement.signatories = [
            {**one, "institution": kept.pk} if one.get("institution") == gone.pk else one
            for one in agreement.signatories
        ]
        agreement.save(update_fields=["signatories"])
        moved.append(agreement.pk)
    return moved
