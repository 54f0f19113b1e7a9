"""Decoders that say words about a sound or a picture: written, looked into, told why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from explorer import resources
from explorer.engine.engine import Engine
from explorer.engine.inside import capture
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.features.ablation.protocol import AblationTargetsRequest
from explorer.features.attention.protocol import AttentionRequest
from explorer.features.hidden_states.protocol import HiddenStatesRequest
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.media.protocol import FileRunResult, RunOnFile
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import BadInput
from explorer.protocol.job import Stopped
from explorer.protocol.model import CreateModel, Prepared
from tests.model import tiny
from tests.shrink import shrunk

PICTURE = str(resources.path("examples", "shapes.png"))
SOUND = str(resources.path("examples", "chord.wav"))
WHISPER: dict[str, Any] = {
    "d_model": 32, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4,
    "decoder_attention_heads": 4, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32,
    "num_mel_bins": 40, "max_source_positions": 100, "max_target_positions": 16,
    "vocab_size": 64, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2,
    "decoder_start_token_id": 3, "init_std": 0.2,
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> None:
    from transformers import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


@pytest.fixture
def whisper() -> Engine:
    import transformers

    torch.manual_seed(3)
    model = transformers.WhisperForConditionalGeneration(transformers.WhisperConfig(**WHISPER))
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine._loaded = LoadedModel(
        1, model.eval(), tiny.held(tiny.tokenizer()), "random", "tiny whisper"
    )
    return engine


def _ask(engine: Engine, request: Any) -> Any:
    return engine(request, tiny.no_check, tiny.no_report)


def _small(kind: str, name: str) -> Engine:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    overrides = next(iter(shrunk(kind))).overrides
    _ask(engine, CreateModel(ConfigEdit(kind, name, overrides), 1))
    return engine


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("moonshine_streaming", "MoonshineStreamingForConditionalGeneration"),
        ("speech-encoder-decoder", "SpeechEncoderDecoderModel"),
        ("vision-encoder-decoder", "VisionEncoderDecoderModel"),
        ("pix2struct", "Pix2StructForConditionalGeneration"),
        ("canary", "CanaryForConditionalGeneration"),
    ],
)
def test_the_lens_reads_a_decoder_that_sees_or_hears(kind: str, name: str) -> None:
    engine = _small(kind, name)
    assert summary(engine.loaded).says
    path = PICTURE if "picture" in summary(engine.loaded).reads else SOUND
    ran: FileRunResult = _ask(engine, RunOnFile(path, write=2))
    assert len(ran.target_tokens) == len(ran.predictions) == 1 + ran.written
    lens = _ask(engine, LogitLensRequest())
    assert lens.note == ""
    assert lens.checks[0].sentence.endswith("bit for bit.")
    assert [one.id for one in lens.tokens] == [one.id for one in ran.target_tokens]
    said = [one.candidates[0].id for one in ran.predictions]
    assert lens.ids[-1, :, 0].tolist() == said
    kinds = {one.kind: one for one in _ask(engine, AttentionRequest()).maps}
    assert set(kinds) == {"encoder", "decoder", "cross"}
    assert len(kinds["cross"].from_tokens) == len(ran.target_tokens)
    assert {one.kind for one in _ask(engine, HiddenStatesRequest()).stacks} == {
        "encoder",
        "decoder",
    }
    assert _ask(engine, AblationTargetsRequest()).means != "refused"


def test_what_is_written_is_the_likeliest_each_time(whisper: Engine) -> None:
    ran = _ask(whisper, RunOnFile(SOUND, target="w5 w9", write=6))
    model: Any = whisper.loaded.model
    sound = whisper.loaded.run_inputs["input_features"]
    read = [3, 5, 9]
    with torch.inference_mode():
        for _ in range(ran.written):
            logits = model(sound, decoder_input_ids=torch.tensor([read]), use_cache=False).logits
            read.append(int(logits[0, -1].argmax()))
    assert [one.id for one in ran.target_tokens] == read
    assert ran.written == 6 or read[-1] == 2
    after = _ask(whisper, RunOnFile(SOUND, target_ids=(5, 9)))
    assert after.written == 0
    assert [one.id for one in after.target_tokens] == [3, 5, 9]
    assert after.predictions[-1].candidates[0].id == read[3]


def test_writing_stops_at_the_longest_and_can_be_stopped(whisper: Engine) -> None:
    whisper.loaded.model.generation_config.eos_token_id = 63
    ran = _ask(whisper, RunOnFile(SOUND, write=40))
    assert len(ran.target_tokens) <= 16
    before = whisper.loaded.run_inputs
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls > 30:
            raise Stopped

    with pytest.raises(Stopped):
        whisper(RunOnFile(SOUND, write=40), check, tiny.no_report)
    assert whisper.loaded.run_inputs is before


def test_what_a_decoder_cannot_begin_with_is_a_sentence(whisper: Engine) -> None:
    for ids, word in (((99,), "not in the vocabulary"), ((5,) * 20, "at most")):
        with pytest.raises(BadInput, match=word):
            _ask(whisper, RunOnFile(SOUND, target_ids=ids))


def test_sounds_count_for_the_size_of_attention(whisper: Engine) -> None:
    _ask(whisper, RunOnFile(SOUND))
    assert capture.expected_bytes(whisper.loaded) == 2 * 4 * 100 * 100 * 4


def test_a_package_that_is_missing_is_a_sentence() -> None:
    engine = _small("pop2piano", "Pop2PianoForConditionalGeneration")
    with pytest.raises(BadInput, match="a package that is not installed"):
        _ask(engine, RunOnFile(SOUND))


def test_text_or_sound_are_given_one_at_a_time(tmp_path: Path) -> None:
    engine = _small("seamless_m4t_v2", "SeamlessM4Tv2Model")
    ran = _ask(engine, RunOnFile(SOUND, ("ignored",)))
    assert ran.run.rows == ()
    assert "input_ids" not in engine.loaded.run_inputs
    assert json.loads(ran.recipe.settings) is not None
