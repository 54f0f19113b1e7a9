"""Pictures and sounds: read within bounds, prepared as transformers does, run, seen inside."""

from __future__ import annotations

import json
import struct
import threading
import wave
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
import transformers
from PIL import Image

from explorer import resources
from explorer.engine import long_steps
from explorer.engine.engine import Engine
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.media import processor
from explorer.engine.sandbox.process import PROCESS
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.hidden_states.protocol import HiddenStatesRequest
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.media.compute import pictures, processors, sounds
from explorer.features.media.protocol import FilePreviewRequest, RunOnFile
from explorer.features.tensors.protocol import ListTensors
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.job import Stopped, StoppedInside
from explorer.protocol.model import LoadModel, Prepared, SaveModel
from tests.model import tiny

PICTURE = str(resources.path("examples", "shapes.png"))
SOUND = str(resources.path("examples", "chord.wav"))
_SIZES = {
    "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
}  # fmt: skip
_SOUND = {"conv_dim": (16, 16), "conv_stride": (5, 4), "conv_kernel": (10, 3)}
_SPECS: dict[str, tuple[str, dict[str, Any]]] = {
    "ViTForImageClassification": (
        "ViTConfig",
        _SIZES | {"image_size": 32, "patch_size": 8, "num_labels": 7},
    ),
    "ViTModel": ("ViTConfig", _SIZES | {"image_size": 32, "patch_size": 8}),
    "ResNetForImageClassification": (
        "ResNetConfig",
        {"embedding_size": 8, "hidden_sizes": [8, 16], "depths": [1, 1], "num_labels": 3},
    ),
    "CLIPVisionModel": ("CLIPVisionConfig", _SIZES | {"image_size": 32, "patch_size": 8}),
    "ConvNextModel": ("ConvNextConfig", {"hidden_sizes": [8, 16, 16, 16], "depths": [1, 1, 1, 1]}),
    "DetrForObjectDetection": (
        "DetrConfig",
        {
            "d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "num_queries": 5,
            "encoder_attention_heads": 4, "decoder_attention_heads": 4, "encoder_ffn_dim": 32,
            "decoder_ffn_dim": 32, "use_timm_backbone": False,
            "backbone_config": {
                "model_type": "resnet", "embedding_size": 8, "hidden_sizes": [8, 16],
                "depths": [1, 1], "out_features": ["stage2"],
            },
        },
    ),
    "Wav2Vec2ForSequenceClassification": (
        "Wav2Vec2Config",
        _SIZES
        | _SOUND
        | {"num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2, "num_labels": 4},
    ),
    "WhisperModel": (
        "WhisperConfig",
        {
            "d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 4,
            "decoder_attention_heads": 4, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32,
            "num_mel_bins": 40, "max_source_positions": 100, "vocab_size": 64, "pad_token_id": 0,
            "bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 3,
            "suppress_tokens": None, "begin_suppress_tokens": None,
        },
    ),
    "ASTForAudioClassification": (
        "ASTConfig",
        _SIZES | {"max_length": 64, "num_mel_bins": 32, "num_labels": 3},
    ),
}  # fmt: skip
_SOUNDS = ("Wav2Vec2ForSequenceClassification", "WhisperModel", "ASTForAudioClassification")


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> None:
    from transformers import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


def _engine(name: str, tokenizer: Any = None) -> Engine:
    import transformers

    config_name, fields = _SPECS[name]
    torch.manual_seed(3)
    model = getattr(transformers, name)(getattr(transformers, config_name)(**fields)).eval()
    return _holding(LoadedModel(1, model, tiny.held(tokenizer), "random", f"tiny {name}"))


def _holding(loaded: LoadedModel) -> Engine:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine._loaded = loaded
    return engine


def _ask(engine: Engine, request: Any) -> Any:
    return engine(request, tiny.no_check, tiny.no_report)


def _path(name: str) -> str:
    return SOUND if name in _SOUNDS else PICTURE


@pytest.mark.parametrize("name", list(_SPECS))
def test_a_file_is_run_and_every_view_answers(name: str) -> None:
    engine = _engine(name)
    if name.startswith("Detr"):  # 800 pixels are too many for a test
        small: dict[str, Any] = {"image_processor_type": "DetrImageProcessor"}
        small |= {"size": {"shortest_edge": 48, "longest_edge": 64}}
        engine.loaded.processor_files = {"preprocessor_config.json": json.dumps(small)}
    assert summary(engine.loaded).reads == (("sound",) if name in _SOUNDS else ("picture",))
    seen = _ask(engine, FilePreviewRequest(_path(name)))
    assert seen.recipe.maker == ("checkpoint" if name.startswith("Detr") else "processor")
    ran = _ask(engine, RunOnFile(_path(name)))
    (given,) = (one for one in ran.run.inputs if one.name in _MAIN)
    assert given.shape[0] == 1
    if "Classification" in name:
        (said,) = ran.predictions
        chances = engine.loaded.run_outputs["logits"][0].softmax(-1)
        assert said.candidates[0].probability == pytest.approx(float(chances.max()))
    else:
        assert ran.note
        assert not ran.predictions
    for look in (AttentionRequest(), HiddenStatesRequest(), ListTensors(), LogitLensRequest()):
        assert _ask(engine, look).model_serial == 1


_MAIN = ("pixel_values", "input_values", "input_features")


def test_attention_lies_over_the_picture_that_the_model_was_given() -> None:
    engine = _engine("ViTModel")
    _ask(engine, RunOnFile(PICTURE))
    head = _ask(engine, HeadRequest(row=1, head=2))
    under = head.under
    assert (under.medium, under.first, under.lines, under.across) == ("picture", 1, 4, 4)
    pixels = engine.loaded.run_inputs["pixel_values"][0].numpy().astype(np.float64)
    scaled = (pixels - pixels.min()) / (pixels.max() - pixels.min()) * 255
    assert np.abs(under.picture.transpose(2, 0, 1).astype(np.float64) - scaled).max() <= 0.51
    assert head.weights.shape[1] == under.first + under.lines * under.across
    average = _ask(engine, HeadRequest(row=1, head=AVERAGE))
    assert np.array_equal(average.under.picture, under.picture)


def test_attention_lies_over_the_spectrogram_of_a_sound() -> None:
    engine = _engine("Wav2Vec2ForSequenceClassification")
    _ask(engine, RunOnFile(SOUND))
    head = _ask(engine, HeadRequest(row=0, head=0))
    under = head.under
    assert (under.medium, under.first, under.lines) == ("sound", 0, 1)
    assert under.across == head.weights.shape[1]
    # The loudest pitch, found in another way: 16,000 samples a second, 40 Hz a line.
    samples = engine.loaded.run_inputs["input_values"][0].numpy()
    spectrum = np.abs(np.fft.rfft(samples))
    hertz = float(np.argmax(spectrum)) * 16_000 / len(samples)
    levels = under.picture[::-1, :, 0].astype(float).mean(1)  # low pitches first
    assert abs(int(levels.argmax()) * 40 - hertz) <= 40


def test_nothing_lies_under_the_attention_of_a_text() -> None:
    loaded = tiny.load("BertForMaskedLM")
    tiny.run(loaded, [[5, 6, 7]])
    assert tiny.ask(tiny.Holder(loaded), HeadRequest()).under is None


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("ViTForImageClassification", False),
        ("Wav2Vec2ForSequenceClassification", False),
        ("WhisperModel", True),  # its decoder writes tokens
        ("CLIPModel", True),
        ("BertModel", True),
        ("T5ForConditionalGeneration", True),
    ],
)
def test_a_class_that_only_sees_or_hears_needs_no_tokenizer(name: str, reads: bool) -> None:
    assert processor.reads_text(getattr(transformers, name)) == reads


