"""People around a help desk."""

import pytest

from tests.factories.helpdesk import Crew, make_crew


@pytest.fixture
def crew() -> Crew:
    """Make a center's people, the desk, the privacy office and a stranger."""
    return make_crew()
