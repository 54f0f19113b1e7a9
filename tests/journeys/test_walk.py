"""A walk through every page, dialog and menu: named, reached by keys, explained, whole, legible.

Each state of the program is looked at in one look, in turn; `python -m tests.surveys.walk` takes
them all.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.surveys.walk.way import IN_TURN, Way, walker


@pytest.mark.timeout(480)  # alone it takes less than one minute
def test_every_place_is_named_reached_explained_whole_and_legible(
    qtbot: QtBot, tmp_path: Path
) -> None:
    way = Way(IN_TURN, in_turn=True)
    with walker(tmp_path) as made:
        way.go(made)
    assert len(way.places) > 40
    for found, least in (
        (way.names, 900),
        (way.tab, 800),
        (way.terms, 700),
        (way.contrast, 200),
        (way.fit, 3500),
        (way.unexpected, 80),
    ):
        assert found.seen > least, "so little was looked at that nothing could be found"
        assert not found.lines, "\n" + found.report()
