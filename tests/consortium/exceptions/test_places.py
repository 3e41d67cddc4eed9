"""Exceptions where findings are listed: among a grid's problems, and among the links of a center."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.support.center_scene import CENTER, RELEASE, CenterScene
from theatrum.checks.findings import Finding, Severity
from theatrum.consortium.exceptions.applying import today
from theatrum.consortium.exceptions.grids import covers
from theatrum.consortium.exceptions.models import Request, Scope, State
from theatrum.consortium.linking.models import Part, Problem, Report
from theatrum.consortium.readiness.linked import standing_of
from theatrum.kernel import clock
from theatrum.repository.accounts.models import User
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.grouping import Problem as Group

pytestmark = pytest.mark.django_db

SLIDES = "DigitalPathologyData"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _granted(scene: CenterScene, code: str, column: str = "", *, scope: Scope = Scope.COMPONENT) -> Request:
    return Request.objects.create(
        center_id=CENTER,
        release=RELEASE,
        kind="unlisted_format",
        code=code,
        column=column,
        component=SLIDES,
        scope=scope,
        node=scene.folders[SLIDES] if scope is Scope.FOLDER else None,
        reason="Because.",
        asked_by=scene.it.wrangler.id,
        asked_on=clock.now(),
        state=State.GRANTED,
        expires_on=today() + timedelta(days=3),
    )


def _group(code: str, column: str | None) -> Group:
    finding = Finding(code=code, severity=Severity.ERROR, message="It is wrong.", column=column)
    return Group(key=f"{code} {column}", finding=finding, message="It is wrong.", slot=0, count=1, rows=[1], fixes=[])


def test_problems_of_a_grid(scene: CenterScene) -> None:
    workspace = Workspace(source=scene.folders[SLIDES])
    groups = [_group("schema.enum", "FILE_FORMAT"), _group("schema.required", "SIZE"), _group("privacy.name", "NOTE")]
    asked = covers(scene.it.wrangler, workspace, groups)
    assert list(asked) == ["schema.enum FILE_FORMAT"]
    assert asked["schema.enum FILE_FORMAT"].link.startswith(f"/centers/{CENTER}/exceptions/new?release=8&component=")
    assert covers(scene.neighbor, workspace, groups) == {}
    grant = _granted(scene, "schema.enum", "FILE_FORMAT", scope=Scope.FOLDER)
    [cover] = covers(scene.neighbor, workspace, groups).values()
    assert cover.text.startswith("Excepted until ")
    assert cover.link == f"/centers/{CENTER}/exceptions/{grant.pk}"
    assert covers(scene.it.wrangler, Workspace(source=scene.it.project), groups) == {}


def test_links_of_a_center(scene: CenterScene, client: Client) -> None:
    folder = scene.folders[SLIDES]
    report = Report.objects.create(
        project=scene.it.project,
        release=RELEASE,
        center=CENTER,
        started_on=clock.now(),
        seconds=0.1,
        sequence=0,
        wanted_by=scene.it.wrangler.id,
        engine="1",
        overlay="1",
        rows=1,
    )
    part = Part.objects.create(report=report, node=folder, component=SLIDES, rows=1)
    for position, code in enumerate(("links.unlinked_file", "links.duplicate_key")):
        Problem.objects.create(
            report=report,
            part=part,
            position=position,
            code=code,
            severity="error",
            component=SLIDES,
            message=f"This is {code}.",
            count=1,
        )
    problems = list(Problem.objects.select_related("part__node"))
    assert len(standing_of(CENTER, RELEASE, problems)) == 2
    client.force_login(User.objects.get(pk=scene.it.wrangler.id), backend=BACKEND)
    page = client.get(f"/centers/{CENTER}/links").content.decode()
    assert page.count("Ask for an exception") == 1
    _granted(scene, "links.unlinked_file")
    assert [one.code for one in standing_of(CENTER, RELEASE, problems)] == ["links.duplicate_key"]
    page = client.get(f"/centers/{CENTER}/links").content.decode()
    assert "Excepted until" in page
    assert page.index("This is links.duplicate_key.") < page.index("This is links.unlinked_file.")
    only = client.get(f"/centers/{CENTER}/links?severity=excepted").content.decode()
    assert "This is links.duplicate_key." not in only
