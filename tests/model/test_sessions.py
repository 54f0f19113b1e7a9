"""Session files on the disk: written whole, models found elsewhere, the same weights again."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from explorer import resources
from explorer.engine.engine import Engine
from explorer.features.compare.protocol import LoadOther
from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import (
    HashWeights,
    MissingModel,
    ReadSession,
    SaveSession,
    SessionModel,
    SessionRead,
    SessionSaved,
    SessionState,
    WeightsHashed,
)
from explorer.protocol import failures
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Request, Stopped
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    UnloadModel,
)
from tests.model.bad_checkpoints import CANARY

BERT = resources.path("models", "mini-world-bert")
SMALL = '{"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}'


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def desk(*steps: Request, pages: str = "{}") -> SessionState:
    return SessionState(SessionModel(steps), pages)


def save(engine: Engine, path: Path, kept: SessionState) -> SessionSaved:
    saved = engine(SaveSession(str(path), kept), nothing, nothing)
    assert isinstance(saved, SessionSaved)
    return saved


def read(engine: Engine, path: Path) -> SessionRead:
    found = engine(ReadSession(str(path)), nothing, nothing)
    assert isinstance(found, SessionRead)
    return found


def hashed(engine: Engine) -> str:
    found = engine(HashWeights(), nothing, nothing)
    assert isinstance(found, WeightsHashed)
    return found.weights


def steps_of(found: SessionRead) -> tuple[Any, ...]:
    assert found.state.model is not None
    return found.state.model.steps


def test_a_created_model_comes_back_with_the_same_weights(engine: Engine, tmp_path: Path) -> None:
    steps = (
        CreateModel(ConfigEdit("bert", "BertForMaskedLM", SMALL), 7),
        CreateRandomCopy(3),
        AttachTokenizer(str(BERT), "mini-world-bert"),
    )
    for step in steps[:2]:
        engine(step, nothing, nothing)
    weights = hashed(engine)
    saved = save(engine, tmp_path / "a.explorer-session.json", desk(*steps[:2]))
    assert saved.state.model is not None
    assert saved.state.model.weights == weights
    assert saved.bytes == (tmp_path / "a.explorer-session.json").stat().st_size
    engine(UnloadModel(), nothing, nothing)
    found = read(engine, tmp_path / "a.explorer-session.json")
    assert found.missing == ()
    for step in steps_of(found):
        engine(step, nothing, nothing)
    assert hashed(engine) == weights
    engine(CreateRandomCopy(4), nothing, nothing)
    assert hashed(engine) != weights


def test_a_loaded_model_is_not_hashed(engine: Engine, tmp_path: Path) -> None:
    engine(LoadModel(str(BERT)), nothing, nothing)
    saved = save(engine, tmp_path / "a.json", desk(LoadModel(str(BERT))))
    assert saved.state.model is not None
    assert saved.state.model.weights == ""


def test_bundled_models_are_found_in_another_installation(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    save(engine, file, desk(LoadModel(str(BERT), "mini-world-bert")))
    text = file.read_text().replace(str(BERT.parent), "/usr/elsewhere/resources/models")
    file.write_text(text)
    assert steps_of(read(engine, file))[0].path == str(BERT)


def test_a_folder_that_moved_with_its_session_is_found(engine: Engine, tmp_path: Path) -> None:
    home = tmp_path / "ünicode 🦊"
    (home / "talks").mkdir(parents=True)
    shutil.copytree(BERT, home / "models" / "mine")
    file = home / "talks" / "a.json"
    pages = json.dumps(
        {
            "compare": {
                "other": {
                    "do": "LoadOther",
                    "kind": "checkpoint",
                    "path": str(home / "models" / "mine"),
                }
            }
        }
    )
    save(engine, file, desk(LoadModel(str(home / "models" / "mine")), pages=pages))
    shutil.move(home, tmp_path / "moved")
    found = read(engine, tmp_path / "moved" / "talks" / "a.json")
    there = str((tmp_path / "moved" / "models" / "mine").resolve())
    assert found.missing == ()
    assert steps_of(found)[0].path == there
    assert json.loads(found.state.pages)["compare"]["other"]["path"] == there


def test_what_is_missing_is_told_with_a_way_to_it(engine: Engine, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    other = {"compare": {"other": {"do": "LoadOther", "kind": "checkpoint", "path": gone}}}
    for step, kind, path in (
        (LoadModel(gone, "gone"), "folder", gone),
        (LoadModel("org/name", "org/name", revision="a" * 40), "hub", "org/name"),
        (LoadModel("name-alone"), "hub", "name-alone"),
        (LoadModel(gone, "org/name", revision="a" * 40), "hub", "org/name"),
        (LoadModel("C:\\models\\bert"), "folder", "C:\\models\\bert"),
        (LoadModel("\\\\host\\share\\bert"), "folder", "\\\\host\\share\\bert"),
    ):
        file = tmp_path / "a.json"
        save(engine, file, desk(step, AttachTokenizer(str(BERT)), pages=json.dumps(other)))
        first, second = read(engine, file).missing
        assert first == MissingModel(0, kind, path, step.revision)  # type: ignore[arg-type]
        assert second == MissingModel(-1, "folder", gone)
    assert LoadOther("checkpoint", path=gone).path == gone


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "damaged"),
        (b"{", "damaged"),
        (b"\xff\xfe\x00", "damaged"),
        (b"[]", "damaged"),
        (b'{"format": "transformer-explorer-session", "version": 99}', "newer"),
        (b'{"format": "transformer-explorer-session", "version": 0}', "version is 0"),
        (b'{"format": "transformer-explorer-session"}', "damaged"),
        (b"\x80\x04\x95cos\nsystem\n(S'touch x'\ntR.", "damaged"),
        (b'{"a": "' + b"x" * 21_000_000 + b'"}', "20,000,000"),
    ],
)
def test_a_wrong_file_has_its_sentence(
    engine: Engine, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "a.explorer-session.json"
    file.write_bytes(content)
    with pytest.raises(failures.Failure) as told:
        read(engine, file)
    assert said in told.value.sentence
    assert told.value.remedy is not None
    assert told.value.remedy.action == "openSessionAction"
    assert not (tmp_path / CANARY).exists()


def test_a_session_that_is_not_there_or_a_folder_is_told(engine: Engine, tmp_path: Path) -> None:
    for path, said in ((tmp_path / "no.json", "not there"), (tmp_path, "folder")):
        with pytest.raises(failures.SessionNotRead) as told:
            read(engine, path)
        assert said in told.value.sentence


def test_a_session_that_cannot_be_written_leaves_the_former(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    save(engine, file, desk(LoadModel(str(BERT))))
    before = file.read_bytes()

    def full(*words: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(failures.SessionNotSaved) as told:
        save(engine, file, desk(CreateModel(ConfigEdit("bert"))))
    assert "disk is full" in told.value.sentence
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
    monkeypatch.undo()
    with pytest.raises(failures.SessionNotSaved):
        save(engine, tmp_path / "no" / "a.json", desk(LoadModel(str(BERT))))


def test_a_stop_while_weights_are_hashed_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    step = CreateModel(ConfigEdit("bert", "BertForMaskedLM", SMALL), 7)
    engine(step, nothing, nothing)
    count = 0

    def check() -> None:
        nonlocal count
        count += 1
        if count > 5:
            raise Stopped

    with pytest.raises(Stopped):
        engine(SaveSession(str(tmp_path / "a.json"), desk(step)), check, nothing)
    assert not list(tmp_path.iterdir())


def test_no_token_is_ever_written(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "hf_" + "s" * 34
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.setenv(name, secret)
    save(engine, tmp_path / "a.json", desk(LoadModel("org/name", revision="b" * 40)))
    assert secret not in (tmp_path / "a.json").read_text()


# -- a table of texts, and tokenizers -------------------------------------------------------------


def _asides(texts: dict[str, Any], *sources: dict[str, Any]) -> str:
    return json.dumps(
        {
            "asides": {
                "text_table": {"texts": {"do": "ReadTexts", **texts}},
                "tokenizer_lab": {"text": "a", "sources": list(sources)},
            }
        }
    )


def _read_asides(engine: Engine, path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    asides = json.loads(read(engine, path).state.pages)["asides"]
    return asides["text_table"]["texts"], asides["tokenizer_lab"]["sources"]


def test_a_table_beside_the_session_is_found_elsewhere(engine: Engine, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    table = here / "reviews.csv"
    table.write_text("text,label\ngood,positive\n", encoding="utf-8")
    pages = _asides({"path": str(table)}, {"name": "bert", "path": str(BERT)})
    save(engine, here / "a.explorer-session.json", SessionState(None, pages))
    shutil.move(here, there)
    texts, sources = _read_asides(engine, there / "a.explorer-session.json")
    assert texts["path"] == str(there / "reviews.csv")
    assert sources == [{"name": "bert", "path": str(BERT)}]
    (there / "reviews.csv").unlink()
    texts, _ = _read_asides(engine, there / "a.explorer-session.json")
    assert texts["path"] == ""
    assert texts["missing"] == str(table)


def test_the_example_is_found_in_any_installation(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.explorer-session.json"
    example = resources.path("examples", "reviews.csv")
    save(engine, path, SessionState(None, _asides({"path": str(example)})))
    text = path.read_text(encoding="utf-8").replace(str(example.parent), "/somewhere/else")
    path.write_text(text, encoding="utf-8")
    assert _read_asides(engine, path)[0]["path"] == str(example)


@pytest.mark.parametrize("share", ["\\\\host\\share\\a.csv", "//host/share/a.csv"])
def test_nothing_on_a_share_is_looked_at(
    engine: Engine, tmp_path: Path, share: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.explorer-session.json"
    pages = _asides({"path": share}, {"name": "x", "path": share}, {"name": "own", "path": ""})
    save(engine, path, SessionState(None, pages))
    written = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(written | {"places": {}}), encoding="utf-8")
    asked: list[str] = []
    real = Path.is_file

    def is_file(self: Path) -> bool:
        asked.append(str(self))
        return real(self)

    monkeypatch.setattr(Path, "is_file", is_file)
    texts, sources = _read_asides(engine, path)
    assert texts["path"] == ""
    assert sources == [{}, {"name": "own", "path": ""}]
    assert not [one for one in asked if "host" in one]


@pytest.mark.parametrize(
    "odd", [3, {"text_table": 4}, {"text_table": {"texts": [1]}, "tokenizer_lab": {"sources": {}}}]
)
def test_odd_asides_are_passed_over(engine: Engine, tmp_path: Path, odd: Any) -> None:
    path = tmp_path / "a.explorer-session.json"
    save(engine, path, SessionState(None, json.dumps({"asides": odd})))
    assert json.loads(read(engine, path).state.pages) == {"asides": odd}


@pytest.mark.parametrize(
    ("place", "offered"),
    [
        ("ssh://ada@gpu1", True),
        ("batch://slurm/cores=4", True),
        ("k8s://image=registry.example.org/explorer:1/namespace=lab", True),
        ("k8s://image=a\n- --privileged", False),
        ("ssh://-oProxyCommand=x", False),
        ("batch://slurm/queue=a\n#SBATCH --wrap=x", False),
        ("a.explorer-pairing.json", False),
    ],
)
def test_a_place_that_could_do_harm_is_not_offered(place: str, offered: bool) -> None:
    computer = session_format._computer({"name": "gpu1", "place": place})
    assert computer is not None
    assert computer.place == (place if offered else "")
