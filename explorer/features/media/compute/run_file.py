"""Looking at a picture or a sound that a person chose, and running the model on it."""

from __future__ import annotations

import dataclasses
import os
import warnings
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import long_steps, predictions, tasks, tokenization
from explorer.engine.decoding import after_each
from explorer.engine.media import processor as reading
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Rows, Runner
from explorer.engine.tensors import has_rank
from explorer.engine.token_text import Words
from explorer.features.media.compute import decoding, picture_sizes, pictures, processors, sounds
from explorer.features.media.protocol import (
    FilePreview,
    FilePreviewRequest,
    FileRunResult,
    Medium,
    Recipe,
    RunOnFile,
    SmallView,
)
from explorer.protocol.failures import BadInput, PictureSizeDiffers
from explorer.protocol.job import Check, Report, Stopped
from explorer.protocol.media_kinds import OTHER_SOUNDS, SOUNDS
from explorer.protocol.run import Candidate, Prediction
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.engine.loaded_model import LoadedModel


def _no_answer(medium: Medium) -> str:
    if medium == "picture":
        return tr(
            "This class gives no answer in words for a picture: it returns tensors, which other "
            "models or a head of your own can use."
        )
    return tr(
        "This class gives no answer in words for a sound: it returns tensors, which other models "
        "or a head of your own can use."
    )


def medium_of(path: str) -> Medium:
    """What a file is read as, by its ending."""
    ending = os.path.splitext(path)[1].lower()
    return "sound" if ending in (*SOUNDS, *OTHER_SOUNDS) else "picture"


def look_at_file(
    holder: ModelHolder, request: FilePreviewRequest, check: Check, report: Report
) -> FilePreview:
    """The file small, and what will be done to it. Raises BadInput with the reason why not."""
    loaded = holder.loaded
    medium = _allowed(loaded, request.path)
    report(tr("Reading the file"))
    processor, recipe = _found(loaded, medium, request.fit)
    check()
    problem, fit = "", ""
    if medium == "picture":
        inputs, view = _prepared(processor, recipe, request.path, check)
        unfit = _unfit(loaded, inputs, request.fit)
        if unfit is not None:
            problem = unfit.sentence
            fit = unfit.remedy.label if unfit.can_fit and unfit.remedy is not None else ""
    else:
        _, _, view = sounds.read(request.path, check)
    return FilePreview(request, loaded.serial, view, recipe, problem, fit)


def _unfit(
    loaded: LoadedModel, inputs: dict[str, torch.Tensor], fitted: bool
) -> PictureSizeDiffers | None:
    return picture_sizes.differs(loaded.model, inputs.get("pixel_values"), can_fit=not fitted)


def _allowed(loaded: LoadedModel, path: str) -> Medium:
    medium = medium_of(path)
    whys = {"picture": reading.why_no_picture, "sound": reading.why_no_sound}
    why = whys[medium](loaded.model)
    if why:
        raise BadInput(why)
    return medium


def _found(loaded: LoadedModel, medium: Medium, fit: bool) -> tuple[Any, Recipe]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extractors warn of empty filters, with usual settings
        return processors.find(loaded, medium, fit=fit)


def run_on_file(
    holder: ModelHolder, request: RunOnFile, check: Check, report: Report
) -> FileRunResult:
    """Run the model on a file; it is then the last run, and every view looks into it."""
    loaded = holder.loaded
    medium = _allowed(loaded, request.path)
    report(tr("Reading the file"))
    processor, recipe = _found(loaded, medium, request.fit)
    inputs, view = _prepared(processor, recipe, request.path, check)
    if (unfit := _unfit(loaded, inputs, request.fit)) is not None:
        raise unfit
    known = reading.arguments(loaded.model)
    inputs = {name: value for name, value in inputs.items() if name in known}
    for name, value in inputs.items():
        if value.is_floating_point():
            # Processors make float32; a model in half precision refuses it.
            inputs[name] = value.to(loaded.model.dtype)
    runner = Runner(loaded, check)
    rows: Rows = ()
    if reading.joins_text(loaded.model, medium):
        rows = _add_texts(runner, request, inputs)
    check()
    says = reading.says(loaded.model)
    read: list[int] = []
    written = 0
    if says:
        read = runner.encode_target(request.target, request.target_ids)[0].tolist()
        if request.write:
            new = decoding.write(runner, inputs, read, request.write, report)
            written = len(new)
            read += new
        inputs["decoder_input_ids"] = torch.tensor([read])  # [1, tokens]
    run = runner.run(inputs, rows, report)
    answers = (
        _decoder_predictions(runner, request) if says else _predictions(loaded, request, medium)
    )
    return FileRunResult(
        request,
        run,
        view,
        recipe,
        answers,
        # Without an answer the sentence says what there is instead.
        "" if answers else _no_answer(medium),
        tokenization.tokens_of(loaded.tokenizer, read),
        written,
    )


