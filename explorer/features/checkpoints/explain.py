"""What just happened to the model: prepared, created, loaded, saved, unloaded."""

from __future__ import annotations

import os

from explorer.features.checkpoints.protocol import SavedCompared
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import (
    LoadReport,
    ModelReady,
    ModelSaved,
    ModelSummary,
    ModelUnloaded,
    Prepared,
)
from explorer.text.numbers import bytes_, capital, count, joined, ntr, percent, rounded, seconds
from explorer.text.phrases import architecture, bold, named
from explorer.text.python.model import place
from explorer.text.translation import tr


def prepared(result: Prepared, summary: ModelSummary | None) -> Explanation:
    """torch and transformers are imported."""
    devices = joined([device.upper() for device in result.devices])
    return Explanation(
        tr("Ready"),
        (
            ntr(
                "torch {torch_version} and transformers {transformers_version} are ready after "
                "{seconds}. Models run here on {devices} with {count} thread.",
                "torch {torch_version} and transformers {transformers_version} are ready after "
                "{seconds}. Models run here on {devices} with {count} threads.",
                result.threads,
                torch_version=result.torch_version,
                transformers_version=result.transformers_version,
                seconds=seconds(result.seconds),
                devices=devices,
            ),
            tr(
                "Open a model, create one from a config, or look for one on the Hub. Nothing is "
                "downloaded unless you ask for it."
            ),
        ),
    )


def ready(result: ModelReady, summary: ModelSummary | None) -> Explanation:
    """A model, or another tokenizer, is in memory. The summary is the result's own."""
    about = result.summary
    tell = {
        "created": _created,
        "twin": _twin,
        "given": _given,
        "tokenizer": _tokenizer,
        "snapshot": _snapshot,
    }.get(result.verb, _loaded)
    return tell(about)


def _snapshot(summary: ModelSummary) -> Explanation:
    training = summary.training
    if training is None:
        return Explanation(
            tr("Before the training"),
            (tr("The model in memory is what it was before its first step of training."),),
        )
    paragraphs = [
        ntr(
            "The model in memory has the [weights](glossary:weight) that it had after **{count} "
            "step** on {data}. Run any text, look inside, compare: everything shows this moment.",
            "The model in memory has the [weights](glossary:weight) that it had after **{count} "
            "steps** on {data}. Run any text, look inside, compare: everything shows this "
            "moment.",
            training.steps,
            data=named(training.data),
        )
    ]
    if training.held_out_loss is not None and training.held_out_step is not None:
        paragraphs.append(
            ntr(
                "Its [loss](glossary:loss) was {loss_now} on what it learned from in this step. On "
                "texts that it never saw it was last measured after {count} step: {held_out}.",
                "Its [loss](glossary:loss) was {loss_now} on what it learned from in this step. On "
                "texts that it never saw it was last measured after {count} steps: {held_out}.",
                training.held_out_step,
                loss_now=rounded(training.loss),
                held_out=rounded(training.held_out_loss),
            )
        )
    elif training.held_out_loss is not None:
        paragraphs.append(
            tr(
                "Its [loss](glossary:loss) was {loss_now} on what it learned from and "
                "{held_out} on texts that it never saw.",
                loss_now=rounded(training.loss),
                held_out=rounded(training.held_out_loss),
            )
        )
    return Explanation(tr("A moment of the training"), tuple(paragraphs))


def weights_size(summary: ModelSummary) -> str:
    """What its weights take, and where: a file of them is larger, as it holds their names too."""
    size = bytes_(summary.bytes)
    return size if summary.on_disk else tr("{size} in memory", size=size)


def _size(summary: ModelSummary) -> str:
    text = ntr(
        "**{count} parameter** ({bytes})",
        "**{count} parameters** ({bytes})",
        summary.parameters,
        bytes=weights_size(summary),
    )
    built = architecture(summary)
    return tr("{size} in {layers}", size=text, layers=built) if built else text


