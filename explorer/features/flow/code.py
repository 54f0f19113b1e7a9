"""The Python of the picture: one eager pass, the mean attention of each layer, and the lens.

Expects `model` and the `inputs` of the run.
"""

from __future__ import annotations

from explorer.features.attention.code import ATTENTIONS, remark_too_long, run_for_weights, too_long
from explorer.features.flow.protocol import (
    FlowResult,
    FlowStack,
    TextFlowRequest,
    TextFlowResult,
)
from explorer.features.hidden_states.code import STATES, states_at
from explorer.features.logit_lens.code import asked, writable
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.python import inputs, layout
from explorer.text.python.ablation import eager, switched, switched_back
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.translation import tr


def flow(result: FlowResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """Attention from one position in every layer, out of the pass that the picture was drawn of."""
    stack = result.answering
    if stack is None:
        return remark(" ".join(result.notes))
    if too_long(ran, summary):
        return remark_too_long()
    text, as_float = result.request.text_index, inputs.as_float(summary)
    lines = layout.noted(f"position = {stack.position}", tr("the token that the picture is about"))
    places = [layer.place for layer in stack.layers if layer.place >= 0]
    every = places == list(range(len(stack.layers)))
    if places:
        head = result.request.head
        piece = ".mean(0)" if head == AVERAGE else f"[{head}]"
        what = tr("From this token to the others, layer by layer")
        if head == AVERAGE:
            what = tr("From this token to the others, layer by layer\n(the mean over the heads)")
        lines += [
            *layout.comments(what),
            f"for layer in {states_at(ATTENTIONS[stack.kind], () if every else places)}:",
            # [heads, from, to] → [to]
            f"    weights = layer[{text}]{as_float}{piece}[position]",
            "    print(weights)",
        ]
    drawn, first = stack.vectors.shape[1], stack.places[0] if stack.places else 0
    lines += [
        *layout.comment(tr("The first {drawn} numbers of each token's vector", drawn=drawn)),
        f"vectors = outputs.{STATES[stack.kind]}[{first}][{text}, :, :{drawn}]{as_float}",
        "print(vectors)",
    ]
    if result.path is not None and result.path.alone and writable(result.path):
        lines += _lens(result, stack, ran, summary)
    return _both(result, ran, summary) + fragment(lines, torch=True)


def text_flow(result: TextFlowResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The same of a text under way, and what comes next."""
    drawn = flow(result, ran, summary)
    if ran.predictions and not too_long(ran, summary):
        drawn += inputs.next_token(ran.predictions, summary)
    read = result.request.decoder_ids if isinstance(result.request, TextFlowRequest) else ()
    if not read:
        return drawn
    written = fragment(
        [
            *layout.comment(tr("What the decoder has written so far; its start first")),
            *layout.rows_of_numbers("written", (read,)),
            'inputs["decoder_input_ids"] = written',
        ],
        torch=True,
    )
    return written + drawn


def _lens(result: FlowResult, stack: FlowStack, ran: RunResult, summary: ModelSummary) -> list[str]:
    assert result.path is not None
    text = result.request.text_index
    everywhere = sum(int(id_) >= 0 for id_ in stack.layers[-1].ids) == len(stack.tokens)
    piece = f"[{text}:{text + 1}]" if len(ran.rows) > 1 or not everywhere else ""
    if not everywhere:
        # A list and not an index: the head takes [texts, tokens, size].
        piece = f"[{text}:{text + 1}, [position]]"
    name = STATES[stack.kind]
    states = states_at(name, stack.places[1:]) if stack.places else f"outputs.{name}[1:]"
    return asked(result.path, states, piece, 1, summary)


def _both(result: FlowResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """`outputs` with attention and hidden states, of one eager pass."""
    run = run_for_weights(ran, summary, "output_attentions=True", "output_hidden_states=True")
    if eager(result.silenced) or not switched("eager", summary):
        return run
    before = [
        *layout.comment(tr("Only eager attention gives its weights")),
        *switched("eager", summary),
    ]
    return fragment([*before, *run.lines, *switched_back(summary)], torch=True).running()
