"""What each layer would say if the model stopped there."""

from __future__ import annotations

from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import joined, percent
from explorer.text.phrases import bare, bold, checked, named, word
from explorer.text.translation import tr


def layers(result: LogitLensResult, summary: ModelSummary | None) -> Explanation:
    """From which layer on the answer stays first."""
    if not result.names:
        return Explanation(tr("This model cannot be asked layer by layer"), (named(result.note),))
    place = result.request.position - result.start
    if not 0 <= place < len(result.tokens):
        # -1 is the last token, which a model that continues text is asked about.
        place = next((at for at, token in enumerate(result.tokens) if token.mask), -1)
    best = result.ids[:, place, 0]
    answer = named(bare(result.words[int(best[-1])]))
    # Backwards while the first choice is the final answer: from there on it never changes.
    since = len(best) - 1
    while since and best[since - 1] == best[-1]:
        since -= 1
    share = percent(float(result.final[-1, place]))
    at = word(result.tokens[place])
    sentences = [
        tr(
            "If the model stopped after {layer}, its first choice at {token} would be "
            "“{first_choice}”. At the end it is “{answer}”, with {share} of the "
            "[probability](glossary:probability).",
            layer=named(result.names[0]),
            token=at,
            first_choice=named(bare(result.words[int(best[0])])),
            answer=answer,
            share=bold(share),
        )
    ]
    if since:
        sentences.append(
            tr(
                "“{answer}” comes first from {layer} on; before that, after {layer_before}, it "
                "had {share_before}.",
                answer=answer,
                layer=bold(named(result.names[since])),
                layer_before=named(result.names[since - 1]),
                share_before=percent(float(result.final[since - 1, place])),
            )
        )
    else:
        sentences.append(tr("“{answer}” comes first from the very beginning.", answer=answer))
    sentences.append(_way(result))
    return Explanation(
        tr("What each layer would say"), (*sentences, *checked(result.checks), *_noise(summary))[:4]
    )


def _way(result: LogitLensResult) -> str:
    """How a layer is asked, shorter than with all names of modules."""
    path = result.path
    if path is None:
        return named(result.how)
    steps = [step.split(".") for step in path.steps]
    shared = [parts[0] for parts in zip(*steps, strict=False) if len(set(parts)) == 1]
    head = ".".join(shared) or joined(path.steps)
    if path.norm:
        return tr(
            "Each layer's [hidden state](glossary:hidden-states) went through the final norm "
            "({norm}) and the model's own head ({head}), as the last layer's does.",
            norm=path.norm,
            head=named(head),
        )
    return tr(
        "Each layer's [hidden state](glossary:hidden-states) went through the model's own head "
        "({head}), as the last layer's does.",
        head=named(head),
    )


def _noise(summary: ModelSummary | None) -> list[str]:
    if summary is None or not summary.is_noise:
        return []
    return [tr("The [weights are random](glossary:random-weights), so this is noise.")]
