"""Failures of running a model and of looking at its outputs."""

from __future__ import annotations

from explorer.boundary.limits import Effort
from explorer.protocol.failures.failure import Failure, memory_refused
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.translation import tr


class NoModel(Failure):
    """A run, a save or a look was asked for while no model is in memory."""

    def __init__(self) -> None:
        super().__init__(
            tr("No model is loaded. Open one, or create one first."),
            remedy=Remedy(tr("Show the models"), "localPane"),
        )


class NoTokenizer(Failure):
    """Text was given to a model that has no tokenizer."""

    def __init__(self, name: str) -> None:
        super().__init__(
            tr(
                "The model “{name}” has no tokenizer, so it cannot read text. The tokenizer "
                "of another model can be attached to it.",
                name=name,
            ),
            remedy=Remedy(tr("Choose a tokenizer"), "chooseTokenizerAction"),
        )


class OwnTokenizerUnread(NoTokenizer):
    """Text was given to a model whose own tokenizer could not be read when it was opened."""

    def __init__(self, sentence: str, details: str, *, again: bool) -> None:
        Failure.__init__(self, sentence, details=details)
        self.remedy = (
            Remedy(tr("Read it again"), "readTokenizerAction")
            if again
            else Remedy(tr("Choose a tokenizer"), "chooseTokenizerAction")
        )


class NoTokenizerInFolder(Failure):
    """A folder or a checkpoint that was to lend its tokenizer has none."""

    def __init__(self, name: str) -> None:
        super().__init__(
            tr(
                "There is no tokenizer in “{name}”: it has no tokenizer.json, vocab.txt or other "
                "file of a tokenizer.",
                name=name,
            ),
            remedy=Remedy(tr("Choose another tokenizer"), "chooseTokenizerAction"),
        )


class TokenizerTooLarge(Failure):
    """A tokenizer has more tokens than the model has embeddings."""

    def __init__(self, name: str, tokens: int, known: int) -> None:
        super().__init__(
            tr(
                "The tokenizer of “{name}” has {tokens:,} tokens, and this model has embeddings "
                "for {embeddings:,}. Choose another tokenizer, or create the model with "
                "vocab_size {tokens}.",
                name=name,
                tokens=tokens,
                embeddings=known,
            ),
            remedy=Remedy(tr("Choose another tokenizer"), "chooseTokenizerAction"),
        )


class BadInput(Failure):
    """Input that the model cannot take; the sentence says what and why."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(
            sentence, remedy=Remedy(tr("Change the input"), "textInput"), details=details
        )


class BadFile(BadInput):
    """A picture or a sound that cannot be read; the sentence says why."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence, details)
        self.remedy = Remedy(tr("Choose another file"), "chooseFileButton")


class TextsNotRead(BadInput):
    """A file or a pasted text that holds no table of texts; the sentence says why."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence, details)
        self.remedy = Remedy(tr("Choose another file"), "tableOpenFile")


class PictureSizeDiffers(BadInput):
    """The processor makes pictures of another size than the model reads: height, then width."""

    def __init__(
        self, counts: tuple[int, int], wanted: tuple[int, int], can_fit: bool, details: str = ""
    ) -> None:
        self.can_fit = can_fit
        sizes = {
            "made_size": f"{counts[0]} × {counts[1]}",
            "wanted_size": f"{wanted[0]} × {wanted[1]}",
        }
        super().__init__(
            tr(
                "The processor makes pictures of {made_size} pixels, and this model reads "
                "{wanted_size}. Have this picture made {wanted_size}. To change it for good, set "
                "the size in preprocessor_config.json, or create the model with another "
                "image_size.",
                **sizes,
            )
            if can_fit
            else tr(
                "The processor makes pictures of {made_size} pixels, and this model reads "
                "{wanted_size}. Set the size in preprocessor_config.json, or create the model "
                "with another image_size.",
                **sizes,
            ),
            details,
        )
        self.remedy = Remedy(tr("Choose another file"), "chooseFileButton")
        if can_fit:
            self.remedy = Remedy(tr("Make it {size}", size=sizes["wanted_size"]), "fitFileAction")


class TokenizerStopped(Failure):
    """A tokenizer took more than it may for a text, and was stopped.

    `reason` is one of "time", "memory", "answer", "crash" and "start", as the process tells it.
    """

    def __init__(self, reason: str, effort: Effort, details: str = "") -> None:
        match reason:
            case "time":
                sentence = tr(
                    "The tokenizer of this checkpoint needed more than {seconds:.0f} seconds for "
                    "this text and was stopped. Try a shorter text, or type input IDs.",
                    seconds=effort.seconds,
                )
            case "memory" | "answer":
                sentence = tr(
                    "The tokenizer of this checkpoint needed more than {memory} of memory for "
                    "this text and was stopped. Try a shorter text, or type input IDs.",
                    memory=numbers.bytes_(effort.memory),
                )
            case "start":
                sentence = tr(
                    "The process that runs tokenizers could not be started. Try again, or type "
                    "input IDs."
                )
            case _:
                sentence = tr(
                    "The tokenizer of this checkpoint crashed. Try another text, or type input IDs."
                )
        super().__init__(sentence, remedy=Remedy(tr("Type input IDs"), "idsEdit"), details=details)


class TokenizerChanged(Failure):
    """The tokenizer had to be read again, and its files are not what they were."""

    def __init__(self) -> None:
        super().__init__(
            tr(
                "The files of this tokenizer have changed since the model was opened. Open the "
                "model again to use the new ones."
            ),
            remedy=Remedy(tr("Open it again"), "openAction"),
        )


class TemplateFailed(BadInput):
    """A chat template that could not be filled in; the sentence says why."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence, details)
        self.remedy = Remedy(tr("Continue without the template"), "chatOffAction")


