"""Searching: filters, pages by Link, names and addresses, memory."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

import pytest

from explorer.features.hub.protocol.search import ListStarters, SearchHub, SearchPage
from explorer.features.hub.protocol.transfer import Download
from explorer.features.hub.remote.lookup.names import understand
from explorer.protocol.failures import (
    Failure,
    HubAnswerStrange,
    HubBroken,
    HubBusy,
    HubSilent,
    HubUnreachable,
)
from explorer.protocol.job import Stopped
from tests.hub.conftest import Asking
from tests.loopback import LoopbackHub
from tests.loopback.checkpoints import plain


@pytest.fixture
def stocked(loopback: LoopbackHub) -> LoopbackHub:
    """A Hub with nine checkpoints of two authors."""
    for n in range(9):
        loopback.add(
            f"{'even' if n % 2 == 0 else 'odd'}/model-{n}",
            plain(),
            downloads=100 - n,
            likes=n,
            createdAt=f"2024-01-0{n + 1}T00:00:00.000Z",
            pipeline_tag="fill-mask" if n < 6 else "text-generation",
            library_name="transformers",
            tags=["transformers", "en", "license:mit" if n < 3 else "license:apache-2.0"]
            + ["safetensors"] * (n > 0),
            safetensors={"parameters": {"F32": 10**n}, "total": 10**n} if n else None,
            gated=n == 8,
        )
    return loopback


def names(page: SearchPage) -> list[str]:
    return [row.name.partition("-")[2] for row in page.rows]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (SearchHub(text="model-3"), "3"),
        (SearchHub(author="odd", sort="downloads"), "1357"),
        (SearchHub(task="text-generation", sort="downloads"), "678"),
        (SearchHub(licence="mit", sort="downloads"), "012"),
        (SearchHub(library="transformers", language="en", sort="likes"), "876543210"),
        (SearchHub(safetensors_only=True, not_gated=True, sort="downloads"), "1234567"),
        (SearchHub(min_parameters=1000, max_parameters=100_000, sort="newest"), "543"),
        (SearchHub(text="nothing like this"), ""),
    ],
)
def test_filters_and_orders(
    stocked: LoopbackHub, ask: Asking, request_: SearchHub, expected: str
) -> None:
    assert "".join(names(ask(request_))) == expected


def test_a_row_says_what_the_hub_says_and_what_this_computer_adds(
    stocked: LoopbackHub, ask: Asking
) -> None:
    row = ask(SearchHub(text="model-8")).rows[0]
    assert row.gated
    assert row.needs_sign_in
    assert (row.parameters, row.weight_bytes, row.dtype) == (10**8, 4 * 10**8, "F32")
    assert row.licence == "apache-2.0"
    assert row.downloaded == "no"
    unknown = ask(SearchHub(text="model-0")).rows[0]
    assert unknown.fit == "cannot tell"
    assert unknown.parameters is None


def test_pages_by_link_and_going_back_costs_nothing(stocked: LoopbackHub, ask: Asking) -> None:
    first = ask(SearchHub(page_size=4, sort="downloads"))
    second = ask(SearchHub(page_size=4, sort="downloads", cursor=first.next_cursor))
    third = ask(SearchHub(page_size=4, sort="downloads", cursor=second.next_cursor))
    assert names(first) + names(second) + names(third) == list("012345678")
    assert not third.next_cursor
    again = ask(SearchHub(page_size=4, sort="downloads"))
    assert again.remembered
    assert again.rows == first.rows
    # The server writes its log after the answer, so the last page may not be there yet.
    assert len([one for one in stocked.log if "cursor=" not in one.path]) == 1
    assert not ask(SearchHub(page_size=4, sort="downloads", refresh=True)).remembered


def test_a_badge_is_made_anew_even_when_the_answer_is_remembered(
    stocked: LoopbackHub, ask: Asking
) -> None:
    assert ask(SearchHub(text="model-1")).rows[0].downloaded == "no"
    ask(Download(ask.plan("odd/model-1")))
    page = ask(SearchHub(text="model-1"))
    assert page.remembered
    assert page.rows[0].downloaded == "yes"


def test_only_what_fits(stocked: LoopbackHub, ask: Asking) -> None:
    rows = ask(SearchHub(fits_only=True)).rows
    assert rows
    assert all(row.fit in ("fits", "tight") for row in rows)


@pytest.mark.parametrize("text", ["even/model-4", "https://huggingface.co/even/model-4/tree/main"])
def test_a_name_or_an_address_finds_that_checkpoint(
    stocked: LoopbackHub, ask: Asking, text: str
) -> None:
    page = ask(SearchHub(text=text))
    assert page.exact == "even/model-4"
    assert page.rows[0].name == "even/model-4"


@pytest.mark.parametrize(
    ("text", "checkpoint", "revision"),
    [
        ("gpt2", "", ""),
        ("bert base", "", ""),
        (" org/name ", "org/name", ""),
        ("https://huggingface.co/org/name", "org/name", ""),
        ("https://huggingface.co/org/name/blob/v1.0/config.json", "org/name", "v1.0"),
        ("https://huggingface.co/gpt2?library=transformers", "gpt2", ""),
        ("huggingface.co/org/name", "org/name", ""),
        ("hf://org/name@dev", "org/name", "dev"),
        ("https://huggingface.co/datasets/org/name", "", ""),
        ("a/b/c", "", ""),
    ],
)
def test_understands_what_is_pasted(text: str, checkpoint: str, revision: str) -> None:
    typed = understand(text)
    assert (typed.checkpoint, typed.revision) == (checkpoint, revision)


def test_failures_of_the_server_are_told_apart(loopback: LoopbackHub, ask: Asking) -> None:
    cases: list[tuple[dict[str, Any], type[Failure], str]] = [
        ({"status": 429, "headers": {"Retry-After": "7"}}, HubBusy, "7\xa0seconds"),
        ({"status": 503}, HubBroken, "503"),
        ({"status": 200, "body": b"<html>log in</html>"}, HubAnswerStrange, "log in"),
        ({"hang": 3.0}, HubSilent, "not answered"),
    ]
    for number, (fault, failure, words) in enumerate(cases):
        loopback.faults.clear()
        loopback.misbehave("/api/models", **fault)
        with pytest.raises(failure) as caught:
            ask(SearchHub(text=str(number)))
        assert words in caught.value.sentence


def test_no_server_at_all(ask: Asking, cache: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(HubUnreachable, match="offline, or the server is down"):
        ask(SearchHub(text="x"))


def test_a_hanging_server_can_be_left_at_once(loopback: LoopbackHub, ask: Asking) -> None:
    loopback.misbehave("/api/models", hang=20.0)
    lookups = ask.room._lookups
    lookups.patience = dataclasses.replace(lookups.patience, read_seconds=20.0)
    began = time.monotonic()

    def check() -> None:
        if time.monotonic() - began > 0.2:
            raise Stopped

    with pytest.raises(Stopped):
        ask(SearchHub(text="x"), check)
    assert time.monotonic() - began < 0.6


def test_offline_mode_asks_nobody(
    loopback: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    from explorer.protocol.failures import HubOffline

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(HubOffline):
        ask(SearchHub(text="x"))
    assert not loopback.log


def test_starters_need_no_network(loopback: LoopbackHub, ask: Asking) -> None:
    starters = ask(ListStarters()).starters
    assert len(starters) >= 8
    assert all(one.name.count("/") == 1 and one.why for one in starters)
    assert not loopback.log
