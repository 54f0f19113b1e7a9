"""Requests and results of writing text token by token, and of choosing tokens by hand.

The engine keeps one text under way: the prompt, the tokens that follow, and the logits of each
step. `Generate` starts a new one; the other requests continue with it, back in it, or branch off.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from explorer.features.flow.protocol import TextFlowResult
from explorer.protocol.job import Request
from explorer.protocol.run import AblatedHeads, LastRun, ModelResult, Token
from explorer.protocol.sampling import Sampling
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Turn:
    """One message of a conversation, of the person or of the model."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True)
class Generate(Request):
    """Write on from a text, or from input IDs. `max_new_tokens` 0 only asks what comes next.

    `chat` puts the text through the tokenizer's chat template as the user's message, after
    `system` where that is not empty and after `turns`. `template` names one of several templates
    (empty: the usual one), `prompted` adds what begins the model's answer. `candidates` is how
    many answers of each step are named.
    """

    replaces: ClassVar[str | None] = "generate"
    title: ClassVar[str] = tr("Generating")
    text: str = ""
    input_ids: tuple[int, ...] = ()
    chat: bool = False
    system: str = ""
    max_new_tokens: int = 40
    sampling: Sampling = field(default_factory=Sampling)
    candidates: int = 20
    turns: tuple[Turn, ...] = ()
    template: str = ""
    prompted: bool = True
    draw: bool = field(default=False, compare=False)
    """Whether the text so far is drawn as a picture meanwhile; it writes the same."""


@dataclass(frozen=True)
class ContinueText(Request):
    """Continue with the text under way: `max_new_tokens` 1 is one step."""

    replaces: ClassVar[str | None] = "generate"
    title: ClassVar[str] = tr("Generating")
    max_new_tokens: int = 1
    sampling: Sampling = field(default_factory=Sampling)
    candidates: int = 20
    draw: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class PickToken(Request):
    """Put `token_id` at place `step` of the new tokens; what followed there is dropped.

    `step` equal to the number of new tokens adds one; less than that branches off.
    """

    replaces: ClassVar[str | None] = "generate"
    title: ClassVar[str] = tr("Adding your token")
    step: int
    token_id: int
    sampling: Sampling = field(default_factory=Sampling)
    candidates: int = 20


@dataclass(frozen=True)
class StepBack(Request):
    """Keep only the first `keep` new tokens; what could come next is known without a run."""

    replaces: ClassVar[str | None] = "generate"
    title: ClassVar[str] = tr("Going back")
    keep: int
    sampling: Sampling = field(default_factory=Sampling)
    candidates: int = 20


@dataclass(frozen=True)
class ReopenText(Request):
    """Make a text that was written before the one under way again; none of it is chosen again.

    `prompt` are the IDs that it began with, `tokens` what was written. Only what could come next
    is computed.
    """

    replaces: ClassVar[str | None] = "generate"
    title: ClassVar[str] = tr("Opening the text again")
    prompt: tuple[int, ...]
    tokens: tuple[GeneratedToken, ...]
    sampling: Sampling = field(default_factory=Sampling)
    candidates: int = 20


@dataclass(frozen=True)
class ReadWritten(Request):
    """Read a text of a session, token by token: all its numbers are computed again.

    `begun` began it, `tokens` are the IDs that were written, and `by_hand` says which of those a
    person chose, by their places.
    """

    replaces: ClassVar[str | None] = "generate"
    title: ClassVar[str] = tr("Opening the text again")
    begun: Generate
    tokens: tuple[int, ...]
    by_hand: tuple[int, ...] = ()
    sampling: Sampling = field(default_factory=Sampling)
    candidates: int = 20
    draw: bool = field(default=False, compare=False)


AnyWriting = Generate | ContinueText | PickToken | StepBack | ReopenText | ReadWritten
"""What is answered by the text under way."""
WRITING: tuple[type[AnyWriting], ...] = (
    Generate,
    ContinueText,
    PickToken,
    StepBack,
    ReopenText,
    ReadWritten,
)


def beginning(request: Request) -> Generate | None:
    """The request that a text begins with; None where this one goes on with a text."""
    match request:
        case Generate():
            return request
        case ReadWritten():
            return request.begun
    return None


