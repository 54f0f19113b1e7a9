"""The collector that runs in the GUI thread never looks through a large model's tree."""

from __future__ import annotations

import gc
from types import SimpleNamespace
from typing import Any, cast

import pytest

from explorer.app import main_window
from explorer.app.main_window import MainWindow


@pytest.mark.parametrize(
    ("count", "seconds", "expected"),
    [(10, 0.001, ["collect"]), (1_000_000, 0.001, ["freeze"]), (10, 0.3, ["collect", "freeze"])],
)
def test_many_new_objects_are_set_aside_and_few_looked_through(
    monkeypatch: pytest.MonkeyPatch, count: int, seconds: float, expected: list[str]
) -> None:
    calls: list[str] = []
    fake = SimpleNamespace(
        get_count=lambda: (count, 0, 0),
        collect=lambda: calls.append("collect"),
        freeze=lambda: calls.append("freeze"),
    )
    monkeypatch.setattr(main_window, "gc", fake)
    times = iter((0.0, seconds))
    monkeypatch.setattr(main_window, "time", SimpleNamespace(thread_time=lambda: next(times)))
    window: Any = SimpleNamespace(_complete=True, prepared=object())
    MainWindow.collect_garbage(cast(MainWindow, window))
    assert calls == expected


def test_new_objects_are_counted_while_collecting_is_off() -> None:
    """What the rule is based on: with the collector off, the count continues growing."""
    on = gc.isenabled()
    gc.disable()
    try:
        before = gc.get_count()[0]
        held: list[list[int]] = [[] for _ in range(5_000)]
        assert gc.get_count()[0] - before >= 4_900
        del held
    finally:
        if on:
            gc.enable()
