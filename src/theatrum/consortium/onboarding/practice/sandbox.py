"""The center that no center is: the profile as it is for a practice."""

from dataclasses import replace
from functools import lru_cache

from theatrum.checks.profile.profile import Profile
from theatrum.checks.profile.quiz_shapes import Practice
from theatrum.checks.synthesis.blueprint import Blueprint, blueprint_of
from theatrum.consortium.onboarding.practice.errors import PracticeNotThere
from theatrum.consortium.onboarding.standings import open_release
from theatrum.consortium.profile.queries import in_force


def rules() -> Practice:
    """Return how practice is here. Raises PracticeNotThere."""
    quiz = in_force().quiz
    if quiz is None or quiz.practice is None:
        raise PracticeNotThere(reason="There is no practice on this installation: its profile has none.")
    return quiz.practice


def model_version(profile: Profile) -> str:
    """Return the data model that is practised: that of the open release, else of the latest."""
    return profile.releases[open_release(profile) or max(profile.releases)].model


def as_practised(profile: Profile) -> Profile:
    """Return the profile with one more center, whose prefix no real identifier has."""
    center = next(iter(profile.centers.values())).model_copy(
        update={"id": rules().center, "name": "Practice", "project": "Practice"}
    )
    return replace(profile, centers={**profile.centers, center.id: center})


def blueprint() -> Blueprint:
    """Return the plan that data sets are made by; it takes half a second once."""
    return _blueprint(rules().center)


@lru_cache(maxsize=2)
def _blueprint(_center: str) -> Blueprint:
    return blueprint_of(as_practised(in_force()))
