"""The readers of gates that this room knows from the rooms below; ``wiring`` and other rooms register the rest."""

from theatrum.consortium.onboarding import facts, reading_centers, reading_people
from theatrum.consortium.onboarding.gates import Gate


def register() -> None:
    """Have accounts, affiliations, liaisons and agreements read."""
    facts.register(Gate.TERMS, reading_people.terms)
    facts.register(Gate.AFFILIATED, reading_people.affiliated)
    facts.register(Gate.INSTITUTION, reading_people.institution)
    facts.register(Gate.LIAISON, reading_centers.liaison)
    facts.register(Gate.WRANGLER, reading_centers.wrangler)
    facts.register(Gate.AGREEMENT, reading_centers.agreement)
    facts.register(Gate.PERSONNEL, reading_centers.personnel)
    facts.register(Gate.CERTIFIED_USER, reading_centers.certified_user)
    facts.register(Gate.SPONSOR, reading_centers.sponsor)
    facts.register(Gate.ACTIVE, reading_centers.active)
