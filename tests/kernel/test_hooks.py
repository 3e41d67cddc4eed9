"""Hooks come once, in their order, and go quietly."""

from theatrum.kernel.hooks import Hooks


def test_hooks_come_once_in_order_and_go() -> None:
    hooks = Hooks[str]()
    assert not hooks
    for one in ("b", "a", "b"):
        hooks.register(one)
    assert list(hooks) == ["b", "a"]
    hooks.unregister("b")
    hooks.unregister("b")
    assert list(hooks) == ["a"]
    assert hooks
