"""The Python of surprisal. Expects `model`, the `inputs` and the `outputs` of the run."""

from __future__ import annotations

from explorer.features.surprise.protocol import SurpriseResult
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.python import inputs
from explorer.text.python.fragment import Fragment, fragment, remark


def surprise(result: SurpriseResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """Each token's probability, loss and perplexity."""
    if not result.scored:
        return remark(result.note)
    text = result.request.text_index
    if result.method == "masked":
        return fragment(_masked(text, result, summary), torch=True)
    key = "decoder_input_ids" if result.method == "target" else "input_ids"
    places = list(result.scored)
    lines = [
        f"ids = inputs[{key!r}][{text}]",
        f"places = {_places(places)}",
        "# The logits at one place are about the next token",
        f"logits = outputs.logits[{text}, [place - 1 for place in places]]",
        *_judged(summary),
    ]
    return fragment(lines, torch=True)


def _places(places: list[int]) -> str:
    if places == list(range(places[0], places[-1] + 1)):
        return f"list(range({places[0]}, {places[-1] + 1}))"
    return repr(places)


def _masked(text: int, result: SurpriseResult, summary: ModelSummary) -> list[str]:
    return [
        f"row = {{name: value[{text}:{text + 1}] for name, value in inputs.items()}}",
        'ids = row["input_ids"][0]',
        f"places = {_places(list(result.scored))}",
        "logits = []",
        "for place in places:",
        "    # Hide one token, and ask for it with all others in sight",
        '    masked = {**row, "input_ids": ids[None].clone()}',
        '    masked["input_ids"][0, place] = tokenizer.mask_token_id',
        "    with torch.inference_mode():",
        "        logits.append(model(**masked).logits[0, place])",
        "logits = torch.stack(logits)",
        *_judged(summary),
    ]


def _judged(summary: ModelSummary) -> list[str]:
    return [
        f"probabilities = logits{inputs.as_float(summary)}.softmax(-1)",
        "probabilities = probabilities.gather(-1, ids[places][:, None])[:, 0]",
        "surprisals = -probabilities.log2()  # in bits",
        "for place, probability, bits in zip(places, probabilities, surprisals):",
        '    print(place, int(ids[place]), f"{probability:.4%}", f"{bits:.2f} bits")',
        "loss = -probabilities.log().mean()",
        'print(f"loss {loss:.4f}, perplexity {loss.exp():.2f}")',
    ]
