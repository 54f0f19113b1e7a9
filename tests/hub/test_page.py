"""The page of a checkpoint: card, files, revisions, headers, gates, and the copy on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from safetensors import safe_open

from explorer import resources
from explorer.features.hub.protocol.account import SignIn
from explorer.features.hub.protocol.checkpoint_page import OpenPage, ReadConfig, ReadFolder
from explorer.features.hub.protocol.fit import CheckFit
from explorer.protocol.failures import (
    AccessDenied,
    BadCheckpointName,
    HubOffline,
    HubUnreachable,
    NoConfigOnHub,
    NoSuchCheckpoint,
    NoSuchRevision,
    NotSignedIn,
    TokenWrong,
)
from tests.hub.conftest import Asking
from tests.loopback import LoopbackHub
from tests.loopback.checkpoints import config, plain, safetensors


def test_everything_before_a_byte_of_weights(loopback: LoopbackHub, ask: Asking) -> None:
    repository = loopback.add("o/m", plain(4_000_000), downloads=5, tags=["license:mit"])
    repository.tags["v1"] = repository.commit
    page = ask(OpenPage("o/m"))
    assert page.commit == repository.commit
    assert page.card == ("# Plain\n\nA card.",)
    assert '"hidden_size": 32' in page.config_json
    assert page.architectures == ("BertModel",)
    assert {(r.name, r.kind) for r in page.revisions} == {("main", "branch"), ("v1", "tag")}
    assert [(t.name, t.dtype, t.shape) for t in page.tensors] == [("weight", "F32", (1_000_000,))]
    assert page.parameters == 1_000_000
    assert page.header_bytes <= 300_000
    assert loopback.sent("model.safetensors") <= 300_000
    assert {f.path: f.on_disk for f in page.files}["model.safetensors"] == "no"
    asked = len(loopback.log)
    assert ask(OpenPage("o/m")).remembered
    assert len(loopback.log) == asked


def test_a_branch_that_moved_since_it_was_remembered_is_asked_for_again(
    loopback: LoopbackHub, ask: Asking
) -> None:
    """A pull request that was rebased: the commit that is remembered is no longer on the Hub."""
    loopback.add("o/m", plain(1_000))
    ask(CheckFit("o/m"))
    moved = loopback.add("o/m", plain(2_000))
    assert ask(OpenPage("o/m")).commit == moved.commit
    with pytest.raises(NoSuchRevision):
        ask(OpenPage("o/m", "v9"))


def test_headers_of_shards_within_the_budget(loopback: LoopbackHub, ask: Asking) -> None:
    shards = {
        f"model-{n:05}-of-00012.safetensors": safetensors({f"w{n}.{i}": (4,) for i in range(200)})
        for n in range(1, 13)
    }
    index = {"weight_map": {f"w{n}.0": name for n, name in enumerate(shards, 1)}}
    import json

    files = {"config.json": config(), "model.safetensors.index.json": json.dumps(index).encode()}
    loopback.add("o/sharded", files | shards)
    page = ask(OpenPage("o/sharded"))
    assert len(page.tensors) == 12 * 200
    assert page.header_bytes <= 300_000


def test_headers_too_large_are_said_to_be(loopback: LoopbackHub, ask: Asking) -> None:
    many = safetensors({f"a.long.name.of.a.tensor.number.{n}": (1,) for n in range(5000)})
    loopback.add("o/many", {"config.json": config(), "model.safetensors": many})
    page = ask(OpenPage("o/many"))
    assert "300 kB" in page.tensors_note
    assert loopback.sent("model.safetensors") <= 300_000 + 65_536


def test_pickled_weights_are_not_looked_into(loopback: LoopbackHub, ask: Asking) -> None:
    loopback.add("o/bin", {"config.json": config(), "pytorch_model.bin": b"x" * 4_000})
    page = ask(OpenPage("o/bin"))
    assert "pickle" in page.tensors_note
    assert not loopback.asked("resolve/" + page.commit + "/pytorch_model.bin")
    assert ask(CheckFit("o/bin")).weights == 4_000


def test_a_gated_page_shows_what_it_may(loopback: LoopbackHub, ask: Asking) -> None:
    loopback.tokens["hf_good"] = "ann"
    repository = loopback.add("o/gated", plain(), gated=True)
    page = ask(OpenPage("o/gated"))
    assert page.access == "needs sign-in"
    assert page.files
    ask(SignIn("hf_good"))
    page = ask(OpenPage("o/gated"))
    assert page.access == "needs licence"
    assert "accept their conditions" in page.access_note
    repository.accepted.add("ann")
    assert ask(OpenPage("o/gated", refresh=True)).access == "open"


def test_closed_doors_are_told_apart(loopback: LoopbackHub, ask: Asking) -> None:
    loopback.add("o/private", plain(), private=True)
    loopback.add("o/denied", plain(), denied=True)
    loopback.add("o/open", plain())
    with pytest.raises(NoSuchCheckpoint, match="sign in first"):
        ask(OpenPage("o/private"))
    with pytest.raises(NoSuchCheckpoint):
        ask(OpenPage("o/absent"))
    with pytest.raises(AccessDenied):
        ask(OpenPage("o/denied"))
    with pytest.raises(NoSuchRevision, match="nope"):
        ask(OpenPage("o/open", "nope"))
    with pytest.raises(BadCheckpointName):
        ask(OpenPage("../../etc"))
    from huggingface_hub import constants

    with open(constants.HF_TOKEN_PATH, "w") as file:
        file.write("hf_revoked")
    with pytest.raises(TokenWrong) as caught:
        ask(OpenPage("o/open"))
    assert "hf_revoked" not in repr(caught.value) + caught.value.details


def test_without_a_connection_the_cached_copy_is_shown(
    loopback: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.add("o/m", plain())
    ask.download("o/m")
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    page = ask(OpenPage("o/m", refresh=True))
    assert page.from_disk
    assert page.tensors
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(HubUnreachable):
        ask(OpenPage("o/other"))


def test_a_listing_that_leads_out_of_the_cache_is_refused(
    loopback: LoopbackHub, ask: Asking
) -> None:
    from explorer.protocol.failures import HubAnswerStrange

    loopback.add("o/evil", plain() | {"../../../evil.json": b"{}"})
    with pytest.raises(HubAnswerStrange):
        ask.plan("o/evil")


def test_a_config_alone_needs_neither_card_nor_weights(
    loopback: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = loopback.add("o/m", plain())
    read = ask(ReadConfig(f"{loopback.url}/o/m/tree/main"))
    assert (read.checkpoint, read.commit) == ("o/m", repository.commit)
    assert '"hidden_size": 32' in read.config_json
    assert not loopback.asked("README.md")
    assert not loopback.sent("model.safetensors")
    loopback.add("o/bare", {"model.safetensors": safetensors({"w": (1,)})})
    with pytest.raises(NoConfigOnHub):
        ask(ReadConfig("o/bare"))
    with pytest.raises(BadCheckpointName):
        ask(ReadConfig("no name at all"))
    loopback.add("o/gated", plain(), gated=True)
    with pytest.raises(NotSignedIn):
        ask(ReadConfig("o/gated"))
    ask.download("o/m")
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert ask(ReadConfig("o/m")).config_json == read.config_json
    with pytest.raises(HubOffline):
        ask(ReadConfig("o/bare"))


def test_long_trees_come_in_pages(loopback: LoopbackHub, ask: Asking) -> None:
    loopback.page_size = 3
    loopback.add("o/m", plain() | {f"extra/{n}.txt": b"x" for n in range(10)})
    assert len(ask(OpenPage("o/m")).files) == 17


def test_the_tensors_of_a_folder_on_this_computer(ask: Asking, tmp_path: Path) -> None:
    """As the safetensors library lists them; nothing is asked of the Hub, and no pipe is read."""
    folder = resources.path("models", "mini-world-bert")
    read = ask(ReadFolder(str(folder)))
    with safe_open(folder / "model.safetensors", "np") as weights:
        names = weights.keys()
        expected = {name: tuple(weights.get_slice(name).get_shape()) for name in names}
    assert {tensor.name: tensor.shape for tensor in read.tensors} == expected
    assert read.note == ""
    (tmp_path / "config.json").write_text("[" * 1_000_000)
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    pickled = ask(ReadFolder(str(tmp_path)))
    assert (pickled.tensors, pickled.note) == ((), "the tensors are not known before loading")
    assert ask(ReadFolder(str(tmp_path / "gone"))).tensors == ()
