"""The log file: bounded, with tracebacks, and without what a person typed or keeps secret."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

import pytest

from explorer.app import log
from explorer.app.log import Log
from explorer.features.hub.protocol.account import SignIn
from explorer.protocol.job import Request
from explorer.protocol.run import Run

TEXT = "my private diary about Ægir"


def failing(text: str) -> str:
    try:
        int(text)
    except ValueError:
        return traceback.format_exc()
    raise AssertionError


def test_a_failure_has_its_frames_and_none_of_the_text(tmp_path: Path) -> None:
    made = Log(tmp_path / "deep" / "folder")
    details = failing(TEXT) + f"KeyError: {TEXT.split()[1]}\n  {TEXT}\n"
    made.failure("Running the model", f"“{TEXT}” cannot be read.", details, Run((TEXT,)))
    written = made.path.read_text(encoding="utf-8")
    assert "Running the model" in written
    assert "in failing" in written
    assert "int(text)" in written
    assert "ValueError" in written
    for word in (TEXT, *(one for one in TEXT.split() if len(one) > 3)):
        assert word not in written


@pytest.mark.parametrize(
    "told",
    ["401 for hf_abcdefghijklmnop", "Authorization: Bearer abcdef.ghi", "token='hf_abcDEF123456'"],
)
def test_no_access_token_is_written(tmp_path: Path, told: str) -> None:
    made = Log(tmp_path)
    made.failure("Signing in", told, f"HTTPError: {told}", SignIn("hf_abcdefghijklmnop"))
    written = made.path.read_text(encoding="utf-8")
    assert "hf_abc" not in written
    assert "abcdef" not in written


def test_the_home_folder_is_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    made = Log(tmp_path)
    frame = '  File "/home/anna/x/site-packages/a.py", line 3, in f'
    details = f"Traceback\n{frame}\n    f(1)\nE: /home/anna/y\n"
    made.failure("Loading", "No /home/anna/model here.", details)
    written = made.path.read_text(encoding="utf-8")
    assert "anna" not in written
    assert '  File "~/x/site-packages/a.py", line 3, in f\n    f(1)' in written
    assert log.shown(Path("/home/anna/.local/state/log.txt")) == "~/.local/state/log.txt"


def test_it_never_takes_more_than_three_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_BYTES", 2_000)
    made = Log(tmp_path)
    for number in range(200):
        made.failure("Loading", f"Number {number} failed.", "details " * 20)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["log.1.txt", "log.2.txt", "log.txt"]
    assert all(one.stat().st_size <= 2_000 for one in tmp_path.iterdir())
    assert "Number 199 " in made.path.read_text(encoding="utf-8")
    oldest = (tmp_path / "log.2.txt").read_text(encoding="utf-8")
    newer = (tmp_path / "log.1.txt").read_text(encoding="utf-8")
    assert oldest.split("Number ")[1] < newer.split("Number ")[1]


def test_where_it_cannot_write_it_says_why_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    made = Log(tmp_path / "file")
    made.failure("Loading", "It failed.", "")
    assert made.begun() is None
    assert made.problem
    good = Log(tmp_path)
    assert good.begun() == tmp_path / log.NAME
    assert not good.problem


def test_nested_and_listed_texts_are_found() -> None:
    @dataclass(frozen=True)
    class Inner:
        prompt: str = "inner words"

    @dataclass(frozen=True)
    class Asked(Request):
        texts: tuple[str, ...] = ("first words", "x")
        inner: Inner = Inner()
        layer: int = 3
        name: str = "bert"

    found = set(log._typed(Asked()))
    assert {"first words", "inner words", "first", "inner", "words"} == found
    assert not set(log._typed(None))
