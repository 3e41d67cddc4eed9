"""Information sessions as events of the calendar; who takes part in them is their own room's."""

from datetime import datetime, time, timedelta

from theatrum.consortium.calendar.occasions import Event, time_zone
from theatrum.consortium.onboarding.sessions.queries import all_sessions


def events(*, since: datetime, until: datetime) -> list[Event]:
    """Return the sessions that are held between two moments, each for its whole day; one query."""
    zone = time_zone()
    found = []
    for one in all_sessions():
        if one.held_on is None:
            continue
        starts = datetime.combine(one.held_on, time(), tzinfo=zone)
        ends = datetime.combine(one.held_on + timedelta(days=1), time(), tzinfo=zone)
        if starts < until and ends > since:
            found.append(
                Event(
                    key=f"session-{one.key}",
                    title=f"Information session: {one.title}",
                    starts_on=starts,
                    ends_on=ends,
                    link="/sessions",
                    about="\n".join(one.agenda),
                    is_whole_day=True,
                )
            )
    return found
