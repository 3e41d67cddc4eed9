"""When a rule reminds. Pure."""

from datetime import date, datetime

from theatrum.checks.profile.checklist_shapes import Reminder


def is_due(rule: Reminder, *, since: datetime, last_day: date | None, sent: int, today: date) -> bool:
    """Tell whether a rule reminds today of a gate that is closed since a moment; never twice on one day."""
    if sent >= rule.most or (today - since.date()).days < rule.after_days:
        return False
    return last_day is None or (today - last_day).days >= rule.every_days
