"""The program in another language: every text is found, and every text in sight is translated."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from explorer.text import translation as texts
from explorer.text.translation import tr
from tests.conftest import ROOT

FOLDER = ROOT / "resources" / "translations"
TOOLS = Path(sys.executable).parent


def sources(file: Path) -> set[str]:
    found = ElementTree.parse(file).iter("source")
    return {one.text or "" for one in found}


def test_the_list_of_texts_is_up_to_date(tmp_path: Path) -> None:
    sys.path.insert(0, str(FOLDER))
    try:
        import gather
    finally:
        sys.path.remove(str(FOLDER))
    fresh = tmp_path / "english.ts"
    gather.gather(fresh)
    now, kept = sources(fresh), sources(FOLDER / "english.ts")
    told = "run: python resources/translations/gather.py"
    assert not now - kept, f"{told}; missing: {sorted(now - kept)[:5]}"
    assert not kept - now, f"{told}; gone: {sorted(kept - now)[:5]}"


def test_values_stand_where_the_text_names_them() -> None:
    assert tr("{count} tokens", count=3) == "3 tokens"
    assert tr("a {brace}") == "a {brace}"


def test_a_translation_that_cannot_take_the_values_gives_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(texts, "_translate", {"{n} tokens": "{m} Tokens"}.__getitem__)
    assert tr("{n} tokens", n=3) == "3 tokens"
    monkeypatch.setattr(texts, "_translate", {"{n} tokens": "Tokens: {n}"}.__getitem__)
    assert tr("{n} tokens", n=3) == "Tokens: 3"


_WALK = """
import json, sys
from pathlib import Path
from explorer.app import language

folder = Path(sys.argv[1])
from explorer import resources
real = resources.path
resources.path = lambda *names: folder if names == ("translations",) else real(*names)
from explorer.__main__ import start
window = start(["--empty", "--profile", str(folder / "profile"), "--language", "xx"])
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QGroupBox, QLabel, QLineEdit, QTabWidget, QWidget
seen = []
for one in window.findChildren(QWidget):
    if isinstance(one, (QLabel, QAbstractButton)):
        seen.append(one.text())
    if isinstance(one, QLineEdit):
        seen.append(one.placeholderText())
    if isinstance(one, QTabWidget):
        seen += [one.tabText(n) for n in range(one.count())]
    seen += [one.toolTip(), one.accessibleName()]
for action in window.findChildren(QAction):
    seen += [action.text(), action.toolTip()]
print(json.dumps(sorted(set(seen))))
sys.stdout.flush()
import os
os._exit(0)
"""

_SAME_EVERYWHERE = re.compile(
    r"[\W\d_]*"  # no letters
    r"|[a-z]+\S*[_./]\S*"  # a name of transformers, a path
    r"|(?:[A-Z][a-z0-9]+){2,}\S*"  # a class
    r"|.*mini-world-.*|mit|peft|timm|gguf|transformers|bsd-\S+|openrail|sentence-transformers"
    r"|Scroll (?:Left|Right)|[AB]"  # Qt's own; the marks of two texts
    r"|JSON|Python|ID|IDs|CPU|NPY|CSV|PNG|SVG|HTML|Hub|BERT|GPT-2|Transformer Explorer"
    r"|.*\(bert\)|.*\.(?:json|safetensors|bin)"
)


_USE = """
import json, sys
from pathlib import Path
from explorer.app import language

folder = Path(sys.argv[1])
from explorer import resources
real = resources.path
resources.path = lambda *names: folder if names == ("translations",) else real(*names)
from explorer.__main__ import start
window = start(["--empty", "--profile", str(folder / "profile"), "--language", "xx"])
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
find = window.findChild(QAction, "findAction")
export = window.workbench.late_parts.export
found, exported = [], []
for tabs in (window.sources, window.centre):
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        page = tabs.currentWidget()
        next(child for child in page.findChildren(QWidget)
             if child.focusPolicy() and child.isVisible()).setFocus()
        find.trigger()
        focus = window.focusWidget()
        found.append([page.objectName(), tabs.tabText(place), focus and focus.objectName()])
        if tabs is window.centre:
            export.page_menu.aboutToShow.emit()
            actions = [action for menu in export._inner for action in menu.actions()]
            exported.append([action.objectName() for action in actions])
print(json.dumps([found, exported]))
sys.stdout.flush()
import os
os._exit(0)
"""


def compiled(folder: Path) -> None:
    """A language xx in `folder`, in which every text stands in brackets."""
    tree = ElementTree.parse(FOLDER / "english.ts")
    root = tree.getroot()
    root.set("language", "xx")
    for message in root.iter("message"):
        translation = message.find("translation")
        source = message.find("source")
        assert translation is not None
        assert source is not None
        translation.attrib.pop("type", None)
        translation.text = f"⟦{source.text}⟧"
    tree.write(folder / "xx.ts", encoding="utf-8")
    subprocess.run([TOOLS / "pyside6-lrelease", "-silent", folder / "xx.ts"], check=True)


def printed(script: str, folder: Path) -> Any:
    """What a script prints last, as JSON; it runs in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script, folder],
        cwd=ROOT,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_text_in_sight_is_translated(tmp_path: Path) -> None:
    compiled(tmp_path)
    seen = printed(_WALK, tmp_path)
    assert sum("⟦" in one for one in seen) > 150
    plain = [one for one in seen if "⟦" not in one and not _SAME_EVERYWHERE.fullmatch(one)]
    assert not plain, f"{len(plain)} texts are not translated: {plain}"


def test_finding_and_exporting_work_in_another_language(tmp_path: Path) -> None:
    compiled(tmp_path)
    found, exported = printed(_USE, tmp_path)
    assert all(title.startswith("⟦") or title == "Hub" for _, title, _ in found), found
    assert {page: focus for page, _, focus in found} == {
        "createPane": "fieldFilter",
        "hubPane": "hubSearch",
        "localPane": "localModels",
        "inferenceTab": "textInput",
        "architectureTab": "moduleSearch",
        "checkpointTab": "tensorFilter",
        "compareTab": "compareText",
        "trainTab": "trainTeach",
    }
    inference, _, checkpoint, *_ = exported
    assert "exportTable.history" in inference
    assert "exportTable.headers" in checkpoint
