"""Hubs that lie, asked for all that a person can ask: a sentence, and nothing written outside."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.features.hub.protocol.cache import (
    CleanOrphans,
    DeleteRevisions,
    ListCache,
    VerifyRevision,
)
from explorer.features.hub.protocol.checkpoint_page import CheckpointPage, OpenPage, ReadConfig
from explorer.features.hub.protocol.fit import CheckFit
from explorer.features.hub.protocol.search import SearchHub, SearchPage
from explorer.features.hub.protocol.transfer import (
    DiscardPartial,
    Download,
    DownloadPlan,
    PlanDownload,
)
from explorer.features.hub.remote.http import RetryPolicy
from explorer.features.hub.remote.requests import HubRequests
from explorer.protocol.failures import Failure, UnexpectedFailure
from explorer.protocol.job import Request
from tests.hostile import hub
from tests.hostile.scenario import Place, Scenario
from tests.hub.conftest import Asking
from tests.loopback import LoopbackHub
from tests.sampling import sampled

QUICK = RetryPolicy(tries=2, lies=1, pauses=(0.01,), longest=1.0, read_seconds=2.0, at_once=2)
ROWS = 12


def everything(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every path below a folder with its kind, its time and its content."""
    found = {}
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(where, name)
            about = path.lstat()
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
            found[str(path.relative_to(folder))] = (about.st_mode, about.st_size, content)
    return found


@pytest.fixture
def nothing_outside(tmp_path: Path, cache: Path) -> Iterator[None]:
    """Whatever is below the test's own folder stays as it is, but for the cache's own folders."""
    (tmp_path / "home" / ".config" / "autostart").mkdir(parents=True)
    (tmp_path / "home" / "letter.txt").write_text("dear")
    before = everything(tmp_path)
    yield
    after = everything(tmp_path)
    changed = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
    own = ("home/hub/models--o--m", "home/hub/.locks/models--o--m", "scenario")
    folders = ("home", "home/hub", "home/hub/.locks", "home/hub/CACHEDIR.TAG")
    assert not {one for one in changed if not one.startswith(own) and one not in folders}
    # So far out that no fixture sees it.
    assert not any((up / "evil").exists() for up in tmp_path.parents)


class Played:
    """One scenario asked through: what came, and what was said against it."""

    def __init__(self, ask: Asking, typed: str) -> None:
        self.ask = ask
        self.failures: list[Failure] = []
        found = self.asked(SearchHub(text=typed))
        rows = found.rows if isinstance(found, SearchPage) else ()
        name = (
            rows[0].name if rows and typed == "words" else typed if typed != "words" else hub.NAME
        )
        self.page = self.asked(OpenPage(name))
        self.asked(ReadConfig(name))
        self.asked(CheckFit(name))
        plan = self.asked(PlanDownload(name))
        self.downloaded: Any = None
        if isinstance(plan, DownloadPlan) and plan.room_on_disk:
            self.downloaded = self.asked(Download(plan))
        if isinstance(self.page, CheckpointPage):
            for revision in self.page.revisions[:3]:
                plan = self.asked(PlanDownload(name, revision.name))
                if isinstance(plan, DownloadPlan) and plan.room_on_disk:
                    self.asked(Download(plan))
        listing = self.asked(ListCache())
        for one in listing.checkpoints if listing is not None else ():
            for cached in one.revisions:
                self.asked(VerifyRevision(one.name, cached.commit))
                if cached.resumable:
                    self.asked(PlanDownload(one.name, cached.resume_revision))
                    self.asked(DiscardPartial(one.name, cached.commit))
                else:
                    self.asked(DeleteRevisions((cached.commit,)))
        self.asked(CleanOrphans())

    def asked(self, request: Request) -> Any:
        """The result, or None and a failure of its own."""
        try:
            return self.ask(request)
        except Failure as failure:
            self.failures.append(failure)
            return None

    def judge(self) -> None:
        """Each failure is one that a person can act on."""
        for failure in self.failures:
            assert not isinstance(failure, UnexpectedFailure), failure.details
            assert 10 < len(failure.sentence) < 600, failure.sentence[:2000]
            assert "inf " not in failure.sentence


def play(scenario: Scenario, loopback: LoopbackHub, tmp_path: Path) -> Played:
    loopback.faults.clear()
    loopback.repositories.clear()
    folder = tmp_path / "scenario"
    folder.mkdir(exist_ok=True)
    for one in sorted(folder.rglob("*"), reverse=True):
        one.unlink() if one.is_symlink() or one.is_file() else one.rmdir()
    typed = scenario.make(Place(folder, tmp_path / "ran", loopback))
    outside = folder / "elsewhere"
    before = everything(outside)
    played = Played(Asking(HubRequests(patience=QUICK)), typed)
    assert everything(outside) == before, f"{scenario.name}: written through a link"
    assert not (tmp_path / "ran").exists()
    played.judge()
    return played


@pytest.mark.parametrize("row", sampled(range(ROWS), 2))
@pytest.mark.timeout(600)
def test_lies_are_told_and_nothing_is_written_outside(
    loopback: LoopbackHub, tmp_path: Path, nothing_outside: None, row: int
) -> None:
    scenarios = [one for one in hub.fixed() if not one.harmless][row::ROWS]
    for scenario in scenarios:
        try:
            play(scenario, loopback, tmp_path)
        except BaseException as error:
            error.add_note(f"in the scenario {scenario.name!r}")
            raise


def test_names_and_values_at_random(
    loopback: LoopbackHub, tmp_path: Path, nothing_outside: None
) -> None:
    fixed = len(list(hub.fixed()))
    made = list(hub.scenarios(random.Random(7)))[fixed:]
    assert len(made) > 500
    for scenario in random.Random(7).sample(made, 40):
        try:
            play(scenario, loopback, tmp_path)
        except BaseException as error:
            error.add_note(f"in the scenario {scenario.name!r}")
            raise


def test_what_is_odd_and_harmless_opens(loopback: LoopbackHub, tmp_path: Path) -> None:
    for scenario in hub.harmless():
        played = play(scenario, loopback, tmp_path)
        assert not played.failures, (scenario.name, played.failures)
        assert played.downloaded is not None
