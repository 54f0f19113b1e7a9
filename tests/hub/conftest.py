"""A loopback Hub, an empty cache and a room for each test; tokens live and die with the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants, hf_api

from explorer.features.hub.protocol.transfer import Download, Downloaded, DownloadPlan, PlanDownload
from explorer.features.hub.remote.http import RetryPolicy
from explorer.features.hub.remote.requests import HubRequests
from explorer.protocol.job import Check, Request, Stopped
from tests.loopback import LoopbackHub

IMPATIENT = RetryPolicy(
    tries=4, lies=2, pauses=(0.02, 0.05), longest=2.0, read_seconds=0.5, at_once=3
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a home where signing in writes."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(home / "hub"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(home / "stored_tokens"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", False)
    monkeypatch.delenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", raising=False)
    return home / "hub"


@pytest.fixture
def loopback(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    """A Hub that huggingface_hub takes for the real one."""
    with LoopbackHub() as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        monkeypatch.setattr(hf_api.api, "endpoint", server.url)
        template = server.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        yield server


@pytest.fixture(autouse=True)
def no_watch_over_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's progress bars start a thread that outlives them."""
    from tqdm import tqdm

    monkeypatch.setattr(tqdm, "monitor_interval", 0)


@pytest.fixture
def room() -> HubRequests:
    """A room that gives up soon."""
    return HubRequests(patience=IMPATIENT)


class Asking:
    """Calls a room as a lane does, and keeps what was reported."""

    def __init__(self, room: HubRequests) -> None:
        self.room = room
        self.reports: list[tuple[str, float | None, Any]] = []
        self.stop = threading.Event()
        self.on_report: Callable[[Any], None] = lambda partial: None

    def check(self) -> None:
        """Raise when the test set the stop switch."""
        if self.stop.is_set():
            raise Stopped

    def report(self, text: str, fraction: float | None = None, partial: object = None) -> None:
        """Keep it."""
        self.reports.append((text, fraction, partial))
        self.on_report(partial)

    def __call__(self, request: Request, check: Check | None = None) -> Any:
        return self.room(request, check or self.check, self.report)

    def plan(self, checkpoint: str, revision: str = "main") -> DownloadPlan:
        """The plan of a download."""
        found = self(PlanDownload(checkpoint, revision))
        assert isinstance(found, DownloadPlan)
        return found

    def download(self, checkpoint: str, revision: str = "main") -> Downloaded:
        """Plan and download."""
        found = self(Download(self.plan(checkpoint, revision)))
        assert isinstance(found, Downloaded)
        return found


@pytest.fixture
def ask(room: HubRequests) -> Asking:
    """The room, ready to be asked."""
    return Asking(room)
