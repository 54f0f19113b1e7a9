"""Tokenizer files with a byte order mark, in UTF-16, or behind links that lead elsewhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from explorer import resources
from explorer.engine import tokenization
from explorer.engine.engine import Engine
from explorer.features.checkpoints.compute import open_model
from explorer.features.checkpoints.protocol import ModelPreview, PreviewModel
from explorer.protocol.failures import ConfigBroken, LinkOut, TokenizerBroken
from explorer.protocol.model import LoadModel, ModelReady
from tests.model.tiny import no_check, no_report

BERT = resources.path("models", "mini-world-bert")
TEXT = "the capital of france is paris ."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BERT, tmp_path / "bert"))


def _ids(folder: Path) -> list[int]:
    tokenizer = tokenization.read_tokenizer(str(folder))
    assert tokenizer is not None
    inputs, _ = tokenization.encode(tokenizer, (TEXT,))
    return inputs["input_ids"][0].tolist()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["tokenizer_config.json", "tokenizer.json", "config.json"])
def test_whatever_editor_saved_a_file_it_is_read_as_it_was(
    folder: Path, name: str, encoding: str
) -> None:
    path = folder / name
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert _ids(folder) == AutoTokenizer.from_pretrained(BERT)(TEXT).input_ids


def test_a_vocabulary_with_a_mark_has_no_mark_in_its_first_token(folder: Path) -> None:
    words = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    by_id = sorted(words, key=words.__getitem__)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / name).unlink()
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}')
    plain = "\n".join(by_id)
    (folder / "vocab.txt").write_bytes(plain.encode("utf-8-sig"))
    marked = _ids(folder)
    (folder / "vocab.txt").write_text(plain)
    assert marked == _ids(folder)


def test_the_whole_model_opens_with_such_files(folder: Path, engine: Engine) -> None:
    for name in ("config.json", "tokenizer_config.json", "generation_config.json"):
        path = folder / name
        if path.exists():
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    ready = engine(LoadModel(str(folder)), no_check, no_report)
    assert isinstance(ready, ModelReady)
    assert ready.summary.tokenizer_class


def test_bytes_that_are_no_text_are_named(folder: Path) -> None:
    (folder / "tokenizer_config.json").write_bytes(b"\xff\xfe{\x00\xd8")
    with pytest.raises(TokenizerBroken):
        tokenization.read_tokenizer(str(folder))


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json", "added_tokens.json"])
def test_a_tokenizer_file_behind_a_link_that_leads_out_is_refused(
    folder: Path, tmp_path: Path, name: str
) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text("{}")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(outside)
    with pytest.raises(LinkOut):
        tokenization.read_tokenizer(str(folder))


def test_links_of_the_shared_cache_are_followed(tmp_path: Path) -> None:
    own = tmp_path / "models--a--b"
    snapshot, blobs = own / "snapshots" / ("c" * 40), own / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    for number, path in enumerate(sorted(BERT.iterdir())):
        if path.is_file():
            blob = blobs / f"{number:040x}"
            shutil.copy(path, blob)
            (snapshot / path.name).symlink_to(blob)
    assert _ids(snapshot) == AutoTokenizer.from_pretrained(BERT)(TEXT).input_ids


def test_a_model_that_cannot_be_described_leaves_the_former_one(
    folder: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = engine(LoadModel(str(BERT)), no_check, no_report)
    assert isinstance(first, ModelReady)

    def broken(loaded: object) -> None:
        raise TypeError("a label that is a list")

    monkeypatch.setattr(open_model, "summary", broken)
    with pytest.raises(ConfigBroken) as caught:
        engine(LoadModel(str(folder)), no_check, no_report)
    assert "a label that is a list" in caught.value.details
    assert engine.loaded.serial == first.summary.serial


@pytest.mark.parametrize("dtype", [{"": "float32"}, {"encoder": "float16"}, {}])
def test_a_config_that_names_a_dtype_for_each_part_is_looked_at(
    folder: Path, engine: Engine, dtype: dict[str, str]
) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "dtype": dtype}))
    preview = engine(PreviewModel(str(folder)), no_check, no_report)
    assert isinstance(preview, ModelPreview)
    assert preview.needs
