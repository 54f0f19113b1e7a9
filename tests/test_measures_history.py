"""What got worse by more than the spread is named; what only scattered is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.measures import history
from tests.measures.history import append, changes, entries, note


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([10.0, 11.0, 12.0], "same"),
        # The middle is above all that was seen before, but one value is as good as usual.
        ([9.0, 20.0, 21.0], "same"),
        ([19.0, 20.0, 21.0], "WORSE"),
        ([5.0, 6.0, 7.0], "better"),
    ],
)
def test_a_change_is_judged_by_both_spreads(
    tmp_path: Path, values: list[float], verdict: str
) -> None:
    file = tmp_path / "history.jsonl"
    for measured in ([9.0, 11.0, 12.0], values):
        note("a gap", measured)
        append("window", file)
    first, second, line = changes(entries(file))
    assert first.startswith("window (")
    assert second.startswith("  against")
    assert line.split()[0] == verdict


def test_other_machines_are_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "history.jsonl"
    note("a gap", [1.0])
    append("window", file)
    monkeypatch.setattr(history, "_machine", lambda: "another")
    note("a gap", [100.0])
    append("window", file)
    assert [line for line in changes(entries(file)) if "first entry" in line] == [
        "  the first entry on this machine"
    ] * 2


def test_new_and_gone_figures_are_named(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    for name in ("before", "after"):
        note(name, [1.0, 2.0, 3.0], "s")
        append("window", file)
    assert changes(entries(file))[-2:] == ["  new    after: 2 s", "  gone   before"]
    # Nothing was noted since: nothing is added.
    append("window", file)
    assert len(entries(file)) == 2
