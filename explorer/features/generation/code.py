"""The Python of writing text: `model.generate` with the settings that were on screen."""

from __future__ import annotations

from explorer.features.generation.protocol import (
    AnyWriting,
    ContinueText,
    Generate,
    Generated,
    beginning,
)
from explorer.protocol.model import ModelSummary
from explorer.protocol.sampling import Sampling
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.python.inputs import on
from explorer.text.translation import tr


def generated(
    request: AnyWriting,
    result: object,
    summary: ModelSummary | None,
) -> Fragment:
    """New text, or what could come next; expects `model`, and `tokenizer` where there is one."""
    if not isinstance(result, Generated) or summary is None:
        return Fragment()
    begun = beginning(request)
    if begun is not None:
        start = _prompt(begun, result, summary)
        before = 0
    else:
        before = len(result.tokens) - result.count
        start = _prompt_ids(result)
    start = start.then(_moved("prompt", summary))
    match request:
        case Generate() | ContinueText() if result.count:
            return start + _write(request, result, summary, before)
    return start + _next(request.candidates, result, summary)


def _prompt(request: Generate, result: Generated, summary: ModelSummary) -> Fragment:
    if request.input_ids or not (request.text or request.chat):
        return _prompt_ids(result)
    if request.chat:
        return _chat(request, summary)
    lines = layout.assigned("text", request.text)
    lines.append('prompt = tokenizer(text, return_tensors="pt").input_ids')
    return fragment(lines)


def _chat(request: Generate, summary: ModelSummary) -> Fragment:
    """The conversation, and what the chat template makes of it."""
    lines: list[str] = []
    turns: list[str] = []
    if request.system.strip():
        lines += layout.assigned("system", request.system)
        turns.append('{"role": "system", "content": system}')
    for number, turn in enumerate(request.turns, start=1):
        name = f"turn_{number}"
        lines += layout.assigned(name, turn.content)
        turns.append(f'{{"role": "{turn.role}", "content": {name}}}')
    lines += layout.assigned("text", request.text)
    turns.append('{"role": "user", "content": text}')
    if len(turns) == 1:
        lines.append(f"chat = [{turns[0]}]")
    else:
        lines += ["chat = [", *(f"    {text}," for text in turns), "]"]
    named = []
    if request.template and len(summary.chat_templates) > 1:
        named = [f"    chat_template={layout.string(request.template)},"]
    elif len(summary.chat_templates) > 1 and summary.chat_templates[0] != "default":
        named = [f"    chat_template={layout.string(summary.chat_templates[0])},"]
    lines += [
        *layout.comment(tr("The template writes its special tokens itself: none is added")),
        "prompt = tokenizer.apply_chat_template(",
        "    chat,",
        *named,
        f"    add_generation_prompt={request.prompted},",
        '    return_tensors="pt",',
        ").input_ids",
    ]
    return fragment(lines)


def _prompt_ids(result: Generated) -> Fragment:
    ids = [token.id for token in result.prompt]
    lines = [*layout.comment(tr("The text as input IDs")), *layout.rows_of_numbers("prompt", [ids])]
    return fragment(lines, torch=True)


def _moved(name: str, summary: ModelSummary) -> Fragment:
    """A line that brings a tensor to where the model is, where that is not the CPU."""
    return fragment([f"{name} = {name}{on(summary)}"] if on(summary) else [])


def _two_stacks(summary: ModelSummary) -> bool:
    return bool(summary.config.get("is_encoder_decoder"))


def _start(result: Generated, summary: ModelSummary) -> list[str]:
    """What the decoder starts with, where no config says it: `generate` would refuse."""
    if summary.decoder is None or summary.decoder.known:
        return []
    return [f"decoder_start_token_id={result.start[0]}"]


def _so_far(result: Generated, count: int, summary: ModelSummary) -> tuple[Fragment, list[str]]:
    """The tokens that were there before, and the arguments that hand them to `generate`."""
    start = _start(result, summary)
    if not count:
        # Without padding every token counts; given all the same, because generate warns without a
        # mask.
        return Fragment(), ["prompt", "attention_mask=torch.ones_like(prompt)", *start]
    new = [token.token.id for token in result.tokens[:count]]
    if _two_stacks(summary):
        lines = layout.comment(tr("The tokens that were there already"))
        lines += layout.rows_of_numbers("so_far", [[*result.start, *new]])
        lines += _moved("so_far", summary).lines
        mask = "attention_mask=torch.ones_like(prompt)"
        return fragment(lines, torch=True), ["prompt", mask, "decoder_input_ids=so_far", *start]
    lines = layout.comment(tr("The tokens that were there already"))
    lines += layout.rows_of_numbers("new", [new])
    lines += _moved("new", summary).lines
    lines.append("so_far = torch.cat([prompt, new], dim=-1)")
    mask = "attention_mask=torch.ones_like(so_far)"
    return fragment(lines, torch=True), ["so_far", mask]


