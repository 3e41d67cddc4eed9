"""What is registered is looked after once each round, however often it was registered."""

import pytest

from theatrum.drivers.jobs import rounds
from theatrum.kernel.hooks import Hooks


def test_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_looks", Hooks[rounds.Look]())
    seen: list[str] = []

    def look() -> None:
        seen.append("looked")

    rounds.register(look)
    rounds.register(look)
    rounds.look_after_all()
    assert seen == ["looked"]
