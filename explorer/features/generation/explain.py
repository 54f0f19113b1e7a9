"""Text that the model wrote on, token by token."""

from __future__ import annotations

from explorer.features.generation.protocol import Generated, ReadWritten, beginning
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Token
from explorer.text.numbers import count, joined, ntr, percent, seconds
from explorer.text.phrases import bare, bold, named, word
from explorer.text.translation import in_quotation_marks, tr


def _surest(result: Generated) -> list[str]:
    """Where the model was most and least sure of itself."""
    # Of a token that a person picked, the model's certainty says nothing.
    written = [token for token in result.tokens if not token.by_hand]
    if len(written) < 2:
        return []
    most = max(written, key=lambda generated_token: generated_token.probability)
    least = min(written, key=lambda item: item.probability)
    sentences = [
        f"{in_quotation_marks(named(_readable(entry.token)))} ({percent(entry.probability)})"
        for entry in (most, least)
    ]
    return [
        tr(
            "It was surest of {surest} and least sure of {least_sure}.",
            surest=sentences[0],
            least_sure=sentences[1],
        )
    ]


def _readable(token: Token) -> str:
    return bare(token.shown or str(token.id))


def _conversation(result: Generated) -> list[str]:
    """That a chat template put the text into a conversation."""
    asked = beginning(result.request)
    if asked is None or not asked.chat:
        return []
    messages = 1 + len(asked.turns) + bool(asked.system.strip())
    return [
        tr(
            "The [chat template](glossary:chat-template) made one text of {messages}: {tokens}, "
            "with marks for who speaks.",
            messages=ntr("{count:words} message", "{count:words} messages", messages),
            tokens=bold(ntr("{count} token", "{count} tokens", len(result.prompt))),
        )
        + (
            " " + tr("It ends where the model's answer begins.")
            if asked.prompted
            else " "
            + tr(
                "The marks that begin the model's answer are left out, so it may continue as if "
                "you were speaking."
            )
        )
    ]


def generated(result: Generated, summary: ModelSummary | None) -> Explanation:
    """Text was written on, token by token, or a token was chosen by hand."""
    start = ntr("{count} token", "{count} tokens", len(result.prompt))
    asked = beginning(result.request)
    empty = asked is not None and not (asked.text or asked.input_ids or asked.chat)
    by_hand = sum(token.by_hand for token in result.tokens)
    if not result.tokens:
        first = tr(
            "The text so far is {start}; the model has not written anything yet.", start=bold(start)
        )
    elif by_hand and len(result.tokens) == 1:
        first = tr(
            "After the {start} of your text comes {tokens}, which you chose.",
            start=start,
            tokens=bold(ntr("{count} token", "{count} tokens", 1)),
        )
    elif by_hand:
        # Which of them were chosen by hand is part of the same sentence: they add up.
        first = tr(
            "After the {start} of your text come {tokens}, one after the other: {own} by the "
            "model, each chosen with everything before it in view, and {by_hand} by you.",
            start=start,
            tokens=bold(ntr("{count} token", "{count} tokens", len(result.tokens))),
            own=count(len(result.tokens) - by_hand),
            by_hand=count(by_hand),
        )
    elif empty:
        first = ntr(
            "Your text was empty, so the model began after {mark}. It wrote **{count} token**.",
            "Your text was empty, so the model began after {mark}. It wrote **{count} tokens**, "
            "one after the other: it chose each one with everything before it in view.",
            len(result.tokens),
            mark=joined([word(token) for token in result.prompt]),
        )
    else:
        first = ntr(
            "After the {start} of your text the model wrote **{count} token**: it chose it with "
            "everything before it in view.",
            "After the {start} of your text the model wrote **{count} tokens**, one after the "
            "other: it chose each one with everything before it in view.",
            len(result.tokens),
            start=start,
        )
    paragraphs = [*_conversation(result), first]
    if isinstance(result.request, ReadWritten):
        paragraphs.append(named(result.sentence))
    elif result.count and result.count < len(result.tokens):
        paragraphs.append(
            tr(
                "The last {tokens} took {seconds}, {tokens_per_second:.1f} tokens a second. "
                "{sentence}",
                tokens=ntr("{count} token", "{count} tokens", result.count),
                seconds=seconds(result.seconds),
                tokens_per_second=result.tokens_per_second,
                sentence=named(result.sentence),
            ).rstrip()
        )
    elif result.count:
        paragraphs.append(
            tr(
                "That took {seconds}, {tokens_per_second:.1f} tokens a second. {sentence}",
                seconds=seconds(result.seconds),
                tokens_per_second=result.tokens_per_second,
                sentence=named(result.sentence),
            ).rstrip()
        )
    if result.tokens:
        paragraphs += _surest(result)
    if summary is not None and summary.is_noise:
        paragraphs.append(tr("The [weights are random](glossary:random-weights): this is noise."))
    elif result.note:
        paragraphs.append(named(result.note))
    if asked is not None and asked.chat:
        title = tr("The model answered")
    elif summary is not None and summary.auto_class == "AutoModelForSeq2SeqLM":
        title = tr("The model wrote a text")  # of its own: the decoder starts from nothing
    else:
        title = tr("The model continued the text")
    return Explanation(title, tuple(paragraphs))
