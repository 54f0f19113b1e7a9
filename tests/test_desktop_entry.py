"""The menu entry of a Linux desktop: complete, quoted, put in place by a command and by a wheel."""

from __future__ import annotations

import configparser
import sys
import tomllib
from pathlib import Path

import pytest

from explorer import resources
from explorer.__main__ import main
from explorer.app import desktop_entry
from tests.conftest import ROOT


def entry(text: str) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser["Desktop Entry"]


def test_the_entry_has_what_a_desktop_needs() -> None:
    found = entry(resources.path("transformer-explorer.desktop").read_text(encoding="utf-8"))
    assert found["Type"] == "Application"
    assert found["Terminal"] == "false"
    assert found["Icon"] == "transformer-explorer"
    assert found["Categories"].endswith(";")
    assert "%f" in found["Exec"]


@pytest.mark.parametrize(
    ("command", "written"),
    [
        (["/usr/bin/transformer-explorer"], "/usr/bin/transformer-explorer %f"),
        (["/home/a b/x", "-m", "explorer"], '"/home/a b/x" -m explorer %f'),
        (["/a$b/100%/x"], '"/a\\\\$b/100%%/x" %f'),
    ],
)
def test_a_path_is_quoted_as_the_format_asks(command: list[str], written: str) -> None:
    text = desktop_entry.with_command("[Desktop Entry]\nExec=x %f\nTryExec=x\n", command)
    found = entry(text)
    assert found["Exec"] == written
    assert found["TryExec"] == command[0]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="entries of Linux desktops")
def test_one_command_puts_entry_and_icon_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["--install-desktop-entry"]) == 0
    placed = tmp_path / "applications" / "transformer-explorer.desktop"
    found = entry(placed.read_text(encoding="utf-8"))
    assert Path(found["TryExec"]).is_absolute()
    icon = tmp_path / "icons/hicolor/scalable/apps/transformer-explorer.svg"
    assert icon.read_bytes().startswith(b"<svg")
    assert str(placed) in capsys.readouterr().out

    placed.unlink()
    placed.mkdir()
    assert main(["--install-desktop-entry"]) == 2
    assert "there is a folder with this name" in capsys.readouterr().err


def test_a_wheel_carries_both_where_a_desktop_looks() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert {one for one in shared if not (ROOT / one).is_file()} == set()
    assert set(shared.values()) == {
        "share/applications/transformer-explorer.desktop",
        "share/icons/hicolor/scalable/apps/transformer-explorer.svg",
    }
