"""Principals: people and teams share one number space, as ACLs and the wire need it."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class Principal(models.Model):
    """Anything that an ACL can name. 273948 to 273950 are authenticated users, public and anonymous."""

    id = models.BigAutoField(primary_key=True)
    is_individual = models.BooleanField()
    # The name in lower case: people and teams share one space of names, which only one table can guard.
    name_key = models.CharField(max_length=256, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name_key"], condition=~models.Q(name_key=""), name="one_principal_a_name"),
        )


class Accounts(BaseUserManager["User"]):
    """What Django's own code asks people by; ours asks ``queries``."""


class User(Principal, AbstractBaseUser):
    """A person with an account. Roles stand in ACLs and centers, not here."""

    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField()
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    company = models.CharField(max_length=250, blank=True)
    position = models.CharField(max_length=250, blank=True)
    etag = models.CharField(max_length=36)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    is_certified = models.BooleanField(default=False)
    certified_on = models.DateTimeField(null=True)
    created_on = models.DateTimeField()
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    objects: ClassVar[Accounts] = Accounts()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_person_an_email"),)

    def get_full_name(self) -> str:
        """Return the name to show, the user name if no other is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.username

    def get_short_name(self) -> str:
        """Return the user name."""
        return self.username


class Team(Principal):
    """A named set of people that ACLs can name."""

    name = models.CharField(max_length=256, unique=True)
    description = models.TextField(blank=True)
    etag = models.CharField(max_length=36)
    can_public_join = models.BooleanField(default=False)
    can_request_membership = models.BooleanField(default=True)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    modified_on = models.DateTimeField()
    modified_by = models.BigIntegerField()

    @property
    def guard_kind(self) -> str:
        """What sort of thing ACLs protect here."""
        return "team"

    @property
    def guard_id(self) -> int:
        """The team's principal id."""
        return self.pk

    @property
    def acl_id(self) -> int:
        """A team is its own benefactor."""
        return self.pk

    @property
    def guard_name(self) -> str:
        """How refusals name it."""
        return str(self.pk)


class TeamMember(models.Model):
    """A person in a team. Its managers are those whom its ACL grants TEAM_MEMBERSHIP_UPDATE."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["team", "user"], name="one_membership_a_team"),)


class AccessToken(models.Model):
    """A personal access token: only its SHA-256 is kept, so a stolen database opens no door."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = models.JSONField()
    created_on = models.DateTimeField()
    expires_on = models.DateTimeField(null=True)
    last_used_on = models.DateTimeField(null=True)
    revoked_on = models.DateTimeField(null=True)


class TermsOfService(models.Model):
    """One version of the terms; the newest is the one in force."""

    version = models.CharField(max_length=20, unique=True)
    text = models.TextField()
    published_on = models.DateTimeField()


class TermsAcceptance(models.Model):
    """That a person accepted a version of the terms, and when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="acceptances")
    terms = models.ForeignKey(TermsOfService, on_delete=models.PROTECT)
    accepted_on = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "terms"], name="one_acceptance_a_version"),)


class MembershipInvitation(models.Model):
    """That a team's manager asked somebody in; it ends when they join, at its expiry, or by deletion."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    invitee = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="team_invitations")
    invitee_email = models.EmailField(blank=True)
    message = models.TextField(blank=True)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    expires_on = models.DateTimeField(null=True)


class MembershipRequest(models.Model):
    """That a person asked to be let into a team; it ends when they are, at its expiry, or by deletion."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="team_requests")
    message = models.TextField(blank=True)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    expires_on = models.DateTimeField(null=True)


class AccountInvitation(models.Model):
    """A link that lets one person open an account; only the SHA-256 of its secret is kept."""

    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    is_administrator = models.BooleanField(default=False)
    is_certified = models.BooleanField(default=False)
    created_on = models.DateTimeField()
    created_by = models.BigIntegerField()
    expires_on = models.DateTimeField()
    revoked_on = models.DateTimeField(null=True)
    accepted_on = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
