"""Schemas that follow the newest version of another one."""

import pytest

from tests.factories.entities import make_person
from tests.factories.schemas import make_organization, register
from theatrum.checks.model.compiled import compile_schema
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job, State
from theatrum.repository.access.permissions import Actor
from theatrum.repository.schemas.names import parse_schema_id
from theatrum.repository.schemas.queries import get_validation_schema

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Actor:
    person = make_person("alice")
    make_organization(person)
    return person


def run_jobs() -> list[str]:
    """Run what waits, and what that asks for, as a worker does."""
    names = []
    while (job := Job.objects.filter(state=State.QUEUED).order_by("created_at").first()) is not None:
        execution.run(str(job.id))
        job.refresh_from_db()
        assert job.state == State.DONE, job.trace
        names.append(job.name)
    return names


def accepts(schema_id: str, value: int) -> bool:
    return compile_schema(get_validation_schema(parse_schema_id(schema_id))).accepts(value)


def test_follower_of_a_follower_gets_the_newest_version(alice: Actor) -> None:
    register(alice, "my.organization-a", {"minimum": 1})
    register(alice, "my.organization-b", {"$ref": "my.organization-a"})
    register(alice, "my.organization-c", {"allOf": [{"$ref": "my.organization-b"}]})
    assert not Job.objects.exists()
    register(alice, "my.organization-a", {"minimum": 5})
    assert not accepts("my.organization-a", 3)
    assert accepts("my.organization-c", 3)
    run_jobs()
    assert not accepts("my.organization-b", 3)
    assert not accepts("my.organization-c", 3)


def test_fixed_reference_stays_fixed(alice: Actor) -> None:
    register(alice, "my.organization-a-1.0.0", {"minimum": 1})
    register(alice, "my.organization-b-1.0.0", {"$ref": "my.organization-a-1.0.0"})
    register(alice, "my.organization-a", {"minimum": 5})
    assert run_jobs() == []
    assert accepts("my.organization-b-1.0.0", 3)


def test_job_that_ran_twice_changes_nothing_more(alice: Actor) -> None:
    register(alice, "my.organization-a", {"minimum": 1})
    register(alice, "my.organization-b", {"$ref": "my.organization-a"})
    register(alice, "my.organization-a", {"minimum": 5})
    run_jobs()
    register(alice, "my.organization-a", {"minimum": 5})
    assert run_jobs() == ["schemas.refresh_referrers"]