def test_patches_have_names_in_the_attention_of_a_vit() -> None:
    engine = _engine("ViTModel")
    _ask(engine, RunOnFile(PICTURE))
    seen = _ask(engine, AttentionRequest())
    names = [token.shown for token in seen.maps[0].from_tokens]
    assert names[:3] == ["[CLS]", "1·1", "1·2"]
    assert names[-1] == "4·4"


def test_the_tensor_is_that_of_the_processor_itself() -> None:
    from transformers import ViTImageProcessorPil

    engine = _engine("ViTForImageClassification")
    _ask(engine, RunOnFile(PICTURE))
    wanted = ViTImageProcessorPil(size={"height": 32, "width": 32})(
        Image.open(PICTURE).convert("RGB"), return_tensors="pt"
    )["pixel_values"]
    assert torch.equal(engine.loaded.run_inputs["pixel_values"], wanted)


def test_picture_and_texts_go_together_into_a_clip() -> None:
    from transformers import CLIPConfig, CLIPModel

    config = CLIPConfig(
        text_config=_SIZES | {"vocab_size": 64, "eos_token_id": 2, "max_position_embeddings": 16},
        vision_config=_SIZES | {"image_size": 32, "patch_size": 8},
        projection_dim=16,
    )
    torch.manual_seed(3)
    loaded = LoadedModel(
        1, CLIPModel(config).eval(), tiny.held(tiny.tokenizer()), "random", "tiny clip"
    )
    engine = _holding(loaded)
    assert summary(loaded).reads == ("text", "picture")
    ran = _ask(engine, RunOnFile(PICTURE, ("w5 w9", "w8", "w30 w7 w44")))
    (said,) = ran.predictions
    row = loaded.run_outputs["logits_per_image"][0]
    assert said.candidates[0].id == int(row.argmax())
    assert sum(one.probability for one in said.candidates) == pytest.approx(1)
    with pytest.raises(BadInput, match="at least one text"):
        _ask(engine, RunOnFile(PICTURE))


