"""The menu entry of a Linux desktop: complete, quoted, put in place by a command and by a wheel."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

from explorer import resources
from explorer.__main__ import main
from explorer.app import desktop_entry
from explorer.boundary import open_request
from explorer.features.sessions import session_format
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
    assert "%u" in found["Exec"]


@pytest.mark.parametrize(
    ("command", "written"),
    [
        (["/usr/bin/transformer-explorer"], "/usr/bin/transformer-explorer %u"),
        (["/home/a b/x", "-m", "explorer"], '"/home/a b/x" -m explorer %u'),
        (["/a$b/100%/x"], '"/a\\\\$b/100%%/x" %u'),
    ],
)
def test_a_path_is_quoted_as_the_format_asks(command: list[str], written: str) -> None:
    text = desktop_entry.with_command("[Desktop Entry]\nExec=x %u\nTryExec=x\n", command)
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
    for size in (16, 24, 32, 48, 64, 128, 256, 512):
        icon = tmp_path / f"icons/hicolor/{size}x{size}/apps/transformer-explorer.png"
        assert QImage(str(icon)).size().toTuple() == (size, size)
    assert (tmp_path / "metainfo/transformer-explorer.metainfo.xml").is_file()
    said = capsys.readouterr().out
    assert str(placed) in said
    assert str(tmp_path / "mime/packages/transformer-explorer-mime.xml") in said

    placed.unlink()
    placed.mkdir()
    assert main(["--install-desktop-entry"]) == 2
    assert "there is a folder with this name" in capsys.readouterr().err


def test_a_wheel_carries_all_of_it_where_a_desktop_looks() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    targets = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert targets == {
        file.relative_to(ROOT).as_posix(): f"share/{place.as_posix()}"
        for file, place in desktop_entry.shared().items()
    }


def test_each_type_of_file_is_known_by_its_name_and_opened_by_the_entry() -> None:
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    tree = ElementTree.parse(resources.path("transformer-explorer-mime.xml"))
    types = {
        kind.attrib["type"]: [one.attrib["pattern"] for one in kind.findall("m:glob", space)]
        for kind in tree.getroot().findall("m:mime-type", space)
    }
    assert types == {
        "application/x-transformer-explorer-session": [f"*{session_format.ENDING}"],
        "application/x-transformer-explorer-lesson": [f"*{open_request.LESSON}"],
    }
    found = entry(resources.path("transformer-explorer.desktop").read_text(encoding="utf-8"))
    scheme = f"x-scheme-handler/{open_request.SCHEME}"
    assert found["MimeType"].rstrip(";").split(";") == [*types, scheme]
    about = ElementTree.parse(resources.path("transformer-explorer.metainfo.xml")).getroot()
    assert [one.text for one in about.findall("provides/mediatype")] == [*types, scheme]
    assert about.findtext("launchable") == "transformer-explorer.desktop"


@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="no shared-mime-info")
def test_the_system_knows_the_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    desktop_entry.install()
    globs = (tmp_path / "mime" / "globs2").read_text(encoding="utf-8")
    assert f"60:application/x-transformer-explorer-lesson:*{open_request.LESSON}" in globs


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="no desktop-file-utils")
def test_old_desktops_know_every_key_of_the_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version of the format that one of them does not know is an error to it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    desktop_entry.install()
    installed = tmp_path / "applications" / "transformer-explorer.desktop"
    for file in (resources.path("transformer-explorer.desktop"), installed):
        command = ["desktop-file-validate", "--no-hints", str(file)]
        assert subprocess.run(command, capture_output=True, text=True).stdout == ""


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="no appstreamcli")
def test_shops_can_read_what_the_program_is() -> None:
    """An id by a domain is wanted, and the project has none."""
    file = resources.path("transformer-explorer.metainfo.xml")
    command = ["appstreamcli", "validate", "--no-net", "--no-color", str(file)]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    wrong = [line for line in said.splitlines() if line.startswith(("E:", "W:"))]
    assert [line for line in wrong if "cid-desktopapp-is-not-rdns" not in line] == []
