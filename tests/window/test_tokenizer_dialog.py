"""The dialog that offers tokenizers: bundled, of folders, and of checkpoints in the cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.settings import Recent, Settings
from explorer.app.theme import Theme
from explorer.features.checkpoints.view import tokenizer_dialog
from explorer.features.checkpoints.view.local_pane import Bundled, bundled
from explorer.features.checkpoints.view.tokenizer_dialog import TokenizerDialog
from explorer.features.hub.protocol.cache import (
    CachedCheckpoint,
    CachedRevision,
    CacheListing,
)
from explorer.features.hub.protocol.checkpoint_page import HubFile
from explorer.features.hub.view.cache_actions import CacheActions
from explorer.protocol.model import AttachTokenizer
from tests.window.made_runs import summary


def _file(path: str) -> HubFile:
    return HubFile(path, 10, "yes", 10)


def _listing(folder: str) -> CacheListing:
    revision = CachedRevision(
        "c" * 40, ("main",), "/cache/models--a--b/snapshots/" + "c" * 40, 1, 1,
        (_file("config.json"), _file("tokenizer.json")), 0.0, True, "", "", False, "", 0, 0,
    )  # fmt: skip
    bare = replace(revision, folder="/cache/bare", files=(_file("config.json"),))
    opened = replace(revision, folder=folder)  # listed as opened before already
    checkpoints = (
        CachedCheckpoint("a/b", 1, 0.0, True, "bert", (revision,)),
        CachedCheckpoint("a/bare", 1, 0.0, True, "vit", (bare,)),
        CachedCheckpoint("a/c", 1, 0.0, True, "bert", (opened,)),
    )
    return CacheListing("/cache", checkpoints, 1, 0, 0, 1, False, "", ())


@pytest.fixture
def dialog(qtbot: QtBot, look: Theme, tmp_path: Path) -> Iterator[TokenizerDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    profile = Settings(str(tmp_path / "profile"))
    profile.remember(Recent(str(tmp_path), "my folder", "BertModel", "random"))
    profile.remember(Recent(str(tmp_path / "gone"), "gone", "BertModel", "random"))
    (tmp_path / "tokenizer.json").write_text("{}")
    without = tmp_path / "without"
    without.mkdir()
    profile.remember(Recent(str(without), "without", "BertModel", "random"))
    cache = CacheActions()
    qtbot.addWidget(cache)
    made = TokenizerDialog(summary(), bundled(), profile, cache, look, parent)
    cache.listing = _listing(str(tmp_path))
    cache.listed.emit()
    yield made
    parent.close()


def test_bundled_folders_and_cached_checkpoints_are_offered(
    dialog: TokenizerDialog, qtbot: QtBot
) -> None:
    titles = [one.title for one in dialog.list.entries.entries]
    assert titles == [*(one.name for one in bundled()), "my folder", "a/b"]
    row = titles.index("a/b")
    dialog.list.setCurrentIndex(dialog.list.entries.index(row))
    with qtbot.waitSignal(dialog.wanted) as sent:
        dialog.use.click()
    (request,) = sent.args
    assert request == AttachTokenizer("/cache/models--a--b/snapshots/" + "c" * 40, "a/b")


def test_any_folder_can_be_chosen(
    dialog: TokenizerDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokenizer_dialog, "ask_tokenizer_folder", lambda parent, at: "")
    dialog.folder.click()
    assert dialog.result() == 0  # changed their mind: nothing is sent, the dialog stays
    monkeypatch.setattr(tokenizer_dialog, "ask_tokenizer_folder", lambda parent, at: "/m/other")
    with qtbot.waitSignal(dialog.wanted) as sent:
        dialog.folder.click()
    assert sent.args == [AttachTokenizer("/m/other", "other")]
    assert isinstance(dialog.use, QPushButton)


def test_sizes_are_shown_and_what_is_too_large_is_not_offered(
    qtbot: QtBot, look: Theme, tmp_path: Path
) -> None:
    """It was refused only once the dialog had gone."""
    models = bundled()
    large, small = max(models, key=_tokens), min(models, key=_tokens)
    parent = QWidget()
    qtbot.addWidget(parent)
    profile = Settings(str(tmp_path / "profile"))
    made = TokenizerDialog(
        summary(vocab_size=large.tokens - 1), models, profile, None, look, parent
    )
    asked: list[AttachTokenizer] = []
    made.wanted.connect(asked.append)
    made.list.select(large.path)
    assert made.list.current is not None
    assert f"{large.tokens:,}" in made.list.current.facts
    assert not made.use.isEnabled()
    assert f"{large.tokens:,} tokens" in made.status.text().replace("\xa0", " ")
    made._use()
    assert asked == []
    made.list.select(small.path)
    assert made.use.isEnabled()
    assert made.status.text() == ""
    made._use()
    assert [each.path for each in asked] == [small.path]
    parent.close()


def _tokens(model: Bundled) -> int:
    return model.tokens


def test_the_list_has_the_room_that_is_over(dialog: TokenizerDialog) -> None:
    dialog.resize(600, 800)
    dialog.show()
    rest = dialog.page.viewport().height() - dialog.list.height()
    assert dialog.list.height() > rest
