"""The scenes that several rooms begin with, held for each module that asks for one: a plugin of the root conftest."""

from collections.abc import Iterator

import pytest

from tests.factories.places import Place, make_place
from tests.support.center_scene import CenterScene, make_scene
from tests.support.holding import Held, held


@pytest.fixture(scope="module")
def held_scene(request: pytest.FixtureRequest) -> Iterator[Held[CenterScene]]:
    """Hold a center in the middle of a release."""
    with held(request, make_scene) as scene:
        yield scene


@pytest.fixture
def scene(held_scene: Held[CenterScene], request: pytest.FixtureRequest, db: None) -> CenterScene:
    """See ``make_scene``."""
    return held_scene.given(request)


@pytest.fixture(scope="module")
def held_place(request: pytest.FixtureRequest) -> Iterator[Held[Place]]:
    """Hold a project with a described folder."""
    with held(request, make_place) as place:
        yield place


@pytest.fixture
def place(held_place: Held[Place], request: pytest.FixtureRequest, db: None) -> Place:
    """See ``make_place``."""
    return held_place.given(request)
