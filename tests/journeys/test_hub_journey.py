"""From a search to a run, against a loopback Hub, in processes with their own cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from explorer import resources
from tests.conftest import ROOT
from tests.journeys.hub_steps import NAME
from tests.loopback import LoopbackHub


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


def test_search_download_load_run_and_again_without_the_hub(tmp_path: Path) -> None:
    bundled = resources.path("models", "mini-world-bert")
    files = {one.name: one.read_bytes() for one in bundled.iterdir() if one.is_file()}
    with LoopbackHub() as hub:
        hub.add(NAME, files)
        hub.misbehave("model.safetensors", skip=1, times=1, rate=1_000_000)
        _do("online", tmp_path, hub)
        weights = len(files["model.safetensors"])
        assert hub.sent("model.safetensors") < 1.3 * weights, "the pause must lose next to nothing"
        before = len(hub.log)
        _do("offline", tmp_path, hub, HF_HUB_OFFLINE="1")
        assert len(hub.log) == before, "offline mode must not touch the network"
