"""What ``accounts`` asks of centers: which names and teams are kept for them, and what follows who comes and leaves."""

from theatrum.consortium.centers import departing, expecting, filing, following, queries
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.accounts.actions import greeting, keeping, leaving, naming
from theatrum.repository.files import locks


def answer_hooks() -> None:
    """Let teams of roles follow the people of centers, also when accounts are opened and closed."""
    naming.reserve(lambda: queries.team_names(in_force()))
    keeping.register(following.kept)
    leaving.register(filing.leave_all)
    greeting.register(expecting.welcome)
    locks.watch(departing.has_left)