def _no_tokenizer(summary: ModelSummary) -> list[str]:
    if summary.tokenizer_class or "text" not in summary.reads:
        return []
    if summary.unread_tokenizer:
        return [named(summary.unread_tokenizer)]
    return [
        tr(
            "It has no [tokenizer](glossary:tokenizer) yet. It runs on input IDs, or on text "
            "after you attach a tokenizer."
        )
    ]


def _drawn(summary: ModelSummary) -> str:
    if summary.seed is None:
        return tr(
            "No weight was learned: most [start at random](glossary:random-weights), a few kinds "
            "at zero or one."
        )
    return tr(
        "No weight was learned: most [start at random](glossary:random-weights), drawn with "
        "[seed](glossary:seed) {seed}, and a few kinds at zero or one. The same seed gives the "
        "same model again.",
        seed=summary.seed,
    )


def _created(summary: ModelSummary) -> Explanation:
    return Explanation(
        tr("A new model"),
        (
            tr(
                "A [config](glossary:config) became a {class_name} with {size}. "
                "{origin_of_weights}",
                class_name=summary.class_name,
                size=_size(summary),
                origin_of_weights=_drawn(summary),
            ),
            tr(
                "It can run, but it only produces noise until it is trained, or until you load "
                "trained weights."
            ),
            *_no_tokenizer(summary),
        ),
    )


def _twin(summary: ModelSummary) -> Explanation:
    facts = {
        "model": named(summary.twin_of or summary.name),
        "parameters": bold(count(summary.parameters)),
        "origin_of_weights": _drawn(summary),
    }
    before = (
        tr(
            "This is “{model}” with new random weights: the same class, config and tokenizer, "
            "and the same number of parameters, {parameters}. {origin_of_weights}",
            **facts,
        )
        if summary.tokenizer_class
        else tr(
            "This is “{model}” with new random weights: the same class and config, and the same "
            "number of parameters, {parameters}. {origin_of_weights}",
            **facts,
        )
    )
    return Explanation(
        tr("The untrained twin"),
        (
            before,
            _what_differs(summary),
            *_no_tokenizer(summary),
        ),
    )


def _given(summary: ModelSummary) -> Explanation:
    whose = (
        tr("Nothing says who trained it, or on what.")
        if summary.state == "given"
        else tr(
            "Its weights are spread as its class draws them before any training: it looks as if "
            "it had learned nothing."
        )
    )
    return Explanation(
        tr("A model from Python"),
        (
            tr(
                "A script or a notebook holds this {class_name} with {size}. It is the very same "
                "object, not a copy. {whose}",
                class_name=summary.class_name,
                size=_size(summary),
                whose=whose,
            ),
            tr(
                "The window puts it into evaluation mode and never changes its weights: training "
                "works on a copy. When the window closes or opens another model, its mode, its "
                "attention and its hooks are as they were."
            ),
            *_no_tokenizer(summary),
        ),
    )


def _what_differs(summary: ModelSummary) -> str:
    if "text" in summary.reads:
        return tr(
            "Run the same text again. Where the original was trained, what changes is what "
            "training taught it."
        )
    return tr(
        "Run the same input again. Where the original was trained, what changes is what training "
        "taught it."
    )


def _loaded(summary: ModelSummary) -> Explanation:
    # A GGUF file has its config in itself.
    built = tr(
        "A {class_name} with {size} was built by the sizes in {file}. It was ready after "
        "{seconds}.",
        file=named(_name_of(summary.source))
        if summary.source.lower().endswith(".gguf")
        else "config.json",
        class_name=summary.class_name,
        size=_size(summary),
        seconds=seconds(summary.seconds),
    )
    titles = {
        "trained": tr("A trained model"),
        "taught": tr("A model that was trained in this program"),
        "file": tr("A model with weights from a file"),
        "fresh": tr("A model that appears to know nothing"),
        "partly": tr("A model that is partly random"),
        "random": tr("A model that knows nothing"),
    }
    rest = [built, _weights(summary, summary.report), *_no_tokenizer(summary)]
    return Explanation(titles[summary.state], tuple(text for text in rest if text))


