"""What settings of uploads refuse."""

from theatrum.kernel.errors import DomainError, Kind


class SettingNotFound(DomainError):
    """No setting has this id."""

    code = "destinations.setting_not_found"
    kind = Kind.NOT_FOUND
    template = "The resource you are attempting to access cannot be found: there is no project setting {id}."


class SettingExists(DomainError):
    """The entity has its setting already."""

    code = "destinations.setting_exists"
    kind = Kind.INVALID
    template = "A project setting of type 'upload' for project {id} already exists. Change that one."


class SettingIsStale(DomainError):
    """Somebody else changed the setting since it was read."""

    code = "destinations.setting_is_stale"
    kind = Kind.STALE
    template = "Project setting was updated since you last fetched it, retrieve it again and reapply the update."


class SettingIsInvalid(DomainError):
    """The setting cannot be what it is."""

    code = "destinations.setting_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class CredentialsNotOffered(DomainError):
    """Temporary credentials of the store are wanted; there are none."""

    code = "destinations.credentials_not_offered"
    kind = Kind.UNSUPPORTED
    template = (
        "This server gives no temporary credentials of its storage (STS): files are uploaded and downloaded "
        "through it. Use a storage location without stsEnabled."
    )
