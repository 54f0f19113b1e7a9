"""What a lesson may know: facts of the person's own work, by name, each with a kind.

The names are the whole language in which a lesson speaks of a run. `resources/lessons/README.md`
lists them, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.protocol.explanation import FactValue, escaped
from explorer.text.numbers import bytes_, count, counted, percent, rounded, seconds, shape
from explorer.text.translation import tr

ANSWERS = frozenset(
    {
        *("run.top", "run.top_share", "again.top", "again.share", "flow.first_word", "flow.top"),
        *("flow.share", "lens.first_word", "lens.top", "why.answer", "why.share", "why.without"),
        *("trained.top", "trained.top_share", "random.top", "random.top_share"),
        *("both.main_top", "both.main_share", "both.other_top", "both.other_share"),
    }
)
"""Facts that give away what a model said to the text in sight."""

FactKind = Literal["count", "share", "bytes", "text", "yes", "number", "seconds", "shape"]


@dataclass(frozen=True)
class FactType:
    """How a fact is written, and what it says."""

    kind: FactKind
    meaning: str


_ROWS: tuple[tuple[str, FactKind, str], ...] = (
    ("model.class", "text", tr("the class of the model in memory")),
    ("model.name", "text", tr("what the banner calls it")),
    ("model.type", "text", tr("its model type: bert")),
    ("model.state", "text", tr("trained, taught, file, partly, fresh or random")),
    ("model.state_words", "text", tr("the same in the words of the banner")),
    ("model.how", "text", tr("how it came: created, twin, loaded, tokenizer or snapshot")),
    ("model.parameters", "count", tr("its parameters")),
    ("model.bytes", "bytes", tr("the memory that its weights take")),
    ("model.layers", "count", tr("its layers")),
    ("model.heads", "count", tr("the attention heads of a layer")),
    ("model.hidden_size", "count", tr("the numbers in a hidden state")),
    ("model.vocabulary", "count", tr("the tokens that it knows")),
    ("model.seed", "text", tr("the seed that random weights were drawn from")),
    ("model.tokenizer", "yes", tr("whether it has a tokenizer")),
    ("model.steps", "count", tr("the steps that it was trained for in this program")),
    ("load.trained", "count", tr("weights that came from the checkpoint")),
    ("load.total", "count", tr("weights of the model that was loaded")),
    ("load.sentence", "text", tr("the judgement of the load report")),
    ("load.of_saved", "yes", tr("whether the folder is one that was saved with this program")),
    ("config.type", "text", tr("the model type in the tab Create")),
    ("config.class", "text", tr("the class chosen there")),
    ("config.settings", "count", tr("the settings of its config")),
    ("config.changed", "count", tr("settings given by hand or by a preset")),
    ("config.changed_setting", "text", tr("the setting that was changed last")),
    ("config.layers", "count", tr("the layers that the config asks for")),
    ("config.parameters", "count", tr("the parameters that it would have")),
    ("config.parameters_before", "count", tr("the same before the last change of this number")),
    ("config.bytes", "bytes", tr("the memory that its weights would take")),
    ("config.problems", "count", tr("what keeps it from being created")),
    ("config.problem", "text", tr("the first of these, as a sentence")),
    ("config.can_create", "yes", tr("whether it can be created")),
    ("tree.modules", "count", tr("the rows of the Architecture tab for the model in memory")),
    ("tree.largest", "text", tr("its largest part that has weights of its own")),
    ("tree.largest_share", "share", tr("the share of the parameters in that part")),
    ("weight.name", "text", tr("the weight that was looked at last")),
    ("weight.shape", "shape", tr("its shape")),
    ("weight.elements", "count", tr("its numbers")),
    ("weight.mean", "number", tr("their mean")),
    ("weight.deviation", "number", tr("their standard deviation")),
    ("run.text", "text", tr("the first text of the last run")),
    ("run.other_text", "yes", tr("whether its texts are others than those of the run before")),
    ("run.texts", "count", tr("how many texts were run together")),
    ("run.tokens", "count", tr("the tokens of the first text, padding included")),
    ("run.tokens_before", "count", tr("the same of the run before")),
    ("run.special", "count", tr("the special tokens that were added to it")),
    ("run.first_ids", "text", tr("its first tokens with their IDs: “the” is 605 and “dog” is 176")),
    ("run.padding", "count", tr("the padding tokens in all texts")),
    (
        "run.unknown",
        "count",
        tr("tokens of the first text that replace unknown characters: [UNK]"),
    ),
    ("run.split_word", "text", tr("a word of it that is not in the vocabulary as a whole")),
    ("run.split_pieces", "text", tr("the tokens that this word became")),
    ("run.ids_changed", "count", tr("input IDs unlike those of the run before, of equal length")),
    ("run.token_before", "text", tr("the token that changed, in the run before")),
    ("run.token_after", "text", tr("the token at that position now")),
    ("run.id_before", "text", tr("the ID of the token that changed")),
    ("run.id_after", "text", tr("the ID of the token there now")),
    ("run.input_shape", "shape", tr("the shape of the tensor input_ids")),
    ("run.logits_shape", "shape", tr("the shape of the tensor logits")),
    ("run.top", "text", tr("the likeliest answer")),
    ("run.top_share", "share", tr("its probability")),
    ("run.answers", "count", tr("how many answers were possible")),
    ("run.chance", "share", tr("the probability of each if all were equally likely")),
    ("run.seconds", "seconds", tr("how long the model computed")),
    ("run.model", "text", tr("the name of the model that ran")),
    ("run.state", "text", tr("its weights: trained, taught, file, partly, fresh or random")),
    ("trained.text", "text", tr("the text of the last run of a trained model")),
    ("trained.top", "text", tr("its likeliest answer")),
    ("trained.top_share", "share", tr("the probability of that")),
    ("random.text", "text", tr("the text of the last run of a model with random weights")),
    ("random.top", "text", tr("its likeliest answer")),
    ("random.top_share", "share", tr("the probability of that")),
    ("random.chance", "share", tr("the probability of each answer if all were equally likely")),
    ("random.trained_answer_share", "share", tr("what it gave the trained model's answer")),
    ("random.same_text", "yes", tr("whether these two runs were of the same text")),
    ("again.asked", "yes", tr("a model that was in memory before has run a text")),
    ("again.same", "yes", tr("a model loaded later gave the same answers to the same text")),
    ("again.top", "text", tr("the likeliest of them")),
    ("again.share", "share", tr("its probability, in both runs")),
    ("saved.kept", "yes", tr("whether a model was saved, also before this start")),
    ("saved.name", "text", tr("the folder that was written last")),
    ("saved.files", "count", tr("its files")),
    ("saved.names", "text", tr("their names")),
    ("saved.bytes", "bytes", tr("their size")),
    (
        "saved.state",
        "text",
        tr("what the weights in it are: trained, taught, file, partly, fresh or random"),
    ),
    ("compared.identical", "yes", tr("whether the saved model equals the one in memory")),
    ("compared.tensors", "count", tr("the weights that were compared")),
    ("compared.sentence", "text", tr("the judgement in words")),
    ("attention.heads", "count", tr("the heads of all layers of the last run")),
    ("head.title", "text", tr("the attention head that was looked at")),
    ("head.from", "text", tr("the token that looks: the mask, or the one that looks hardest")),
    ("head.to", "text", tr("the token it looks at most")),
    ("head.weight", "share", tr("the weight between them")),
    ("head.chosen", "yes", tr("whether another head of the same run was chosen")),
    ("flow.tokens", "count", tr("the tokens in the picture of the run")),
    ("flow.layers", "count", tr("the layers in it")),
    ("flow.numbers", "count", tr("the numbers that each token is between the layers")),
    ("flow.first_word", "text", tr("what the model would say after the first layer")),
    ("flow.top", "text", tr("what it says after the last one")),
    ("flow.share", "share", tr("the probability of that")),
    ("flow.settled", "text", tr("the layer from which it stays the same")),
    ("lens.layers", "count", tr("the layers that were asked one by one")),
    ("lens.first_word", "text", tr("what the first of them would have said")),
    ("lens.top", "text", tr("what the last of them said")),
    ("lens.settled", "text", tr("the layer from which the answer stayed the same")),
    ("why.answer", "text", tr("the answer that was asked about")),
    ("why.share", "share", tr("its probability")),
    ("why.word", "text", tr("the word that the summary of Why names first")),
    ("why.without", "share", tr("its probability without that word")),
    ("both.kind", "text", tr("what the model was compared with: twin, checkpoint, dtype, heads")),
    ("both.main_top", "text", tr("the likeliest answer of the model in memory")),
    ("both.main_share", "share", tr("its probability")),
    ("both.other_top", "text", tr("the likeliest answer of the other model")),
    ("both.other_share", "share", tr("its probability")),
    ("both.moved", "share", tr("how much the two distributions differ")),
    ("text.tokens", "count", tr("the tokens that were written")),
    ("text.text", "text", tr("the text that was written")),
    ("text.seconds", "seconds", tr("how long that took")),
    ("training.data", "text", tr("what the last training learned from")),
    ("training.texts", "count", tr("the texts that it learned from")),
    ("training.held_out", "count", tr("the texts that it never saw, by which it is judged")),
    ("training.steps", "count", tr("the steps that were made")),
    ("training.ended", "yes", tr("whether it has ended")),
    ("training.snapshots", "count", tr("the snapshots of the weights that were kept")),
    ("training.first_loss", "number", tr("the loss on texts it never saw, before the first step")),
    ("training.loss", "number", tr("the same at the last exam")),
    ("training.verdict", "text", tr("whether it has learned, judged by those texts")),
    ("training.right", "share", tr("the share of what it is asked in those that it named right")),
    ("training.hidden_right", "share", tr("the same, where it learns by hidden words")),
    ("training.questions", "count", tr("the questions of the exam that are asked in words")),
    ("training.questions_right", "count", tr("how many of them were right at the last exam")),
    ("training.unseen", "count", tr("how many ask for a word that it never learned from")),
    ("training.first_answer", "text", tr("its first answer to the first question of the exam")),
    ("training.answer", "text", tr("its last answer to that question")),
    ("training.answer_share", "share", tr("the probability of that")),
    ("snapshots.text", "text", tr("the text that was put through every snapshot")),
    ("snapshots.answer", "text", tr("what the last snapshot answered")),
    ("snapshots.since", "count", tr("the first snapshot from which that stayed the answer")),
    ("snapshots.before", "count", tr("the snapshot before that one, with another answer")),
    ("lesson.done", "count", tr("the tasks of this lesson that are done")),
    ("lesson.tasks", "count", tr("all tasks of this lesson")),
)

FACTS = {name: FactType(kind, meaning) for name, kind, meaning in _ROWS}
"""Every fact by name, in the order in which a lesson meets them."""

KEYS = (
    *("tourAction", "lessonNext", "lessonBack", "lessonGo", "lessonSkip"),
    *("openAction", "saveAction", "runAction", "twinAction", "presentAction"),
    *("explainTermAction", "explainAction"),
)
"""Actions whose keys a page may name as `keys.<action>`: they differ from system to system."""


def kind_of(name: str) -> FactKind | None:
    """The kind of a fact, None where there is none of that name."""
    if name.startswith("keys."):
        return "text" if name.removeprefix("keys.") in KEYS else None
    fact_type = FACTS.get(name)
    return fact_type.kind if fact_type is not None else None


def known_names() -> tuple[str, ...]:
    """Every fact that a lesson may name."""
    return (*FACTS, *(f"keys.{key}" for key in KEYS))


def written(name: str, value: FactValue, noun: str = "") -> str:
    """A fact as a sentence shows it, safe beside marks; `noun` follows a count."""
    kind = kind_of(name)
    match value:
        case tuple():
            return shape(value)
        # Before the numbers: a bool is an int in Python.
        case bool():
            return tr("yes") if value else tr("no")
        case str():
            return escaped(value)
    if kind == "share":
        return percent(value)
    if kind == "bytes":
        return bytes_(int(value))
    if kind == "seconds":
        return seconds(value)
    if kind == "number":
        return rounded(value)
    return counted(int(value), noun) if noun else count(int(value))