def _weights(summary: ModelSummary, report: LoadReport | None) -> str:
    """Where the weights came from, never calling random numbers trained."""
    if report is None:
        return ""
    text = named(report.sentence)
    if report.rounded:
        text += " " + tr(
            "Where weights are rounded ([quantisation](glossary:quantisation)), as in most "
            "[GGUF](glossary:gguf) files, each block of them shares a scale, and each weight is "
            "one of a few steps on it."
        )
    if report.base:
        text += " " + tr(
            "An [adapter](glossary:adapter) holds only what fine-tuning changed; Compare shows the "
            "model with and without it."
        )
        if summary.adapter == "on":
            text += " " + tr(
                "“Use the adapter” in the menu Model switches it off: then every view shows the "
                "base alone."
            )
        elif summary.adapter == "off":
            text += " " + tr("“Use the adapter” in the menu Model switches it on again.")
    if report.on_disk:
        text += " " + tr(
            "[Weights on disk](glossary:weights-on-disk) are the same numbers; reading them takes "
            "time."
        )
    if summary.state == "fresh":
        return tr("{report} Loading them teaches the model nothing.", report=text)
    if report.trained == report.total:
        if summary.state == "trained":
            return tr(
                "{report} The weights of the model hold what training taught it.", report=text
            )
        if summary.state == "taught":
            return tr("{text} {trained}.", text=text, trained=named(summary.state_text))
        if summary.state == "file":
            return tr(
                "{report} Nothing in the folder says who trained these weights, or on what.",
                report=text,
            )
        kind = tr("random numbers") if summary.state == "random" else tr("partly random numbers")
        return tr(
            "{report} The weights are {random_numbers} that were saved: loading them teaches the "
            "model nothing.",
            report=text,
            random_numbers=kind,
        )
    if report.trained and report.total_parameters:
        share = report.trained_parameters / report.total_parameters
        text += " " + tr(
            "{share} of the parameters came from the checkpoint.", share=capital(percent(share))
        )
    if report.mismatched:
        odd = ntr("{count:words} tensor", "{count:words} tensors", len(report.mismatched))
        text += " " + tr(
            "{tensors} had another shape in the checkpoint and could not be used.",
            tensors=capital(odd),
        )
    return text


def _name_of(source: str) -> str:
    """A folder's own name, without the way to it; a Hub id as it is."""
    checkpoint = place(source).checkpoint  # of the Hub's cache the id, not the commit
    # Both separators: a session may come from Windows.
    return os.path.basename(checkpoint.rstrip("/\\")) if os.path.isabs(checkpoint) else checkpoint


def _tokenizer(summary: ModelSummary) -> Explanation:
    paragraphs = [
        tr(
            "The model now cuts text with the tokenizer of {tokenizer}. Its weights did not "
            "change.",
            tokenizer=named(_name_of(summary.tokenizer)),
        )
    ]
    if not summary.is_noise and summary.tokenizer != summary.source:
        paragraphs.append(
            tr(
                "A model learns with one tokenizer. With another one the same input IDs mean "
                "other words, so its answers mean little."
            )
        )
    if summary.is_noise:
        paragraphs.append(
            tr(
                "Its weights are as they were made, so it knows nothing yet. In Train you choose "
                "what it learns from, begin, and watch its answers change."
            )
        )
    return Explanation(tr("A tokenizer was attached"), tuple(paragraphs))


_WHAT = {
    "config.json": tr("the settings"),
    "tokenizer.json": tr("the tokenizer"),
    "generation_config.json": tr("how it writes text"),
}