class RunFailed(Failure):
    """The model raised an error in the forward pass."""

    def __init__(self, class_name: str, details: str) -> None:
        super().__init__(
            tr(
                "{class_name} could not run on this input: it may need more than "
                "text, or its config may not fit together.",
                class_name=class_name,
            ),
            remedy=Remedy(tr("Change the input"), "textInput"),
            details=details,
        )


class NotFinite(Failure):
    """What the model returned is infinite or not a number: overflow, or a config that spoils it.

    `module` is where that begins, empty where it could not be found; `layer` its number from 0, -1
    outside the layers; `wider` a dtype with room for the numbers, empty where none would help.
    """

    no_answer = True

    def __init__(self, class_name: str, module: str, layer: int, dtype: str, wider: str) -> None:
        if layer >= 0:
            where = tr("layer {layer} ({module})", layer=layer + 1, module=module)
        else:
            where = module or tr("the model")
        if wider:
            sentence = tr(
                "The numbers become too large for {dtype} in {place}. From there on they are "
                "infinite or not a number (NaN), so {class_name} gives no answer. There is room "
                "for them in {wider}.",
                dtype=dtype,
                place=where,
                class_name=class_name,
                wider=wider,
            )
            name = {"float32": "openFloat32Action", "bfloat16": "openBfloat16Action"}[wider]
            remedy = Remedy(tr("Open it again in {wider}", wider=wider), name)
        else:
            sentence = tr(
                "The numbers become infinite or not a number (NaN) in {place}, so {class_name} "
                "gives no answer. The values of its config or its weights are too large there, "
                "or are not numbers themselves.",
                place=where,
                class_name=class_name,
            )
            show = Remedy(tr("Show it in Architecture"), "part", module)
            remedy = show if module else Remedy(tr("Look at its modules"), "moduleTree")
        super().__init__(sentence, remedy=remedy)

    def of_second(self, name: str) -> NotFinite:
        """The same about a second model, which no button opens again."""
        self.sentence = tr("{name}: {sentence}", name=name, sentence=self.sentence)
        self.remedy = None
        return self


class WeightsNotFinite(Failure):
    """Weights hold values that are no numbers, and so does what the model returned.

    `name` is the first of them.
    """

    no_answer = True

    def __init__(self, sentence: str, name: str) -> None:
        super().__init__(sentence, remedy=Remedy(tr("Show it in Architecture"), "part", name))


def run_failed(class_name: str, error: Exception) -> Exception:
    """What to raise for an error of a forward pass: its own words go into the details."""
    if memory_refused(error):
        return MemoryError(str(error))
    return RunFailed(class_name, f"{type(error).__name__}: {error}")


class NothingRun(Failure):
    """An output was asked for before any run."""

    def __init__(self) -> None:
        super().__init__(
            tr("The model has not run yet, so there is no output to read."),
            remedy=Remedy(tr("Run the model"), "runButton"),
        )