@dataclass(frozen=True)
class RenderChat(Request):
    """What the chat template makes of a message, while a person types it; as in `Generate`."""

    replaces: ClassVar[str | None] = "render-chat"
    failure_shown: ClassVar[bool] = False  # typing continues; the pane tells it
    title: ClassVar[str] = tr("Reading the chat template")
    text: str
    system: str = ""
    turns: tuple[Turn, ...] = ()
    template: str = ""
    prompted: bool = True


@dataclass(frozen=True)
class ChatRendered:
    """The one text that the model reads, and its first tokens; `length` is how many it has."""

    request: RenderChat
    text: str
    tokens: tuple[Token, ...]
    length: int = 0


@dataclass(frozen=True)
class StepRequest(Request):
    """The logits of one step, for the sliders: step 0 is the first new token's."""

    replaces: ClassVar[str | None] = "look-step"
    title: ClassVar[str] = tr("Reading a step")
    step: int


@dataclass(frozen=True)
class StepCandidate:
    """One token that could come next: its logit, its probability before and after the settings."""

    text: str
    id: int
    logit: float
    probability: float
    after: float


@dataclass(frozen=True)
class GeneratedToken:
    """A token that was written, and what else could have been, likeliest first.

    `probability` is the model's own, `after` that of the settings. `by_hand`: a person chose it.
    """

    token: Token
    probability: float
    after: float
    candidates: tuple[StepCandidate, ...]
    by_hand: bool = False


@dataclass(frozen=True)
class GeneratedSoFar:
    """The partial result of a generation under way; `text` is that of the new tokens.

    `drawn` is the newest picture, where one was asked for: it may lag behind by a few tokens, and
    has read `drawn_step` of them.
    """

    prompt: tuple[Token, ...]
    tokens: tuple[GeneratedToken, ...]
    text: str
    tokens_per_second: float
    drawn: TextFlowResult | None = None
    drawn_step: int = 0


StopReason = Literal["end of text", "as many as asked", "longest input", "you stopped it", "asked"]
"""Why no more was written. "asked": a token was picked, or a step taken back."""


@dataclass(frozen=True)
class Generated(ModelResult):
    """The text under way. `next` are the candidates for the token after the last, where known.

    `first_seconds` is from the start of this job to its first token, `seconds` the time of its
    model calls alone, `count` how many tokens it wrote; all 0 where it wrote none.
    `stored_steps` counts the steps whose logits are kept for the sliders, from `first_stored` on.
    `note` says what a person should know: a limit reached, settings of the checkpoint not used,
    whose names are `unused`. `start` are the IDs that the decoder read first, `ends` those that
    end a text; `silenced` are the heads that were off. `cache_argument` is the name by which the
    class takes its cache where it was read token by token (`past_key_values` or `cache`), empty
    otherwise; `cached` tells that it remembers what it has read, `own_positions` that it counts
    positions otherwise than `generate` would.
    """

    request: Request
    model_serial: int
    prompt: tuple[Token, ...]
    tokens: tuple[GeneratedToken, ...]
    next: tuple[StepCandidate, ...]
    text: str
    stopped: StopReason
    sentence: str
    count: int
    first_seconds: float
    seconds: float
    tokens_per_second: float
    first_stored: int
    stored_steps: int
    vocab_size: int
    note: str
    start: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    unused: tuple[str, ...] = ()
    silenced: tuple[AblatedHeads, ...] = ()
    cache_argument: str = ""
    cached: bool = True
    own_positions: bool = False

    def of_run(self, last: LastRun) -> Self:
        """The same with the heads that were off."""
        return replace(self, silenced=last.silenced)


@dataclass(frozen=True)
class StepResult:
    """One step's logits, float32 [vocabulary], with what the settings need to know.

    `tokens_read` are the IDs (int64, each once) that the repetition penalty applies to. `words`
    names the likeliest tokens, which are those that settings can bring up."""

    request: StepRequest
    model_serial: int
    logits: NDArray[np.float32]
    tokens_read: NDArray[np.int64]
    words: dict[int, str]
