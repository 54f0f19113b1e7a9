"""Files that are written whole, also by two threads into one folder."""

from __future__ import annotations

import threading
from pathlib import Path

from explorer.boundary import atomic_write


def test_two_threads_do_not_write_into_each_other(tmp_path: Path) -> None:
    """The settings' thread and the window write side by side in the profile's folder."""
    both = threading.Barrier(2, timeout=20)
    wrong: list[str] = []

    def write(letter: str) -> None:
        for length in range(1, 60):
            both.wait()
            text = letter * length * 100
            atomic_write.write(tmp_path / letter, text)
            if (tmp_path / letter).read_text() != text:
                wrong.append(letter)

    threads = [threading.Thread(target=write, args=(letter,)) for letter in "ab"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b"]


def test_a_free_path_is_never_that_of_something_else(tmp_path: Path) -> None:
    wanted = str(tmp_path / "model")
    assert atomic_write.free_path(wanted) == wanted
    (tmp_path / "model").mkdir()
    assert atomic_write.free_path(wanted) == wanted, "an empty folder is in nobody's way"
    (tmp_path / "model" / "config.json").write_text("{}")
    (tmp_path / "model-2").write_text("a file")
    assert atomic_write.free_path(wanted) == f"{wanted}-3"