def _prepared(
    processor: Any, recipe: Recipe, path: str, check: Check
) -> tuple[dict[str, torch.Tensor], SmallView]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # filter banks of tiny models warn of empty filters
            if recipe.medium == "picture":
                return _prepared_picture(processor, recipe, path, check)
            samples, rate, view = sounds.read(path, check)
            return processors.sound_tensors(processor, recipe, samples, rate), view
    except (BadInput, MemoryError, Stopped):
        raise
    except Exception as error:  # what processors raise on settings that do not fit together
        raise BadInput(
            tr(
                "{class_name} could not prepare this file.",
                class_name=recipe.class_name,
            )
            if recipe.class_name
            else tr("This file could not be prepared."),
            f"{type(error).__name__}: {error}",
        ) from error


def _prepared_picture(
    processor: Any, recipe: Recipe, path: str, check: Check
) -> tuple[dict[str, torch.Tensor], SmallView]:
    """What the model is given of a picture, and how it is shown."""

    def prepare() -> tuple[dict[str, torch.Tensor], SmallView]:
        picture, view = pictures.read(path)
        return processors.picture_tensors(processor, recipe, picture), view

    # To decode and to resize 50 million pixels are single calls of Pillow, 0.2 to 0.9 s together.
    with torch.inference_mode():
        tensors, view = long_steps.apart(check, prepare)
    # Outside again, so that gradients may flow through what is computed from it.
    return {name: tensor.clone() for name, tensor in tensors.items()}, view


def _add_texts(runner: Runner, request: RunOnFile, inputs: dict[str, torch.Tensor]) -> Rows:
    """The texts that a model of pictures and text compares the picture with."""
    texts = tuple(text for text in request.texts if text.strip())
    if not texts:
        raise BadInput(
            tr("This model reads a picture and texts together: write at least one text.")
        )
    more, rows = runner.encode(texts)
    known = reading.arguments(runner.model)
    inputs |= {name: tensor for name, tensor in more.items() if name in known}
    if "bbox" in known:  # where each word is on a page, which nobody has read here
        # [texts, tokens, 4]: LayoutLM's boxes, all at the corner.
        inputs["bbox"] = torch.zeros((*more["input_ids"].shape, 4), dtype=torch.int64)
    return rows


def _decoder_predictions(runner: Runner, request: RunOnFile) -> tuple[Prediction, ...]:
    """What would come next after each token that the decoder was given."""
    logits = runner.loaded.run_outputs.get("logits")
    if not has_rank(logits, 3):
        return ()
    # [tokens, vocabulary]: one picture or sound
    words = Words(runner.loaded.tokenizer)
    return after_each(logits[0].float(), words, request.top, runner.check)


def _predictions(loaded: LoadedModel, request: RunOnFile, medium: Medium) -> tuple[Prediction, ...]:
    outputs, config = loaded.run_outputs, loaded.model.config
    task = tasks.of_model(loaded.model)
    if task in (tasks.IMAGE_CLASSIFICATION, tasks.AUDIO_CLASSIFICATION):
        answers, _ = predictions.predictions(task, outputs, (), None, None, config, request.top)
        return tuple(_first(prediction, request.top) for prediction in answers)
    fits = outputs.get("logits_per_image", outputs.get("logits_per_audio"))
    texts = tuple(text for text in request.texts if text.strip())
    # [pictures, texts] as CLIP returns it; one picture here.
    if fits is None or fits.shape != (1, len(texts)):
        return ()
    row = fits[0].float()
    chances = row.softmax(-1)
    candidates = tuple(
        Candidate(texts[place], place, float(chances[place]), float(row[place]))
        for place in chances.argsort(descending=True).tolist()
    )
    return (
        Prediction(
            "label",
            0,
            -1,
            tr("Which text fits the picture")
            if medium == "picture"
            else tr("Which text fits the sound"),
            candidates,
            len(candidates),
        ),
    )


def _first(prediction: Prediction, top: int) -> Prediction:
    """The likeliest labels: a model of pictures may have a thousand."""
    return dataclasses.replace(prediction, candidates=prediction.candidates[: max(1, top)])
