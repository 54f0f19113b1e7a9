"""Failures of the Hub, as a person meets them in the window: over the loopback server."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from explorer import resources
from explorer.features.hub.protocol.account import SignIn
from explorer.features.hub.protocol.cache import VerifyRevision
from explorer.features.hub.protocol.checkpoint_page import OpenPage
from explorer.features.hub.protocol.fit import CheckFit
from explorer.features.hub.protocol.search import SearchHub
from explorer.features.hub.protocol.transfer import Download, DownloadPlan, PlanDownload
from explorer.features.hub.remote import requests
from explorer.lanes.thread import Lane
from explorer.protocol.job import Done, Request
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run, RunResult
from tests.hub.conftest import IMPATIENT, cache, loopback, no_watch_over_bars  # noqa: F401
from tests.journeys.conftest import Person
from tests.journeys.plain_words import close_dialogs, complaints, press_remedy
from tests.loopback import LoopbackHub
from tests.loopback.checkpoints import plain

FRANCE = "The capital of France is [MASK]."
NAME, NO_COMMIT = "o/model", "0" * 40


@pytest.fixture(autouse=True)
def _impatient(loopback: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Give up after tenths of seconds instead of minutes."""
    monkeypatch.setattr(requests, "RetryPolicy", lambda: IMPATIENT)
    monkeypatch.setattr(constants, "HF_HUB_ETAG_TIMEOUT", 0.5)
    monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.5)
    loopback.add(NAME, plain())


@pytest.mark.here("it gives this process another Hub; the other computer's has one of its own")
def test_the_hub_fails_in_every_way(
    loopback: LoopbackHub,  # noqa: F811
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    cache: Path,  # noqa: F811
) -> None:
    window = person.window
    desk = window.workbench.hub_controller
    results: list[object] = []
    monkeypatch.setattr(desk, "_browse", lambda *_: None, raising=False)

    def hear(reply: object) -> None:
        if isinstance(reply, Done):
            results.append(reply.result)

    for session in (window.model, window.hub, window.transfer):
        session.replied.connect(hear)
    wrong: list[str] = []
    count = 0

    def idle() -> None:
        lanes = (window.model, window.hub, window.transfer)
        person.until(lambda: not any(one.jobs for one in lanes))

    def do(request: Request, session: Lane) -> object:
        results.clear()
        session.send(request)
        idle()
        return results[-1] if results else None

    def says() -> tuple[float, ...]:
        window.message_bar.clear()
        ran = do(Run((FRANCE,)), window.model)
        found = [one for one in (*results, ran) if isinstance(one, RunResult)]
        assert found, person.message
        return tuple(one.logit for p in found[0].predictions for one in p.candidates)

    window.workbench.send(LoadModel(str(resources.path("models", "mini-world-bert"))))
    idle()
    usual = says()

    def one(what: str, request: Request, put: Callable[[pytest.MonkeyPatch], None]) -> None:
        nonlocal count
        count += 1
        window.message_bar.clear()
        if isinstance(request, Download):
            shutil.rmtree(cache, ignore_errors=True)
        with monkeypatch.context() as patch:
            put(patch)
            lane = window.transfer if isinstance(request, Download) else window.hub
            do(request, lane)
            wrong.extend(f"{what}: {one}" for one in complaints(window))
        loopback.faults.clear()
        wrong.extend(f"{what}: {one}" for one in press_remedy(window))
        idle()
        close_dialogs()
        if says() != usual:
            wrong.append(f"{what}: the next run says something else")

    def server(**fault: Any) -> Callable[[pytest.MonkeyPatch], None]:
        def put(patch: pytest.MonkeyPatch) -> None:
            loopback.misbehave("/", **fault)

        return put

    plan = do(PlanDownload(NAME), window.hub)
    assert isinstance(plan, DownloadPlan)
    search = SearchHub("model", refresh=True)
    page = OpenPage(NAME, refresh=True)
    html = {"body": b"<html>please log in</html>", "status": 200}
    for number, (name, put) in enumerate(
        {
            "500": server(status=500),
            "502 with a page": server(status=502, body=b"<html>Bad gateway</html>"),
            "429": server(status=429, headers={"Retry-After": "99"}),
            "401": server(status=401),
            "403": server(status=403),
            "404": server(status=404),
            "a page to log in": server(**html),
            "silence": server(hang=3.0),
        }.items()
    ):
        one(f"search, {name}", SearchHub(f"model {number}", refresh=True), put)
        one(f"page, {name}", page, put)
    one("page, a cut line", page, server(cut_after=0))  # of its card: answers in JSON come whole
    loopback.add("o/other", plain())
    one("plan, 503", PlanDownload("o/other"), server(status=503))
    one("fit, 503", CheckFit("o/another"), server(status=503))
    one("download, 503", Download(plan), server(status=503))
    one("download, cut", Download(plan), server(cut_after=0))
    one("download, another file", Download(plan), server(etag="f" * 64))
    one("download, damaged", Download(plan), server(flip=True))
    one("download, longer", Download(plan), server(length_off=9))

    def offline(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(constants, "HF_HUB_OFFLINE", True)

    def nobody(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")

    def full(patch: pytest.MonkeyPatch) -> None:
        small = shutil._ntuple_diskusage(1_000, 999, 1)
        patch.setattr(shutil, "disk_usage", lambda *_: small)

    def read_only(patch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(errno.EROFS, "Read-only file system", "/somewhere")

        patch.setattr(os, "makedirs", refuse)
        patch.setattr(os, "mkdir", refuse)

    one("search, offline", search, offline)
    one("download, offline", Download(plan), offline)
    one("search, nobody there", SearchHub("else", refresh=True), nobody)
    one("download, a full disk", Download(plan), full)
    one("download, a cache that is read-only", Download(plan), read_only)
    one("a name that is none", OpenPage("???"), lambda patch: None)
    one("a checkpoint that is not there", OpenPage("o/nothing"), lambda patch: None)
    # Its remedy is the list of the page in sight, which is where another revision is asked for.
    window.workbench.hub_controller.tab.open_page(NAME, "main")
    idle()
    one("a revision that is not there", OpenPage(NAME, "v9"), lambda patch: None)
    one("no such commit", VerifyRevision(NAME, NO_COMMIT), lambda patch: None)
    one("a token that is wrong", SignIn("hf_wrong"), lambda patch: None)
    assert "hf_wrong" not in str(window.last_failure)
    loopback.add("o/gated", plain(), gated=True)
    one("a gated checkpoint", PlanDownload("o/gated"), lambda patch: None)
    loopback.add("o/none", {"config.json": b"{}", "model.gguf": b"x" * 99})
    one("no weights that load", PlanDownload("o/none"), lambda patch: None)
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(wrong)
    assert count >= 35