def _write(
    request: Generate | ContinueText, result: Generated, summary: ModelSummary, before: int
) -> Fragment:
    first, arguments = _so_far(result, before, summary)
    # Where the text ended for another reason than its length, generate is asked for as many as
    # came.
    cut = result.stopped in ("longest input", "you stopped it")
    count = result.count if cut else request.max_new_tokens
    settings = [f"max_new_tokens={count}", *_settings(request.sampling)]
    lines = [f"torch.manual_seed({request.sampling.seed})"] if request.sampling.sample else []
    names: tuple[str, ...] = ()
    if result.unused:
        names = ("GenerationConfig",)
        lines += layout.comment(tr("Only these settings count, not the checkpoint's own"))
        lines += layout.called("model.generation_config = GenerationConfig", _ids(result, summary))
    if result.own_positions:
        # generate makes position IDs of the mask; without them the class's own forward counts.
        lines += _counted()
    if not result.cached:  # generate would hand it the last token alone
        settings.append("use_cache=False")
    lines += layout.called("written = model.generate", [*arguments, *settings])
    answer = "tokenizer.decode(written[0])" if summary.tokenizer else "written[0].tolist()"
    return first + fragment([*lines, f"print({answer})"], *names, torch=True)


def _counted() -> list[str]:
    """Lines that leave the positions to the class."""
    return [
        *layout.comments(
            tr(
                "This class counts positions itself; generate would count\n"
                "from 0, where it was trained to begin after the padding ID"
            )
        ),
        "prepare = model.prepare_inputs_for_generation",
        "",
        "",
        "def own_positions(*args, **kwargs):",
        "    prepared = prepare(*args, **kwargs)",
        '    prepared.pop("position_ids", None)',
        "    return prepared",
        "",
        "",
        "model.prepare_inputs_for_generation = own_positions",
    ]


def _ids(result: Generated, summary: ModelSummary) -> list[str]:
    ends = list(result.ends)
    texts = [f"eos_token_id={ends}"] if ends else []
    if _two_stacks(summary):
        texts.append(f"decoder_start_token_id={result.start[0]}")
    # generate warns without a padding token, and with one row none is ever written.
    if ends:
        texts.append(f"pad_token_id={ends[0]}")
    return texts


def _settings(sampling: Sampling) -> list[str]:
    """All of them, since what is left out would be taken from the checkpoint."""
    texts = [f"do_sample={sampling.sample}"]
    if sampling.sample:
        texts += [f"temperature={float(sampling.temperature)}", f"top_k={sampling.top_k}"]
        texts.append(f"top_p={float(sampling.top_p)}")
    texts.append(f"repetition_penalty={float(sampling.repetition_penalty)}")
    return texts


def _next(candidates: int, result: Generated, summary: ModelSummary) -> Fragment:
    """What could come after the last token, without writing it."""
    count = max(1, min(candidates, result.vocab_size or candidates))
    shown = "tokenizer.decode(i)" if summary.tokenizer else "i.item()"
    sentences = [
        f"best = logits.float().softmax(-1).topk({count})",
        "for p, i in zip(*best):",
        f'    print(f"{{{shown}:15}} {{p:.1%}}")',
    ]
    if result.tokens and result.cache_argument:
        new = [token.token.id for token in result.tokens]
        cache = result.cache_argument
        return fragment(
            [
                *layout.comment(tr("The prompt first, then token by token, as it was written")),
                *layout.rows_of_numbers("new", [new]),
                *_moved("new", summary).lines,
                "with torch.inference_mode():",
                "    outputs = model(prompt, use_cache=True)",
                # new is [1, tokens]; new.T[:, :, None] gives [1, 1] at each step.
                "    for token in new.T[:, :, None]:",
                "        outputs = model(",
                "            token,",
                f"            {cache}=outputs.{cache},",
                "            use_cache=True,",
                "        )",
                # [batch, tokens, vocabulary] → [vocabulary] of the last token.
                "logits = outputs.logits[0, -1]",
                *sentences,
            ],
            torch=True,
        )
    first, arguments = _so_far(result, len(result.tokens), summary)
    more = ["output_logits=True", "return_dict_in_generate=True"]
    note = tr("One token is made only to see what it is chosen from")
    if result.tokens:
        note = tr("All tokens are read at once: last digits may differ")
    return first + fragment(
        [
            *layout.comment(note),
            *layout.called(
                "step = model.generate",
                [*arguments, "max_new_tokens=1", "do_sample=False", *more],
            ),
            "logits = step.logits[0][0]",
            *sentences,
        ],
        torch=True,
    )
