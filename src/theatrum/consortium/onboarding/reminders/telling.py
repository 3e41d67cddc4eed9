"""The words of reminders: one message a person and subject, however many gates wait."""

from collections.abc import Iterable, Sequence

from theatrum.consortium.events.actions import publish
from theatrum.consortium.onboarding.standings import Standing


def tell(*, people: Iterable[int], center_id: str, standings: Sequence[Standing], by: int) -> None:
    """Remind people of gates that wait, at a center or, without one, of their own."""
    where = f"{center_id}: " if center_id else ""
    count = len(standings)
    title = f"{where}{standings[0].name} is waited for" if count == 1 else f"{where}{count} steps are waited for"
    lines = [f"{one.name}: {one.step}" for one in standings]
    publish(
        topic="onboarding",
        # Named people only: the rule says who they are.
        people=sorted(people),
        subject_kind="reminder",
        subject_id=center_id,
        title=title,
        text="\n".join(lines),
        link=standings[0].link if count == 1 else f"/centers/{center_id}/onboarding" if center_id else "/onboarding",
        by=by,
    )
