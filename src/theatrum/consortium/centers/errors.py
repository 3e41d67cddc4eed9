"""What is true about a refused request on centers."""

from theatrum.kernel.errors import DomainError, Kind


class CenterNotFound(DomainError):
    """There is no center of this atlas id, or none that the actor may see."""

    code = "centers.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no center {id!r} here; there is {known}."


class RoleNotFound(DomainError):
    """The profile has no such role for this place, or the role has no team."""

    code = "centers.role_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no role {role!r} that can be held here; the profile has {known}."


class CenterNotActive(DomainError):
    """The center has no project here yet."""

    code = "centers.not_active"
    kind = Kind.CONFLICT
    template = "{id} has no project here yet: activate the center first."


class CenterIsElsewhere(DomainError):
    """A center is to become what it cannot become from where it is."""

    code = "centers.is_elsewhere"
    kind = Kind.CONFLICT
    template = "{id} is {now}, and so cannot become {then}. Load the page again: somebody may have been quicker."


class ProjectNameIsTaken(DomainError):
    """Somebody else's project has the name of a center's."""

    code = "centers.project_name_taken"
    kind = Kind.CONFLICT
    template = (
        "{id} cannot be activated: {project} is called {name!r} and was not made by an administrator. "
        "Rename it, then activate the center again."
    )


class CenterIsInvalid(DomainError):
    """A center, an institution, a liaison or a decision cannot be what was asked for."""

    code = "centers.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class DecisionNotFound(DomainError):
    """There is no such decision with a file that the actor may see."""

    code = "centers.decision_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no decision {id} with a document."


class NotEntitled(DomainError):
    """Only the coordinating center, or who represents the center, may do this."""

    code = "centers.not_allowed"
    kind = Kind.FORBIDDEN
    template = "{reason}"


class AffiliationNotFound(DomainError):
    """There is no such affiliation that the actor may see."""

    code = "centers.affiliation_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no affiliation {id}."


class AffiliationIsInvalid(DomainError):
    """A personnel form that cannot be filed as it is."""

    code = "centers.affiliation_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class AgreementNotFound(DomainError):
    """There is no such agreement that the actor may see."""

    code = "centers.agreement_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no agreement {id}."


class AgreementIsElsewhere(DomainError):
    """An agreement is to become what it cannot become from where it is."""

    code = "centers.agreement_elsewhere"
    kind = Kind.CONFLICT
    template = "Agreement {id} is {now}, and so cannot become {then}."


class AgreementIsInvalid(DomainError):
    """An agreement that lacks something, or says what cannot be."""

    code = "centers.agreement_invalid"
    kind = Kind.INVALID
    template = "{reason}"
