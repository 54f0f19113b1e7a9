"""What a decoder is given, against what transformers' own `generate` and classes give it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from explorer.engine import decoder_inputs
from explorer.engine.model_class import choose_class
from explorer.features import python
from explorer.features.answers.protocol import RunWithTarget
from explorer.features.create.compute.edit import build_config
from explorer.features.generation.protocol import Generate
from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import CreateModel, LoadModel, SaveModel
from explorer.protocol.run import Run
from tests.lesson.execute import execute
from tests.shrink import shrunk
from tests.surveys.truth.small import Bench

IDS = (5, 6, 7, 8, 9, 2)
_WRITERS = (
    ("bart", "BartForConditionalGeneration"),
    ("mbart", "MBartForConditionalGeneration"),
    ("plbart", "PLBartForConditionalGeneration"),
    ("marian", "MarianMTModel"),
    ("mt5", "MT5ForConditionalGeneration"),
    ("m2m_100", "M2M100ForConditionalGeneration"),
    ("seamless_m4t", "SeamlessM4TForTextToText"),
    ("t5gemma", "T5GemmaForConditionalGeneration"),
    ("florence2", "Florence2ForConditionalGeneration"),
    ("whisper", "WhisperForConditionalGeneration"),
    ("pp_formulanet", "PPFormulaNetForConditionalGeneration"),
    ("musicgen", "MusicgenForConditionalGeneration"),
)
_READERS = (
    ("bart", "BartModel"),
    ("bart", "BartForSequenceClassification"),
    ("mbart", "MBartModel"),
    ("mbart", "MBartForConditionalGeneration"),
    ("mbart", "MBartForSequenceClassification"),
    ("mbart", "MBartForQuestionAnswering"),
    ("plbart", "PLBartForSequenceClassification"),
    ("fsmt", "FSMTModel"),
    ("led", "LEDForQuestionAnswering"),
    ("mt5", "MT5ForSequenceClassification"),
    ("mvp", "MvpModel"),
    ("bigbird_pegasus", "BigBirdPegasusModel"),
    ("dia", "DiaForConditionalGeneration"),
)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The config of Dia warns of settings that every config has."""
    from transformers import logging

    before = logging.get_verbosity()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    yield
    logging.set_verbosity(before)


def _small(kind: str, name: str) -> Bench:
    """A desk with a tiny model of a class."""
    small = next(iter(shrunk(kind)))
    desk = Bench()
    desk.do(CreateModel(ConfigEdit(small.model_type, name, small.overrides), 3))
    return desk


def _of_generate(desk: Bench) -> torch.Tensor:
    """What `generate` gives the decoder of one text first, [rows, 1]."""
    model: Any = desk.engine.loaded.model
    config, _ = model._prepare_generation_config(copy.deepcopy(model.generation_config))
    model._prepare_special_tokens(config, True, device="cpu")
    wanted, _ = model._prepare_decoder_input_ids_for_generation(
        batch_size=1, model_input_name="input_ids", model_kwargs={}, device="cpu",
        decoder_start_token_id=config._decoder_start_token_tensor,
    )  # fmt: skip
    found: torch.Tensor = wanted
    return found


@pytest.mark.parametrize(("kind", "name"), _WRITERS)
def test_a_writer_starts_as_generate_does(kind: str, name: str) -> None:
    desk = _small(kind, name)
    wanted = _of_generate(desk)
    assert desk.summary is not None
    assert desk.summary.decoder is not None
    assert desk.summary.decoder.known
    assert {desk.summary.decoder.token} == set(wanted.flatten().tolist())
    assert wanted.shape == (desk.summary.decoder.streams, 1)


def test_a_reader_is_given_what_its_class_makes_itself() -> None:
    """Bare models and judges: the run is that of `model(input_ids)`, and so is its Python."""
    codes, wanted = [], []
    for kind, name in _READERS:
        desk = _small(kind, name)
        end = desk.engine.loaded.model.config.eos_token_id
        ids = (*IDS[:-1], end if isinstance(end, int) and end < 200 else 2)
        result = desk.do(Run(input_ids=(ids,)))
        outputs = dict(desk.engine.loaded.run_outputs)
        with torch.inference_mode():
            bare = desk.engine.loaded.model(torch.tensor([ids]))
        for key, value in bare.items():
            if isinstance(value, torch.Tensor):
                assert torch.equal(value, outputs[key]), (name, key)
        codes.append(
            python.code(result.request, result, desk.summary, threads=torch.get_num_threads())
        )
        names = ("logits", "start_logits", "last_hidden_state")
        shown = next(key for key in names if key in outputs)
        wanted.append((name, shown, outputs[shown].numpy()))
    # MusicGen reads four rows of codes for each text.
    desk = _small("musicgen", "MusicgenForConditionalGeneration")
    result = desk.do(Run(input_ids=(IDS, IDS)))
    with torch.inference_mode():
        logits = desk.engine.loaded.model(
            torch.tensor([IDS, IDS]), decoder_input_ids=_of_generate(desk).repeat(2, 1)
        ).logits
    assert torch.equal(desk.engine.loaded.run_outputs["logits"], logits)
    codes.append(python.code(result.request, result, desk.summary, threads=torch.get_num_threads()))
    wanted.append(("MusicGen", "logits", logits.numpy()))
    for (name, shown, values), made in zip(wanted, execute(codes), strict=True):
        assert np.array_equal(made.arrays[f"outputs.{shown}"], values), name


def test_the_generation_config_of_a_checkpoint_is_followed(tmp_path: Path) -> None:
    """Of two that name a start token, `generate` follows generation_config.json."""
    desk = _small("mbart", "MBartForConditionalGeneration")
    model = desk.engine.loaded.model
    model.generation_config.decoder_start_token_id = 77
    desk.do(SaveModel(str(tmp_path / "saved")))
    desk.do(LoadModel(str(tmp_path / "saved")))
    assert decoder_inputs.start(desk.engine.loaded.model) == 77
    written = desk.do(Generate(input_ids=IDS, max_new_tokens=4))
    code = python.code(written.request, written, desk.summary)
    (made,) = execute([code])
    new = [one.token.id for one in written.tokens]
    assert made.arrays["own.written"][0].tolist() == [77, *new]


def test_florence_2_answers_a_text_and_starts_with_2() -> None:
    desk = _small("florence2", "Florence2ForConditionalGeneration")
    assert desk.summary is not None
    assert desk.summary.task == "text-to-text"
    result = desk.do(RunWithTarget(input_ids=IDS))
    assert [token.id for token in result.target_tokens] == [2]
    with torch.inference_mode():
        bare = desk.engine.loaded.model(
            input_ids=torch.tensor([IDS]), decoder_input_ids=torch.tensor([[2]])
        ).logits[0, -1]
    assert result.predictions[-1].candidates[0].id == int(bare.argmax())


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("llava", "LlavaForConditionalGeneration"),
        ("paligemma", "PaliGemmaForConditionalGeneration"),
    ],
)
def test_a_model_of_pictures_and_text_says_how_a_text_goes_on(kind: str, name: str) -> None:
    small = next(iter(shrunk(kind)))
    edit = ConfigEdit(small.model_type, name, small.overrides)
    assert choose_class(edit, build_config(edit)).__name__ == name
    desk = Bench()
    desk.do(CreateModel(edit, 3))
    result = desk.do(Run(input_ids=(IDS,)))
    assert desk.summary is not None
    assert desk.summary.task == "text-generation"
    logits = desk.engine.loaded.run_outputs["logits"][0, -1]
    assert result.predictions[0].candidates[0].id == int(logits.argmax())
