"""Centers as they are known here beyond the profile: state, people, institutions, liaisons, agreements, decisions."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from theatrum.repository.accounts.models import Team, User
from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle

LONGEST_NAME = 250
LONGEST_REASON = 1000
LONGEST_PHONE = 50


class CenterKind(models.TextChoices):
    """What a center is: of the network, a project across the network, or an expert from outside it."""

    CENTER = "center"
    TNP = "tnp"
    ASSOCIATE = "associate"


class CenterState(models.TextChoices):
    """Where a center is; ``center_states.py`` says what may follow on what."""

    REGISTERED = "registered"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class CenterRecord(models.Model):
    """A center: of the profile once something is known of it here, or added beside the profile.

    What the profile says of a center stands there alone; name, project and scope are for those added.
    """

    center_id = models.CharField(max_length=20, primary_key=True)
    kind = models.CharField(max_length=10, choices=CenterKind, default=CenterKind.CENTER)
    is_added = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=CenterState, default=CenterState.REGISTERED)
    since = models.DateTimeField()
    state_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # Remembered when it is activated: another project of the right name is not the center's.
    project = models.OneToOneField(Node, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    project_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    # The person who answers for an associate member, and at which center; empty for the coordinating center.
    sponsor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sponsor_center = models.CharField(max_length=20, blank=True)
    # The components that an associate member may submit; empty means all.
    scope = models.JSONField(default=list)
    made_by = models.BigIntegerField()
    made_on = models.DateTimeField()


class Institution(models.Model):
    """A legal body that employs people and signs agreements; it may have several centers."""

    name = models.CharField(max_length=LONGEST_NAME)
    # Where it is, for telling two of like names apart.
    place = models.CharField(max_length=LONGEST_NAME, blank=True)
    made_by = models.BigIntegerField()
    made_on = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("name"), name="one_institution_a_name"),)


class CenterInstitution(models.Model):
    """That a center has people at an institution."""

    center_id = models.CharField(max_length=20)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="centers")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["center_id", "institution"], name="one_institution_a_center"),)


class Affiliation(models.Model):
    """A person in one role at one center, as its personnel form says; ended ones stay."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="affiliations")
    center_id = models.CharField(max_length=20)
    # A role of scope center, by its key in the profile.
    role = models.CharField(max_length=100)
    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="affiliations")
    title = models.CharField(max_length=LONGEST_NAME, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    filed_by = models.BigIntegerField()
    filed_on = models.DateTimeField()
    ended_by = models.BigIntegerField(null=True)
    ended_on = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "center_id", "role"], condition=Q(ended_on=None), name="one_affiliation_a_role"
            ),
        )
        indexes = (models.Index(fields=["center_id", "ended_on"]),)


class LiaisonAssignment(models.Model):
    """Who guides a center on behalf of the coordinating center, from when to when."""

    center_id = models.CharField(max_length=20)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="liaisons")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    # What the one before tells the one who takes over.
    note = models.TextField(blank=True)
    assigned_by = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["center_id"], condition=Q(until=None), name="one_liaison_a_center"),
        )


class LiaisonAbsence(models.Model):
    """Days on which somebody else stands in for a liaison, at all their centers."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=LONGEST_REASON, blank=True)
    made_by = models.BigIntegerField()
    made_on = models.DateTimeField()
    # Called off: the liaison is back, or never went.
    ended_on = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["user", "last_day"]), models.Index(fields=["stand_in", "last_day"]))


class AgreementState(models.TextChoices):
    """The life of an agreement; ``agreement_states.py`` says what may follow on what."""

    DRAFT = "draft"
    SENT = "sent"
    EXECUTED = "executed"
    SUPERSEDED = "superseded"
    TERMINATED = "terminated"


class Agreement(models.Model):
    """The data agreement of a center: one version of the text, and the institutions whose signatures it bears."""

    center_id = models.CharField(max_length=20, db_index=True)
    version = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.DRAFT)
    # The appendix of participating institutions.
    institutions = models.ManyToManyField(Institution, related_name="agreements")
    # Who signed, or is to: name, title, institution (its number or None), signed_on (a day or None) of each.
    signatories = models.JSONField(default=list)
    sent_on = models.DateField(null=True)
    executed_on = models.DateField(null=True)
    # The last day on which it holds; None is without end.
    expires_on = models.DateField(null=True)
    handle = models.ForeignKey(FileHandle, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.BigIntegerField()
    made_on = models.DateTimeField()
    changed_on = models.DateTimeField()


class AgreementStep(models.Model):
    """One step of an agreement: who, when, what it became, and why."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=AgreementState)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)


class Outcome(models.TextChoices):
    """What was decided on data or a member: in, in under conditions, or not."""

    ACCEPTED = "accepted"
    CONDITIONAL = "conditional"
    REJECTED = "rejected"


class Decision(models.Model):
    """A decision of the program and the coordinating center on what may be contributed; never changed."""

    center_id = models.CharField(max_length=20, db_index=True)
    subject = models.CharField(max_length=LONGEST_NAME)
    outcome = models.CharField(max_length=20, choices=Outcome)
    # The bodies or people who decided, by name.
    decided_by = models.CharField(max_length=LONGEST_NAME)
    decided_on = models.DateField()
    reason = models.CharField(max_length=LONGEST_REASON)
    handle = models.ForeignKey(FileHandle, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.BigIntegerField()
    recorded_on = models.DateTimeField()


class ExpectedPerson(models.Model):
    """A personnel form of somebody who has no account yet: an affiliation once an account of the address is opened."""

    email = models.EmailField()
    # As the form says; the account has a name of its own.
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    center_id = models.CharField(max_length=20)
    role = models.CharField(max_length=100)
    institution = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=LONGEST_NAME, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    filed_by = models.BigIntegerField()
    filed_on = models.DateTimeField()
    # Came, and has the affiliation, was taken back, or came and did not get it: then it says why.
    ended_on = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    affiliation = models.OneToOneField(Affiliation, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"), "center_id", "role", condition=Q(ended_on=None), name="one_expectation_a_role"
            ),
        )
        indexes = (models.Index(fields=["center_id", "ended_on"]),)


class RoleTeam(models.Model):
    """A team that holds a role, or held one: what it may do follows the profile, also once the role is gone."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="+")
    # The center whose role it holds; empty for a role of the network.
    center_id = models.CharField(max_length=20, blank=True, db_index=True)