def saved(result: ModelSaved, summary: ModelSummary | None) -> Explanation:
    """A folder was written whole."""
    about = result.summary
    listed = joined(_files(result))
    total = sum(file.bytes for file in result.files)
    paragraphs = [
        capital(
            ntr(
                "{count:words} file ({total} on disk) was written to {folder} in {seconds}.",
                "{count:words} files ({total} on disk) were written to {folder} in {seconds}.",
                len(result.files),
                total=bytes_(total),
                folder=named(result.folder),
                seconds=seconds(result.seconds),
            )
        )
        + (" " + tr("Among them: {files}.", files=listed) if listed else ""),
        tr(
            "config.json is a short text with the settings from which the model is built; it "
            "holds no [weight](glossary:weight). {file} holds all {count} of them and nothing "
            "else. Loading needs both.",
            file=_weights_name(result),
            count=bold(count(about.parameters)),
        ),
        _rounded(result)
        or tr("Loading this folder gives back the very same model, number for number."),
    ]
    if result.own_names:
        paragraphs.append(
            tr(
                "The weights are saved under the model's own names: under those that "
                "transformers usually writes, it would not find all of them again for this "
                "class."
            )
        )
    if about.state == "random":
        paragraphs.append(
            tr(
                "The weights are still random, and a note beside them says so: saving does not "
                "train."
            )
        )
    elif about.state == "fresh":
        paragraphs.append(
            tr("The weights still appear randomly initialised, and a note beside them says so.")
        )
    elif about.state == "partly":
        paragraphs.append(
            tr("Some of the weights are still random, and a note beside them says so.")
        )
    elif about.state == "taught":
        paragraphs.append(tr("A note beside the weights says how they were trained here."))
    return Explanation(tr("The model is saved"), tuple(paragraphs))


def compared(result: SavedCompared, summary: ModelSummary | None) -> Explanation:
    """What was saved was loaded again beside the model in memory."""
    return Explanation(
        tr("What was saved is what is in memory")
        if result.identical
        else tr("What was saved differs"),
        (
            tr(
                "{folder}, loaded again: {sentence}",
                folder=named(_name_of(result.folder)),
                sentence=named(result.sentence),
            ),
            tr(
                "The folder was opened as a second model, compared with the one in memory tensor "
                "by tensor, and let go again. The Python does the same with the weights."
            ),
        ),
    )


def _files(result: ModelSaved) -> list[str]:
    """The files that matter with what each holds; the weights as one, in how many files ever."""
    weights = [file for file in result.files if _is_weights(file.name)]
    size = bytes_(sum(file.bytes for file in weights))
    named_ = [(_weights_name(result), tr("the weights"), size)] if weights else []
    named_ += [
        (file.name, _WHAT[file.name], bytes_(file.bytes))
        for file in result.files
        if file.name in _WHAT
    ]
    named_.sort(key=lambda row: row[0] != "config.json")
    return [f"{name} ({what}, {size})" for name, what, size in named_]


def _is_weights(name: str) -> bool:
    return name.startswith(("model", "pytorch_model")) and name.endswith((".safetensors", ".bin"))


def _weights_name(result: ModelSaved) -> str:
    names = [file.name for file in result.files if _is_weights(file.name)]
    if len(names) == 1:
        return names[0]
    return tr("{first} to {last}", first=min(names), last=max(names)) if names else ""


def _rounded(result: ModelSaved) -> str:
    """What was lost where another dtype was chosen; empty where nothing was."""
    dtype, own = result.options.dtype, result.summary.dtype
    if dtype in ("", own):
        return ""
    return tr(
        "The numbers in the files are rounded from {own} to {dtype}: "
        "loading this folder gives nearly the same model. The one in "
        "memory is as it was.",
        own=own,
        dtype=dtype,
    )


def unloaded(result: ModelUnloaded, summary: ModelSummary | None) -> Explanation:
    """No model is in memory any more."""
    if summary is not None and summary.from_python and not summary.twin_of:
        return Explanation(
            tr("The model is Python's again"),
            (
                tr(
                    "The window no longer uses “{name}”. The script or notebook that showed it "
                    "holds it still, as it was before.",
                    name=named(result.name),
                ),
            ),
        )
    return Explanation(
        tr("The model was unloaded"),
        (
            tr(
                "The model “{name}” was removed from memory, which frees {freed}.",
                name=named(result.name),
                freed=bold(bytes_(result.freed)),
            ),
            tr("Nothing on the disk was touched: a saved or downloaded model can be opened again."),
        ),
    )
