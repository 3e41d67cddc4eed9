"""Somebody who is not signed in looks at the data model."""

from collections.abc import Callable

import pytest
from django.test import Client


@pytest.fixture
def show(db: None, client: Client) -> Callable[[str], str]:
    """Return a function that gives the text of a page that is there, to whoever is not signed in."""

    def show(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    return show
