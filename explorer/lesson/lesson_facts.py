"""What a lesson may know: facts of the person's own work, by name, each with a kind.

The names are the whole language in which a lesson speaks of a run. `resources/lessons/README.md`
lists them, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.messages.lesson import escaped
from explorer.words import bytes_, count, percent, plural, seconds, shape

FactKind = Literal["count", "share", "bytes", "text", "yes", "number", "seconds", "shape"]
Value = str | int | float | bool | tuple[int, ...]


@dataclass(frozen=True)
class FactType:
    """How a fact is written, and what it says."""

    kind: FactKind
    meaning: str


_ROWS: tuple[tuple[str, FactKind, str], ...] = (
    ("model.class", "text", "the class of the model in memory"),
    ("model.name", "text", "what the banner calls it"),
    ("model.type", "text", "its model type: bert"),
    ("model.state", "text", "trained, partly or random"),
    ("model.state_words", "text", "the same in the words of the banner"),
    ("model.how", "text", "how it came: created, twin, loaded or tokenizer"),
    ("model.parameters", "count", "its parameters"),
    ("model.bytes", "bytes", "the memory that its weights take"),
    ("model.layers", "count", "its layers"),
    ("model.heads", "count", "the attention heads of a layer"),
    ("model.hidden_size", "count", "the length of a hidden state"),
    ("model.vocabulary", "count", "the tokens that it knows"),
    ("model.seed", "text", "the seed that random weights were drawn from"),
    ("model.tokenizer", "yes", "whether it has a tokenizer"),
    ("load.trained", "count", "weights that came from the checkpoint"),
    ("load.total", "count", "weights of the model that was loaded"),
    ("load.sentence", "text", "the judgement of the load report"),
    ("load.of_saved", "yes", "whether the folder is one that was saved since the start"),
    ("config.type", "text", "the model type in the tab Create"),
    ("config.class", "text", "the class chosen there"),
    ("config.settings", "count", "the settings of its config"),
    ("config.changed", "count", "settings given by hand or by a preset"),
    ("config.changed_setting", "text", "the setting that was changed last"),
    ("config.layers", "count", "the layers that the config asks for"),
    ("config.parameters", "count", "the parameters that it would have"),
    ("config.parameters_before", "count", "the same before the last change of this number"),
    ("config.bytes", "bytes", "the memory that its weights would take"),
    ("config.problems", "count", "what keeps it from being created"),
    ("config.problem", "text", "the first of these, as a sentence"),
    ("config.can_create", "yes", "whether it can be created"),
    ("tree.modules", "count", "the rows of the Architecture tab for the model in memory"),
    ("tree.largest", "text", "its largest part"),
    ("tree.largest_share", "share", "the share of the parameters in that part"),
    ("weight.name", "text", "the weight that was looked at last"),
    ("weight.shape", "shape", "its shape"),
    ("weight.elements", "count", "its numbers"),
    ("weight.mean", "number", "their mean"),
    ("weight.deviation", "number", "their standard deviation"),
    ("run.text", "text", "the first text of the last run"),
    ("run.texts", "count", "how many texts were run together"),
    ("run.tokens", "count", "the tokens of the first text, padding included"),
    ("run.tokens_before", "count", "the same of the run before"),
    ("run.special", "count", "the special tokens that were added to it"),
    ("run.padding", "count", "the padding tokens in all texts"),
    ("run.unknown", "count", "tokens of the first text that stand for what nobody knows: [UNK]"),
    ("run.split_word", "text", "a word of it that is not in the vocabulary as a whole"),
    ("run.split_pieces", "text", "the tokens that this word became"),
    ("run.ids_changed", "count", "input IDs unlike those of the run before, of equal length"),
    ("run.token_before", "text", "the token that changed, in the run before"),
    ("run.token_after", "text", "the token in its place now"),
    ("run.id_before", "text", "the ID of the former"),
    ("run.id_after", "text", "the ID of the latter"),
    ("run.input_shape", "shape", "the shape of the tensor input_ids"),
    ("run.logits_shape", "shape", "the shape of the tensor logits"),
    ("run.top", "text", "the likeliest answer"),
    ("run.top_share", "share", "its probability"),
    ("run.answers", "count", "how many answers were possible"),
    ("run.chance", "share", "the probability of each if all were alike"),
    ("run.seconds", "seconds", "how long the model computed"),
    ("run.model", "text", "the name of the model that ran"),
    ("run.state", "text", "what its weights were: trained, partly or random"),
    ("trained.text", "text", "the text of the last run of a trained model"),
    ("trained.top", "text", "its likeliest answer"),
    ("trained.top_share", "share", "the probability of that"),
    ("random.text", "text", "the text of the last run of a model with random weights"),
    ("random.top", "text", "its likeliest answer"),
    ("random.top_share", "share", "the probability of that"),
    ("random.chance", "share", "the probability of each answer if all were alike"),
    ("random.trained_answer_share", "share", "what it gave the trained model's answer"),
    ("random.same_text", "yes", "whether these two runs were of the same text"),
    ("again.same", "yes", "a model loaded later gave the same answers to the same text"),
    ("again.top", "text", "the likeliest of them"),
    ("again.share", "share", "its probability, in both runs"),
    ("saved.name", "text", "the folder that was written last"),
    ("saved.files", "count", "its files"),
    ("saved.names", "text", "their names"),
    ("saved.bytes", "bytes", "their size"),
    ("saved.state", "text", "what the weights in it are: trained, partly or random"),
    ("compared.identical", "yes", "whether the saved model equals the one in memory"),
    ("compared.tensors", "count", "the weights that were compared"),
    ("compared.sentence", "text", "the judgement in words"),
    ("attention.heads", "count", "the heads of all layers of the last run"),
    ("head.title", "text", "the attention head that was looked at"),
    ("head.from", "text", "the token that looks: the mask, or the one that looks hardest"),
    ("head.to", "text", "the token it looks at most"),
    ("head.weight", "share", "the weight between them"),
    ("head.chosen", "yes", "whether another head of the same run was chosen"),
    ("lens.layers", "count", "the layers that were asked one by one"),
    ("lens.first_word", "text", "what the first of them would have said"),
    ("lens.top", "text", "what the last of them said"),
    ("lens.settled", "text", "the layer from which the answer stayed the same"),
    ("both.kind", "text", "what the model was compared with: twin, checkpoint, dtype, heads"),
    ("both.main_top", "text", "the likeliest answer of the model in memory"),
    ("both.main_share", "share", "its probability"),
    ("both.other_top", "text", "the likeliest answer of the other model"),
    ("both.other_share", "share", "its probability"),
    ("both.moved", "share", "how much of the probability lies elsewhere"),
    ("text.tokens", "count", "the tokens that were written"),
    ("text.text", "text", "the text that was written"),
    ("text.seconds", "seconds", "how long that took"),
    ("lesson.done", "count", "the tasks of this lesson that are done"),
    ("lesson.tasks", "count", "all tasks of this lesson"),
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
    found = FACTS.get(name)
    return found.kind if found is not None else None


def known_names() -> tuple[str, ...]:
    """Every fact that a lesson may name."""
    return (*FACTS, *(f"keys.{one}" for one in KEYS))


def written(name: str, value: Value, noun: str = "") -> str:
    """A fact as it stands in a sentence, safe beside marks; `noun` follows a count."""
    kind = kind_of(name)
    if isinstance(value, tuple):
        return shape(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return escaped(value)
    if kind == "share":
        return percent(value)
    if kind == "bytes":
        return bytes_(int(value))
    if kind == "seconds":
        return seconds(value)
    if kind == "number":
        return f"{value:.3g}"
    return plural(int(value), noun) if noun else count(int(value))
