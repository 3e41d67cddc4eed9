"""What was known by names before: projects of centers, and members of the teams that hold their roles."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.accounts.principals import OPERATOR_ID

_ROOT = 4489


def remember(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Let activated centers know their projects, and members of their teams be affiliated."""
    projects = apps.get_model("entities", "Node").objects.filter(parent_id=_ROOT, kind="project", trash_root=None)
    if not projects.exists():
        return
    profile = in_force()
    for center in profile.centers.values():
        _remember_project(apps, center)
        _remember_people(apps, profile, center)


def _remember_project(apps: Apps, center: Center) -> None:
    users, nodes = apps.get_model("accounts", "User"), apps.get_model("entities", "Node")
    trusted = [OPERATOR_ID, *users.objects.filter(is_administrator=True).values_list("pk", flat=True)]
    found = nodes.objects.filter(
        parent_id=_ROOT, kind="project", trash_root=None, name=center.project, created_by__in=trusted
    ).first()
    if found is not None:
        moment = clock.now()
        apps.get_model("centers", "CenterRecord").objects.create(
            center_id=center.id, state="active", since=moment, project=found, made_by=OPERATOR_ID, made_on=moment
        )


def _remember_people(apps: Apps, profile: Profile, center: Center) -> None:
    """Affiliate members of a team with the last of the roles that it holds: the others say more than is known."""
    members = apps.get_model("accounts", "TeamMember").objects
    roles = {
        role.team.replace("{project}", center.project): role.role
        for role in profile.roles.values()
        if role.scope == "center" and role.team
    }
    for name, role in roles.items():
        found = members.filter(team__name=name).select_related("user", "team")
        for member in found:
            if member.user.is_administrator and member.team.created_by == member.user_id:
                # Whoever made a team was in it; administrators need no role.
                member.delete()
                continue
            apps.get_model("centers", "Affiliation").objects.create(
                user_id=member.user_id, center_id=center.id, role=role, filed_by=OPERATOR_ID, filed_on=clock.now()
            )


class Migration(migrations.Migration):
    dependencies = [
        ("centers", "0001_initial"),
    ]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
