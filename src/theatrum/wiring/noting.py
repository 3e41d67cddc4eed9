"""What each start notes of the profile in force in the database, where it is not there yet."""

from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing


def note_profile() -> None:
    """Make the institutions of the profile's centers known. Called when Django is ready and the database upgraded."""
    from theatrum.consortium.centers import housing  # app ready
    from theatrum.repository.accounts.principals import OPERATOR  # app ready

    with writing():
        housing.note_profile(actor=OPERATOR, profile=in_force())