def test_what_cannot_be_given_has_its_reason() -> None:
    engine = _holding(tiny.load("BertForMaskedLM", tiny.tokenizer()))
    for path, word in ((PICTURE, "reads no pictures"), (SOUND, "reads no sound")):
        with pytest.raises(BadInput, match=word):
            _ask(engine, FilePreviewRequest(path))
    engine = _engine("ViTModel")
    with pytest.raises(BadInput, match="reads no sound"):
        _ask(engine, RunOnFile("song.mp3"))
    with pytest.raises(BadInput, match="is gone"):
        _ask(engine, RunOnFile("gone.png"))


def _bomb(path: Path, width: int, height: int) -> str:
    """A PNG of a few hundred bytes that claims to unfold to width × height pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)))
    return str(path)


def test_bombs_and_damage_are_sentences(tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    cut = tmp_path / "cut.png"
    bad.write_text("no picture")
    cut.write_bytes(Path(PICTURE).read_bytes()[:400])
    for path, word in (
        (_bomb(tmp_path / "a.png", 9_000, 9_000), "pixels"),
        (_bomb(tmp_path / "b.png", 60_000, 60_000), "pixels"),
        (str(bad), "not a picture"),
        (str(cut), "damaged"),
    ):
        with pytest.raises(BadInput, match=word):
            pictures.read(path)


def _wave(path: Path, samples: Any, width: int = 2, channels: int = 1, rate: int = 8_000) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples)
    return str(path)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_wav_files_of_every_width_are_read(tmp_path: Path, width: int) -> None:
    levels = [0.5, -0.5, 0.25, -1.0]
    if width == 1:
        data = bytes(int(128 + one * 128) for one in levels)
    else:
        top = 1 << (8 * width - 1)
        data = b"".join(
            min(int(one * top), top - 1).to_bytes(width, "little", signed=True) for one in levels
        )
    samples, rate, view = sounds.read(_wave(tmp_path / "a.wav", data, width))
    assert samples.tolist() == pytest.approx(levels, abs=0.01)
    assert rate == 8_000
    assert "8,000 samples" in view.facts


def test_channels_are_averaged_and_bad_sounds_are_sentences(tmp_path: Path) -> None:
    both = np.array([[1000, 3000], [-500, 500]], "<i2").tobytes()
    samples, _, view = sounds.read(_wave(tmp_path / "two.wav", both, channels=2))
    assert samples.tolist() == pytest.approx([2000 / 32768, 0])
    assert "2 channels" in view.facts
    (tmp_path / "bad.wav").write_text("RIFF")
    long = _wave(tmp_path / "long.wav", b"\0" * 61 * 2 * 8_000)
    empty = _wave(tmp_path / "empty.wav", b"")
    for path, word in (
        (str(tmp_path / "bad.wav"), "cannot be read as a sound"),
        (long, "longer than 60 seconds"),
        (empty, "not one sample"),
    ):
        with pytest.raises(BadInput, match=word):
            sounds.read(path)


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3", "AIFF", "AU"])
def test_every_kind_of_sound_gives_the_tone_that_was_written(tmp_path: Path, kind: str) -> None:
    rate = 16_000
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)).astype(np.float32)
    file = tmp_path / f"tone.{kind.lower()}"
    soundfile.write(file, tone, rate, format=kind)
    samples, read_rate, view = sounds.read(str(file))
    assert read_rate == rate
    assert "one channel" in view.facts
    # What loses (OGG, MP3) keeps the note; MP3 may begin with some silence.
    spectrum = np.abs(np.fft.rfft(samples, rate))
    assert int(spectrum.argmax()) == 440
    assert spectrum[440] == pytest.approx(0.5 * rate / 2, rel=0.1)


def test_resampling_keeps_a_tone() -> None:
    time = np.arange(8_000) / 8_000
    tone = np.sin(2 * np.pi * 440 * time).astype(np.float32)
    up = sounds.resampled(tone, 8_000, 16_000)
    wanted = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)
    # The tone begins and ends at once, which no filter can keep: the middle is compared.
    assert np.abs(up - wanted)[400:-400].max() < 1e-3
    assert np.abs(sounds.resampled(up, 16_000, 8_000) - tone)[200:-200].max() < 1e-3


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_sound_of_values_that_are_no_numbers_is_refused(tmp_path: Path, value: float) -> None:
    import soundfile

    samples = np.zeros(8_000, np.float32)
    samples[4_000] = value
    soundfile.write(tmp_path / "odd.wav", samples, 8_000, subtype="FLOAT")
    with pytest.raises(BadInput, match="not numbers"):
        sounds.read(str(tmp_path / "odd.wav"))


def test_the_wave_of_a_loud_sound_stays_in_its_picture(tmp_path: Path) -> None:
    import soundfile

    loud = np.array([3e30, -3e30, 0.5, -0.5], np.float32)
    soundfile.write(tmp_path / "loud.wav", loud, 8_000, subtype="FLOAT")
    samples, _, view = sounds.read(str(tmp_path / "loud.wav"))
    np.testing.assert_array_equal(samples, loud)  # the model gets them as they are
    assert view.wave is not None
    assert view.wave[1].tolist() == [1, -1, 0.5, -0.5]


def test_what_lies_of_its_length_or_is_another_kind_is_refused(tmp_path: Path) -> None:
    wave_file = Path(_wave(tmp_path / "long.wav", bytes(2 * 8_000), rate=8_000))
    data = bytearray(wave_file.read_bytes())
    # The header says 2 GB of samples; what there is of them is read.
    data[40:44] = (2**31).to_bytes(4, "little")
    wave_file.write_bytes(data)
    assert len(sounds.read(str(wave_file))[0]) == 8_000
    words = {"voice.m4a": "Save it as"}
    words |= dict.fromkeys(("noise.mp3", "noise.flac", "noise.ogg"), "cannot be read")
    for name, word in words.items():
        (tmp_path / name).write_bytes(bytes(range(256)) * 40)
        with pytest.raises(BadInput, match=word):
            sounds.read(str(tmp_path / name))


def test_the_preprocessor_config_stays_over_saving_and_loading(tmp_path: Path) -> None:
    from transformers import ViTImageProcessorPil

    first, second = tmp_path / "first", tmp_path / "second"
    engine = _engine("ViTForImageClassification")
    engine.loaded.model.save_pretrained(first)
    ViTImageProcessorPil(
        size={"height": 32, "width": 32}, image_mean=[0.1, 0.2, 0.3]
    ).save_pretrained(first)
    _ask(engine, LoadModel(str(first)))
    ran = _ask(engine, RunOnFile(PICTURE))
    assert ran.recipe.maker == "checkpoint"
    assert any("(0.1, 0.2, 0.3)" in step for step in ran.recipe.steps)
    before = engine.loaded.run_outputs["logits"].clone()
    _ask(engine, SaveModel(str(second)))
    name = "preprocessor_config.json"
    assert (second / name).read_text() == (first / name).read_text()
    _ask(engine, LoadModel(str(second)))
    _ask(engine, RunOnFile(PICTURE))
    assert torch.equal(engine.loaded.run_outputs["logits"], before)


def test_a_processor_that_needs_torchvision_is_replaced_where_it_is_simple() -> None:
    engine = _engine("ViTModel")
    told: dict[str, object]
    told = {"image_processor_type": "Sam2ImageProcessor", "size": {"height": 32, "width": 32}}
    told |= {"image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.2, 0.2]}
    engine.loaded.processor_files = {"preprocessor_config.json": json.dumps(told)}
    ran = _ask(engine, RunOnFile(PICTURE))
    assert ran.recipe.maker == "own"
    assert "torchvision" in ran.recipe.steps[0]
    pixels = engine.loaded.run_inputs["pixel_values"]
    resized = np.asarray(Image.open(PICTURE).convert("RGB").resize((32, 32), 2), np.float32)
    wanted = (resized / 255 - [0.5, 0.4, 0.3]) / 0.2
    assert np.allclose(pixels[0].permute(1, 2, 0).numpy(), wanted, atol=1e-5)
    engine.loaded.processor_files = {"preprocessor_config.json": '{"image_processor_type": "X"}'}
    with pytest.raises(BadInput, match="cannot be used"):
        _ask(engine, RunOnFile(PICTURE))


def test_own_preparation_says_what_it_does() -> None:
    recipe = processors.own(8, 8, 1 / 255, [0.5] * 3, [0.5] * 3)
    assert "divided by 255" in " ".join(recipe.steps)


@pytest.mark.parametrize(("rate", "channels"), [(4_000_000, 1), (1_000_000_000, 1), (8_000, 1_000)])
def test_a_sound_that_no_recording_is_like_is_refused(
    tmp_path: Path, rate: int, channels: int
) -> None:
    file = _wave(tmp_path / "odd.wav", b"\0\0" * channels, channels=channels, rate=rate)
    with pytest.raises(BadInput, match="impossible sound"):
        sounds.read(file)


def test_reading_a_long_sound_can_be_stopped(tmp_path: Path) -> None:
    long = _wave(tmp_path / "long.wav", b"\1\0" * 59 * 48_000, rate=48_000)

    def stop() -> None:
        raise Stopped

    PROCESS.end()  # beginning it takes a second, so that the stop is seen
    with pytest.raises(Stopped):
        sounds.read(long, stop)
    samples, _, _ = sounds.read(long)
    assert len(samples) == 59 * 48_000


@pytest.mark.parametrize("step", ["read", "picture_tensors"])
def test_a_stop_does_not_wait_for_a_large_picture(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decoding and resizing are single calls of Pillow that nothing can interrupt."""
    engine = _engine("ViTForImageClassification")
    began, gate = threading.Event(), threading.Event()

    def long(*args: object) -> None:
        began.set()
        gate.wait()

    def stop_once_begun() -> None:
        if began.is_set():
            raise Stopped

    owner = pictures if step == "read" else processors
    monkeypatch.setattr(owner, step, long)
    try:
        for request in (FilePreviewRequest(PICTURE), RunOnFile(PICTURE)):
            began.clear()
            with pytest.raises(StoppedInside):
                engine(request, stop_once_begun, tiny.no_report)
            gate.set()
            long_steps.settle()
            gate.clear()
    finally:
        gate.set()
        long_steps.settle()


def test_what_a_model_is_given_of_a_picture_can_have_gradients() -> None:
    engine = _engine("ViTForImageClassification")
    _ask(engine, RunOnFile(PICTURE))
    assert not engine.loaded.run_inputs["pixel_values"].is_inference()
