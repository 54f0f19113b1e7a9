"""The Python of surprisal. Expects `model`, `tokenizer` and the `inputs` of the run."""

from __future__ import annotations

from explorer.features.surprise.protocol import SurpriseResult
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.python import inputs, layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.translation import tr


def surprise(result: SurpriseResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """Each token's probability, loss and perplexity."""
    if not result.scored:
        return remark(result.note)
    text = result.request.text_index
    if result.method == "masked":
        lines = [
            f"row = {{name: value[{text}:{text + 1}] for name, value in inputs.items()}}",
            'ids = row["input_ids"][0]',
            *_places(result),
            *_masked(result),
            *_judged(summary),
        ]
        return fragment(lines, torch=True)
    key = "decoder_input_ids" if result.method == "target" else "input_ids"
    lines = [
        f'ids = inputs["{key}"][{text}]',
        *_places(result),
        *layout.comment(tr("The logits at one place are about the next token")),
        # [tokens, vocabulary]: row place - 1 is about the token at `place`.
        f"logits = outputs.logits[{text}, [place - 1 for place in places]]",
        *_judged(summary),
    ]
    return inputs.forward(ran, summary) + fragment(lines, torch=True)


def _places(result: SurpriseResult) -> list[str]:
    """The places that were scored, by their rule where that gives them."""
    places = list(result.scored)
    if places == list(range(places[0], places[-1] + 1)):
        return [f"places = list(range({places[0]}, {places[-1] + 1}))"]
    if places == [place for place, token in enumerate(result.tokens) if not token.special]:
        return [
            "special = set(tokenizer.all_special_ids)",
            "places = [",
            "    place",
            "    for place, token_id in enumerate(ids.tolist())",
            "    if token_id not in special",
            "]",
        ]
    return layout.called("places = list", [repr(places)])


def _masked(result: SurpriseResult) -> list[str]:
    """As many masked copies at once as the engine made: other numbers of rows round otherwise."""
    every = len(result.scored)
    some = "places" if every <= result.at_once else "some"
    copies = [
        *layout.comment(tr("A copy of the text for each token, with that token masked")),
        f"rows = range(len({some}))",
        "copies = {",
        # [rows, tokens, …], each row a copy of the text.
        "    name: value.repeat_interleave(len(rows), 0)",
        "    for name, value in row.items()",
        "}",
        # Row r has its place r masked: one mask in each copy.
        f'copies["input_ids"][rows, {some}] = tokenizer.mask_token_id',
        "with torch.inference_mode():",
    ]
    logits = f"model(**copies).logits[rows, {some}]"
    if every <= result.at_once:
        return [*copies, f"    logits = {logits}"]
    return [
        "logits = []",
        f"for start in range(0, len(places), {result.at_once}):",
        f"    some = places[start : start + {result.at_once}]",
        *(f"    {line}" for line in copies),
        f"        logits.append({logits})",
        "logits = torch.cat(logits)",
    ]


def _judged(summary: ModelSummary) -> list[str]:
    token = "tokenizer.decode(ids[place])" if summary.tokenizer else "ids[place].item()"
    return [
        f"probabilities = logits{inputs.as_float(summary)}.softmax(-1)",
        # [places, 1]: gather takes the probability of the token that is there.
        "own = ids[places][:, None]",
        "probabilities = probabilities.gather(-1, own)[:, 0]",
        "surprisals = -probabilities.log2()",
        "scored = zip(places, probabilities, surprisals)",
        "for place, probability, bits in scored:",
        f"    token = {token}",
        '    numbers = f"{probability:.4%} {bits:.2f} bits"',
        "    print(place + 1, token, numbers)",
        "loss = -probabilities.log().mean()",
        *layout.printed(
            tr("loss {loss}, perplexity {perplexity}"), loss="loss:.4f", perplexity="loss.exp():.2f"
        ),
    ]
