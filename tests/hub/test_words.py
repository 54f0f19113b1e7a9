"""Every failure of the Hub is a sentence: no code, no environment variable, no token."""

from __future__ import annotations

import re

import pytest

from explorer.protocol import failures

HOST, NAME = "huggingface.co", "org/name"
ALL = (
    failures.HubOffline(),
    failures.HubUnreachable(HOST),
    failures.HubSilent(HOST, 10),
    failures.HubLineCut(HOST),
    failures.HubBusy(HOST, 8.0),
    failures.HubBusy(HOST, None),
    failures.HubBroken(HOST, 503),
    failures.HubAnswerStrange(HOST),
    failures.NotSignedIn(NAME),
    failures.TokenWrong(),
    failures.TokenFromOutside(),
    failures.LicenceNotAccepted(NAME, "https://huggingface.co/org/name"),
    failures.AccessDenied(NAME),
    failures.NoSuchCheckpoint(NAME, signed_in=False),
    failures.NoSuchCheckpoint(NAME, signed_in=True),
    failures.NoSuchRevision(NAME, "v9"),
    failures.FileGone(NAME, "config.json"),
    failures.BadCheckpointName("???"),
    failures.NotInCache(NAME),
    failures.NoWeightsToLoad(NAME, "only GGUF files"),
    failures.NoRoomOnDisk("/cache", 4_000_000_000, 1_000_000),
    failures.CacheNotWritable("/cache"),
    failures.FileChanged(NAME, "model.safetensors"),
    failures.FileNameRefused(NAME, "model:1.safetensors"),
    failures.NameRefused("not a commit: '../../x'"),
    failures.OtherCheckpointNeeded(NAME),
    failures.WrongLength("model.safetensors", 10, 11),
    failures.WrongContent("model.safetensors", "a", "b"),
)


@pytest.mark.parametrize("failure", ALL, ids=lambda one: type(one).__name__)
def test_a_sentence_to_act_on(failure: failures.Failure) -> None:
    assert re.match(r"[A-Z“0-9]|[a-z.]+\.co|org/name|model\.|config\.", failure.sentence)
    assert failure.sentence.endswith(".")
    assert 20 < len(failure.sentence) < 260
    assert not re.search(r"HF_|HTTP|Error|Exception|None|environment", failure.sentence)
    assert failure.remedy is not None or isinstance(failure, failures.TokenFromOutside)


def test_the_sentences_are_all_different() -> None:
    assert len({failure.sentence for failure in ALL}) == len(ALL)
