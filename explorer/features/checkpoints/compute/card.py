"""The model card of a saved model: a README.md in which everything was computed from the model."""

from __future__ import annotations

from explorer.engine.tasks import NEXT_SENTENCE, OUTPUTS, SENTENCE_SIMILARITY, TEXT_TO_TEXT
from explorer.protocol.model import NOISE, ModelSummary, SaveOptions, TrainingRecord
from explorer.text import numbers
from explorer.text.translation import tr

NAME = "README.md"

_TAGS = {
    TEXT_TO_TEXT: "text2text-generation",
    SENTENCE_SIMILARITY: "feature-extraction",
    NEXT_SENTENCE: "text-classification",
}
"""What the Hub calls a task where it has another name for it."""

_STATE = {
    "random": tr(
        "**Random weights: it has not learned anything.** It answers with noise until it is "
        "trained. `weights_origin.json` says so too, for as long as the weights are these."
    ),
    "partly": tr(
        "**Partly random.** Some of its weights never learned anything; what depends on them "
        "means nothing until they are trained."
    ),
    "fresh": tr(
        "**Appears randomly initialised.** Its numbers are spread as its class draws them before "
        "any training."
    ),
    "file": tr(
        "Its weights came from a file and were not changed here. Nothing says who trained them."
    ),
    "given": tr("Its weights came from a Python program. Nothing says who trained them."),
    "taught": tr("**Trained on one computer with Transformer Explorer.**"),
    "trained": tr("Its weights came from a checkpoint and were not changed here."),
}


def card(summary: ModelSummary, name: str, options: SaveOptions) -> str:
    """The text of the card of a model that is saved as `name`."""
    head = ["library_name: transformers"]
    if summary.task != OUTPUTS:
        head.append(f"pipeline_tag: {_TAGS.get(summary.task, summary.task)}")
    head.append(f"tags:\n- {summary.model_type}")
    rows = [
        (tr("class"), f"`{summary.class_name}`"),
        (tr("model type"), f"`{summary.model_type}`"),
        (tr("parameters"), numbers.count(summary.parameters)),
        ("dtype", f"`{options.dtype or summary.dtype}`"),
    ]
    if summary.layers:
        rows.append((tr("layers"), str(summary.layers)))
    if summary.heads:
        rows.append((tr("attention heads in each"), str(summary.heads)))
    if summary.hidden_size:
        rows.append((tr("hidden size"), str(summary.hidden_size)))
    if summary.vocab_size:
        rows.append(
            (tr("vocabulary"), numbers.ntr("{count} token", "{count} tokens", summary.vocab_size))
        )
    paragraphs = [_STATE[summary.state], _origin(summary), *_training(summary.training)]
    if options.dtype and options.dtype != summary.dtype:
        paragraphs.append(
            tr(
                "The numbers were rounded from {former_dtype} to {new_dtype}.",
                former_dtype=summary.dtype,
                new_dtype=options.dtype,
            )
        )
    if summary.report is not None and summary.report.rounded:
        paragraphs.append(
            tr(
                "The weights were converted from files that hold them rounded to {types}.",
                types=_plain(summary.report.rounded),
            )
        )
    if summary.report is not None and summary.report.base:
        base = _plain(summary.report.base)
        paragraphs.append(
            tr("The adapter was switched off: these are the weights of {base}.", base=base)
            if summary.adapter == "off"
            else tr("An adapter was merged into the weights of {base}.", base=base)
        )
    if summary.report is not None and summary.state == "partly":
        paragraphs.append(_plain(summary.report.sentence))
    lines = ["---", *head, "---", "", f"# {_plain(name)}", ""]
    lines += [f"{paragraph}\n" for paragraph in paragraphs if paragraph]
    lines += ["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in rows)]
    lines += ["", tr("Saved with Transformer Explorer."), ""]
    return "\n".join(lines)


def _training(training: TrainingRecord | None) -> list[str]:
    """What it learned from and how, as the training itself counted it."""
    if training is None:
        return []
    rows = [
        (
            tr("learned from"),
            numbers.ntr(
                "{data} ({count} text)",
                "{data} ({count} texts)",
                training.texts,
                data=_plain(training.data),
            ),
        ),
        (tr("objective"), training.objective),
        (tr("steps"), numbers.count(training.steps)),
        *([(tr("steps before"), numbers.count(training.earlier))] if training.earlier else ()),
        (tr("texts in a step"), numbers.count(training.batch_size)),
        (tr("highest learning rate"), f"{training.learning_rate:g}"),
        (tr("seed"), str(training.seed)),
        (tr("loss in the last step"), numbers.rounded(training.loss)),
    ]
    if training.held_out_loss is not None:
        held_out, step = numbers.rounded(training.held_out_loss), training.held_out_step
        if step is not None:
            held_out = tr("{loss}, measured after step {step}", loss=held_out, step=step)
        rows.append((tr("loss on held-out texts"), held_out))
    rows.append((tr("ended"), training.ended))
    table = ["| " + tr("training") + " | |", "|---|---|"]
    return ["\n".join([*table, *(f"| {key} | {value} |" for key, value in rows)])]


def _origin(summary: ModelSummary) -> str:
    if summary.from_python and not summary.twin_of:
        return tr("A Python program held it.")
    if summary.report is None:
        origin = (
            tr("It has the config and the tokenizer of a model in Python.")
            if summary.from_python
            else tr("It has the config and the tokenizer of {model}.", model=_plain(summary.source))
            if summary.source
            else tr("It was made from a config.")
        )
        if summary.seed is None:
            return origin
        return f"{origin} " + tr("Its weights were drawn with seed {seed}.", seed=summary.seed)
    name = _plain(summary.name)
    if summary.training is not None and summary.training.before in NOISE:
        return tr("It began with random weights.")
    if summary.revision:
        return tr(
            "It was loaded from {name} (revision {revision}).",
            name=name,
            revision=summary.revision,
        )
    return tr("It was loaded from {name}.", name=name)


def _plain(text: str) -> str:
    """One line without signs that Markdown or HTML would read as something else."""
    # A name must not open a tag, a link or a cell of the table.
    return " ".join(text.split()).translate(str.maketrans("<>|`[]", "()/'()"))
