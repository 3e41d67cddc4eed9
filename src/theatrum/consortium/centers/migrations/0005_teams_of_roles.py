"""Teams that hold roles are remembered, as a role may go and its team stays."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from theatrum.consortium.profile.queries import in_force


def remember(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Remember those teams that hold a role of the profile in force."""
    teams = apps.get_model("accounts", "Team").objects
    if not teams.exists():
        return
    profile = in_force()
    added = apps.get_model("centers", "CenterRecord").objects.filter(is_added=True)
    projects = dict(added.values_list("center_id", "project_name"))
    projects |= {center.id: center.project for center in profile.centers.values()}
    names: dict[str, str] = {}
    for role in profile.roles.values():
        if role.team and role.scope == "network":
            names[role.team] = ""
        elif role.team:
            names |= {role.team.replace("{project}", project): center for center, project in projects.items()}
    found = teams.filter(name__in=names).values_list("pk", "name")
    known = apps.get_model("centers", "RoleTeam").objects
    known.bulk_create([known.model(team_id=number, center_id=names[name]) for number, name in found])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_membership_requests"),
        ("centers", "0004_expectations_say_why_they_ended"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleTeam",
            fields=[
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.team",
                    ),
                ),
                ("center_id", models.CharField(blank=True, db_index=True, max_length=20)),
            ],
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
