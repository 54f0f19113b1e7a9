"""Pictures and sounds: looking at a file that a person chose, and how it became a tensor."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from explorer.protocol.job import Request
from explorer.protocol.run import Prediction, Run, Token
from explorer.protocol.task_run import Answer, TaskRun
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Medium = Literal["picture", "sound"]


@dataclass(frozen=True)
class FilePreviewRequest(Request):
    """Read a picture or a sound, and tell how the model in memory would be given it.

    `fit` has the processor make a picture as large as the model reads it, whatever it is set to.
    """

    sends_file: ClassVar[str] = "path"
    replaces: ClassVar[str | None] = "look-at-file"
    title: ClassVar[str] = tr("Reading the file")
    path: str
    fit: bool = False


@dataclass(frozen=True, eq=False)
class SmallView:
    """A file made small, to be shown.

    `picture` is uint8 [height, width, 3]; `wave` float32 [2, columns], the lowest and highest
    value of each stretch of a sound. The other is None. `facts` names size or length. `levels` are
    the values of black and of white in a picture of more than 8 bits a pixel, else (). Of a sound,
    `rate` is samples a second.
    """

    medium: Medium
    facts: str
    picture: NDArray[np.uint8] | None = None
    wave: NDArray[np.float32] | None = None
    levels: tuple[int, ...] = ()
    rate: int = 0


@dataclass(frozen=True)
class Recipe:
    """How a file becomes the model's tensor, for words and for the Python that does the same.

    `maker` is checkpoint (the processor that the checkpoint brings), processor (`class_name` of
    transformers with `settings`, JSON) or own (resize, rescale, normalise by `settings`). `rate`
    is what a sound is brought to, in samples a second. `steps` are the same in words.
    """

    medium: Medium
    maker: Literal["checkpoint", "processor", "own"]
    class_name: str
    settings: str
    steps: tuple[str, ...]
    rate: int = 0


@dataclass(frozen=True)
class FilePreview:
    """A file small, and the recipe by which the model in memory would be given it.

    `problem` says in a sentence why the model cannot run on it so; `fit` names what to press where
    the processor can make it fit.
    """

    request: FilePreviewRequest
    model_serial: int
    view: SmallView
    recipe: Recipe
    problem: str = ""
    fit: str = ""


@dataclass(frozen=True)
class RunOnFile(Request):
    """Run the model on a picture or a sound; `texts` for a model that reads both.

    Where its decoder says words, `target` (or `target_ids`) is what that has written already, and
    `write` how many tokens it shall write after them by itself, the likeliest each time. `fit` is
    as in FilePreviewRequest.
    """

    sends_file: ClassVar[str] = "path"
    replaces: ClassVar[str | None] = "run"
    title: ClassVar[str] = tr("Running the model")
    path: str
    texts: tuple[str, ...] = ()
    top: int = 5
    target: str = ""
    target_ids: tuple[int, ...] = ()
    write: int = 0
    fit: bool = False


@dataclass(frozen=True)
class FileRunResult(Answer):
    """What the model made of a picture or a sound: labels, texts that fit, words or bare outputs.

    `note` says in a sentence why nothing is said in words, where that is so. `target_tokens` are
    those that a decoder read, its start first; `written` of them it wrote itself, at their end.
    """

    request: RunOnFile
    run: TaskRun
    view: SmallView
    recipe: Recipe
    predictions: tuple[Prediction, ...]
    note: str
    target_tokens: tuple[Token, ...] = ()
    written: int = 0

    def given(self) -> Run:
        """The texts beside the file, or the file's name."""
        return Run(self.request.texts or (os.path.basename(self.request.path),))

    def ranked(self) -> tuple[Prediction, ...]:
        """The labels, texts or words."""
        return self.predictions
