"""Signing in through the library; the token is nowhere but in its file."""

from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub import constants

from explorer.features.hub.protocol.account import SignedIn, SignIn, SignOut, WhoAmI
from explorer.features.hub.protocol.checkpoint_page import OpenPage
from explorer.features.hub.protocol.search import SearchHub
from explorer.features.hub.protocol.transfer import PlanDownload
from explorer.protocol.failures import Failure, HubSilent, TokenFromOutside, TokenWrong
from explorer.protocol.job import Failed, Job
from tests.hub.conftest import Asking
from tests.loopback import LoopbackHub
from tests.loopback.checkpoints import plain

SECRET = "hf_averysecrettoken"


def test_in_who_and_out(loopback: LoopbackHub, ask: Asking) -> None:
    loopback.tokens[SECRET] = "ann"
    assert ask(WhoAmI()) == SignedIn("", "", outside=False)
    assert not loopback.log
    assert ask(SignIn(f" {SECRET}\n")) == SignedIn("ann", "Ann", outside=False)
    kept = Path(constants.HF_TOKEN_PATH)
    assert kept.read_text() == SECRET
    assert kept.stat().st_mode & 0o077 == 0
    assert ask(WhoAmI()).name == "ann"
    assert ask(SignOut()).name == ""
    assert not kept.exists()


def test_a_wrong_token_is_not_kept(loopback: LoopbackHub, ask: Asking) -> None:
    for token in ("hf_wrong", "", "two words", "hf_ünïcode"):
        with pytest.raises(TokenWrong) as caught:
            ask(SignIn(token))
        assert not token or token not in repr(caught.value) + caught.value.details
    assert not Path(constants.HF_TOKEN_PATH).exists()


def test_a_silent_server_ends_in_words(loopback: LoopbackHub, ask: Asking) -> None:
    loopback.misbehave("whoami", hang=3.0)
    with pytest.raises(HubSilent):
        ask(SignIn(SECRET))


def test_a_token_from_outside_cannot_be_forgotten(
    loopback: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.tokens[SECRET] = "ann"
    monkeypatch.setenv("HF_TOKEN", SECRET)
    assert ask(WhoAmI()).outside
    with pytest.raises(TokenFromOutside) as caught:
        ask(SignOut())
    assert "HF_TOKEN" not in caught.value.sentence


def test_no_repr_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    request = SignIn(SECRET)
    shown = repr(request) + repr(Job(1, request)) + repr(Failed(1, request, "", None, ""))
    assert SECRET not in shown


@pytest.mark.parametrize("where", ["/api/models", "/resolve/", "/tree/", "/refs", "whoami"])
@pytest.mark.parametrize("status", [200, 302, 400, 403, 429, 503])
def test_a_server_that_repeats_the_token_shows_it_to_nobody(
    loopback: LoopbackHub, ask: Asking, where: str, status: int
) -> None:
    token = "hf_" + "Secret" * 6
    loopback.tokens[token] = "ann"
    loopback.add("o/m", plain())
    ask(SignIn(token))
    headers = {"Location": f"http://[{token}"} if status == 302 else {}
    loopback.misbehave(where, status=status, echo=True, headers=headers)
    failures: list[Failure] = []
    for question in (SearchHub(text="o/m"), OpenPage("o/m"), PlanDownload("o/m"), WhoAmI()):
        try:
            ask(question)
        except Failure as failure:
            failures.append(failure)
    assert loopback.asked(where)
    for one in failures:
        assert token not in one.sentence + one.details + repr(one)
