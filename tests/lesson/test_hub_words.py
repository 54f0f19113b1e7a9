"""Downloads and writing in words, from results made by hand."""

from __future__ import annotations

import ast
import dataclasses

from explorer.features import explanations
from explorer.features.generation.protocol import Generate, Generated, GeneratedToken
from explorer.features.hub.protocol.checkpoint_page import ConfigRead, ReadConfig
from explorer.features.hub.protocol.transfer import (
    Download,
    Downloaded,
    DownloadPlan,
    PlannedFile,
    SkippedFile,
)
from explorer.features.python import code
from explorer.protocol.run import Token
from explorer.text.numbers import JOIN
from explorer.text.workplace import work_on

COMMIT = "cd5ef92a9fb2f889e972770a36d4ed042daf221e"
PLAN = DownloadPlan(
    checkpoint="google-bert/bert-base-cased",
    revision="main",
    commit=COMMIT,
    files=(
        PlannedFile("config.json", 570, "", "the settings", "yes", 570),
        PlannedFile("model.safetensors", 435_797_000, "", "the weights", "no", 0),
    ),
    skipped=(SkippedFile("pytorch_model.bin", 436_000_000, "an older copy"),),
    total=435_797_570,
    missing=435_797_000,
    free_disk=10_000_000_000,
    room_on_disk=True,
    cache="cache",
    weights="safetensors",
    variant="",
    pickled=False,
)


def plain(result: object) -> str:
    return explanations.after(result, None).plain.replace(JOIN, " ")


def test_a_plan() -> None:
    assert "One file (436 MB) will be downloaded and kept in the cache" in plain(PLAN)
    assert "One other file (436 MB) is left out" in plain(PLAN)
    said = explanations.before(Download(PLAN))
    assert said == explanations.after(PLAN, None)
    here = dataclasses.replace(PLAN, files=PLAN.files[:1], missing=0)
    assert "nothing has to be downloaded" in plain(here)
    full = dataclasses.replace(PLAN, room_on_disk=False, pickled=True)
    assert "only 10.0 GB are free" in plain(full)
    assert "runs no code" in plain(full)


def test_a_download_and_its_python() -> None:
    done = Downloaded(PLAN.checkpoint, "main", COMMIT, "folder", "", 435_797_000, 570, 35.2, False)
    assert "436 MB came from the Hub in 35 s, and 570 B were there before." in plain(done)
    assert "commit cd5ef92 " in plain(done)
    written = code(Download(PLAN), done, None)
    compile(written, "download", "exec")
    assert written.startswith("from huggingface_hub import snapshot_download\n")
    assert f'commit = "{COMMIT}"' in written
    assert "pytorch_model.bin" not in written
    assert max(map(len, written.splitlines())) <= 64


def test_writing() -> None:
    token = Token("a", "a", 1, False, False, 0, 1)
    written = Generated(
        request=Generate(text="once"),
        model_serial=1,
        prompt=(token,),
        tokens=(GeneratedToken(token, 0.5, 0.5, ()), GeneratedToken(token, 0.1, 0.1, (), True)),
        next=(),
        text="a a",
        stopped="as many as asked",
        sentence="It stopped because it wrote as many tokens as you asked for.",
        count=1,
        first_seconds=0.01,
        seconds=0.02,
        tokens_per_second=50.0,
        first_stored=0,
        stored_steps=2,
        vocab_size=10,
        note="",
    )
    text = plain(written)
    assert "After the 1 token of your text come 2 tokens, one after the other: 1 by the" in text
    assert "and 1 by you." in text
    assert "20 ms, 50.0 tokens a second" in text
    own = dataclasses.replace(
        written, tokens=(dataclasses.replace(written.tokens[0], by_hand=True),)
    )
    assert "After the 1 token of your text comes 1 token, which you chose." in plain(own)
    assert "has not written anything yet" in plain(dataclasses.replace(written, tokens=(), count=0))


def test_a_config_alone_and_its_python() -> None:
    read = ConfigRead(PLAN.checkpoint, COMMIT, '{"model_type": "bert"}')
    assert "22 B" in plain(read)
    assert "No weights were downloaded." in plain(read)
    written = code(ReadConfig(PLAN.checkpoint), read, None)
    compile(written, "config", "exec")
    assert written.startswith("from transformers import AutoConfig\n")
    assert max(map(len, written.splitlines())) <= 64
    assert f'commit = "{COMMIT}"' in written


def test_the_hub_leaves_the_models_names() -> None:
    """In a session's script `checkpoint` still names the folder of the model in memory."""
    done = Downloaded(PLAN.checkpoint, "main", COMMIT, "folder", "", 1, 0, 1.0, False)
    read = ConfigRead(PLAN.checkpoint, COMMIT, "{}")
    for text in (code(Download(PLAN), done, None), code(ReadConfig("a/b"), read, None)):
        names = {
            node.id
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        assert names
        assert not names & {"checkpoint", "revision", "tokenizer", "model"}


def test_on_another_computer_it_is_named() -> None:
    done = Downloaded(PLAN.checkpoint, "main", COMMIT, "folder", "", 435_797_000, 0, 35.2, False)
    work_on("gpu1")
    try:
        assert "is on gpu1 now" in plain(done)
    finally:
        work_on("")
    assert "is on this computer now" in plain(done)
