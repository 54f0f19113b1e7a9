"""The hostile files are the same ones each time, and there are some of each kind."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile import watch
from tests.hostile.files import scenarios
from tests.hostile.scenario import Place


def test_the_same_numbers_make_the_same_files(tmp_path: Path) -> None:
    for turn in ("one", "other"):
        (tmp_path / turn).mkdir()
    found: list[list[bytes]] = []
    for turn in ("one", "other"):
        rows = []
        for place, scenario in enumerate(scenarios(random.Random(7))):
            if "changed" not in scenario.name:
                continue
            folder = tmp_path / turn / str(place)
            folder.mkdir()
            rows.append(Path(scenario.make(Place(folder, folder / "ran"))).read_bytes())
        found.append(rows)
    assert found[0] == found[1]
    assert len(set(found[0])) > 150


def test_there_are_some_of_each_kind() -> None:
    counted = Counter(one.kind for one in scenarios(random.Random(1)))
    assert set(counted) == {"settings", "session", "lesson", "results", "picture", "sound"}
    assert min(counted.values()) >= 60


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux names open folders")
def test_a_path_within_an_open_folder_is_known_as_a_whole(tmp_path: Path) -> None:
    within = os.open(tmp_path, os.O_RDONLY)
    try:
        assert watch._whole("config.json", within) == str(tmp_path / "config.json")
        assert watch._whole("config.json", -1) == "config.json"
        assert watch._whole("config.json", None) == "config.json"
    finally:
        os.close(within)
