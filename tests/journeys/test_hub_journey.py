"""From a search to a run, against a loopback Hub; settings are read in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from explorer import resources
from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import SessionModel, SessionState
from explorer.protocol.model import LoadModel
from tests.conftest import ROOT
from tests.hub.conftest import cache, loopback, no_watch_over_bars  # noqa: F401
from tests.journeys.conftest import Person
from tests.journeys.hub_steps import NAME, Steps, session
from tests.loopback import LoopbackHub

SECRET = "hf_a_secret_that_no_script_may_hold"


def _do(which: str, folder: Path, hub: LoopbackHub, **settings: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.hub_steps", str(folder / "profile"), which],
        cwd=ROOT,
        env={**kept, "HF_ENDPOINT": hub.url, "HF_HOME": str(folder / "home"), **settings},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all steps done" in done.stdout
    assert "Traceback" not in done.stderr


def _script_gives_the_same(folder: Path, hub: LoopbackHub) -> None:
    """The session's script downloads into an empty cache and computes what the window had."""
    code = (folder / "session.py").read_text(encoding="utf-8")
    assert "snapshot_download" in code
    assert str(folder) not in code, "a private path"
    assert SECRET not in code
    (folder / "run.py").write_text(
        code + "\nimport numpy\n\nnumpy.save('run.npy', outputs.logits.numpy())\n", encoding="utf-8"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "run.py"],
        cwd=folder,
        env={**kept, "HF_ENDPOINT": hub.url, "HF_HOME": str(folder / "another home")},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert np.array_equal(np.load(folder / "run.npy"), np.load(folder / "shown.npy"))


def test_search_download_load_run_and_again_without_the_hub(tmp_path: Path) -> None:
    bundled = resources.path("models", "mini-world-bert")
    files = {one.name: one.read_bytes() for one in bundled.iterdir() if one.is_file()}
    with LoopbackHub() as hub:
        hub.add(NAME, files)
        hub.misbehave("model.safetensors", skip=1, times=1, rate=1_000_000)
        hub.tokens[SECRET] = "alice"
        _do("online", tmp_path, hub, HF_TOKEN=SECRET)
        assert any(one.authorized for one in hub.log)
        weights = len(files["model.safetensors"])
        assert hub.sent("model.safetensors") < 1.3 * weights, "the pause must lose next to nothing"
        _script_gives_the_same(tmp_path, hub)
        before = len(hub.log)
        _do("offline", tmp_path, hub, HF_HUB_OFFLINE="1")
        assert len(hub.log) == before, "offline mode must not touch the network"


@pytest.mark.here("it gives this process another Hub; the other computer's has one of its own")
def test_a_session_waits_for_its_checkpoint_and_goes_on(
    loopback: LoopbackHub,  # noqa: F811
    person: Person,
    tmp_path: Path,
) -> None:
    bundled = resources.path("models", "mini-world-bert")
    loopback.add(NAME, {one.name: one.read_bytes() for one in bundled.iterdir() if one.is_file()})
    pages = {"input": {"texts": ["The capital of France is [MASK]."], "ran": True}}
    desk = SessionState(SessionModel((LoadModel(NAME, NAME),)), json.dumps(pages))
    file = tmp_path / "talk.explorer-session.json"
    file.write_text(session_format.write(desk), encoding="utf-8")
    session(Steps(person.window), file)
