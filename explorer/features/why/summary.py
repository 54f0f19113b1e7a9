"""What was measured, as a few plain sentences; each names the intervention that it is about.

A sentence is made only where the numbers carry it. `stands_out` is the one bar that a change has to
pass; where nothing passes it, that is what is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.features.why.protocol import (
    AnswerChoice,
    ContributionsResult,
    GradientsResult,
    Intervention,
    LayerHeads,
    MapResult,
    PartsResult,
    Question,
    Swap,
    SwapsResult,
    TriedAgain,
    WordsResult,
)
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.run import Token
from explorer.text import numbers
from explorer.text.byte_pieces import left_to_right
from explorer.text.phrases import apart, head_place
from explorer.text.translation import in_quotation_marks, localized, tr

LEAST = 0.05
"""Probability by which a change must differ: 5 points. Random models move by less."""

_MOST_WORDS = 3
_MOST_SWAPPED = 5
_MOST_CLAIMS = 5


@dataclass(frozen=True)
class Findings:
    """All that was measured about one answer so far; None for what is still to come."""

    words: WordsResult | None = None
    swaps: SwapsResult | None = None
    parts: PartsResult | None = None
    map: MapResult | None = None
    gradients: GradientsResult | None = None
    contributions: ContributionsResult | None = None
    tried: TriedAgain | None = None
    """What was tried again last."""
    complete: bool = False
    """Whether no more will be measured."""

    @property
    def question(self) -> Question | None:
        """The answer in question."""
        return self.words.question if self.words is not None else None

    @property
    def runs(self) -> int:
        """Texts that went through the model for it."""
        return sum(each.runs for each in self._each())

    @property
    def seconds(self) -> float:
        """How long all of it took."""
        return sum(each.seconds for each in self._each())

    def _each(self) -> list[WordsResult | SwapsResult | PartsResult | MapResult]:
        every = (self.words, self.swaps, self.parts, self.map)
        return [each for each in every if each is not None]


@dataclass(frozen=True)
class Claim:
    """One sentence that was measured, and what to do to measure it again.

    `names` is what the claim singles out, as tests and tables know it: a word, a head, a layer.
    """

    headline: str
    detail: str
    intervention: Intervention
    measured: float
    names: tuple[str, ...] = ()

    @property
    def sentences(self) -> str:
        """All of it: the detail alone does not say which word, head or layer it is about."""
        return f"{self.headline} {self.detail}"


def stands_out(before: float, after: float) -> bool:
    """Whether an answer falls by so much that what was changed decides it: to half, and by 5
    points at least."""
    return before - after >= LEAST and after <= before / 2


_MOST_DECIMALS = 4
"""Of a share in percent, and of points: float32 near 1 has no more."""


@dataclass(frozen=True)
class Digits:
    """How shares are written beside each other: as ever where a change is to be seen then, and with
    the `decimals` that show the largest change where none is. `decimals` 0 is as ever."""

    decimals: int = 0

    def share(self, share: float) -> str:
        """A share in percent."""
        if self.decimals:
            return numbers.percent_apart(share, self.decimals)
        return numbers.percent(share)


def all_alike(before: float, shares: Sequence[float] | np.ndarray) -> bool:
    """Whether each of these shares, rounded as it is shown, looks the same as the one before."""
    known = (float(share) for share in np.ravel(shares) if not np.isnan(share))
    return all(numbers.percent(share) == numbers.percent(before) for share in known)


def digits_of(before: float, shares: Sequence[float] | np.ndarray) -> Digits:
    """The digits that tell the farthest of these shares from that before, where any do."""
    known = [float(share) for share in np.ravel(shares) if not np.isnan(share)]
    if not known or not all_alike(before, known):
        return Digits()
    farthest = max(known, key=lambda share: abs(share - before))
    for decimals in range(2, _MOST_DECIMALS + 1):
        fine = Digits(decimals)
        if fine.share(farthest) != fine.share(before):
            return fine
    return Digits()


def counterpart(swaps: SwapsResult | None) -> tuple[int, ...]:
    """The counterpart to propose: one with which the answer is taken away; empty without one."""
    if swaps is None or swaps.question is None:
        return ()
    before = swaps.question.probability
    taken = any(stands_out(before, swap.probability) for swap in swaps.swaps)
    return swaps.counterpart if taken else ()


def with_word(words: WordsResult, tried: MapResult | None, text: str, typed: str) -> str:
    """The text with a typed word in the place of one of its own: of the one that the map is about,
    else of the one that matters most. What is several words is a text of its own."""
    if len(typed.split()) != 1 or len(words.words) < 2:
        return typed
    about = tried.differing if tried is not None else ()
    places = about or asked_swaps(words)
    own = next((word for word in words.words if set(places[:1]) & set(word.positions)), None)
    if own is None:
        return typed
    first, last = words.tokens[own.positions[0]], words.tokens[own.positions[-1]]
    if first.start < 0 or first.text or last.text:
        return typed
    # Some tokenizers count the space before a word as its first letter.
    spaces = len(text[first.start : last.end]) - len(text[first.start : last.end].lstrip())
    return f"{text[: first.start + spaces]}{typed}{text[last.end :]}"


def no_counterpart(swaps: SwapsResult | None) -> str:
    """Why no counterpart is proposed."""
    tried = len(swaps.swaps) if swaps is not None else 0
    if not tried:
        return tr("No counterpart was found. Type one of equal length.")
    return numbers.ntr(
        "No counterpart was found: the {count} other word that was tried does not take the answer "
        "away. Type one of equal length.",
        "No counterpart was found: none of the {count} other words that were tried takes the "
        "answer away. Type one of equal length.",
        tried,
    )


def quoted(name: str) -> str:
    """An answer or a word in quotation marks, its leading space taken off."""
    return in_quotation_marks(left_to_right(name.strip("·").strip()) or name)


def word_name(words: WordsResult, number: int) -> str:
    """A word of the text in quotation marks, told apart from equal ones."""
    return apart([quoted(word.text) for word in words.words], number)


def leaves_nothing(words: WordsResult) -> bool:
    """Whether there is one word, without which no text is left that the model could run."""
    is_next = words.question is not None and words.question.kind == "next"
    return is_next and len(words.words) == 1 and bool(np.isnan(words.probabilities).all())


def token_quoted(tokens: Sequence[Token], place: int) -> str:
    """A token of the text in quotation marks, told apart from equal ones."""
    return apart([quoted(token_name(token)) for token in tokens], place)


def token_name(token: Token) -> str:
    """What a token is called: its ID where there is no tokenizer to spell it."""
    return token.shown or str(token.id)


def choice_of(question: Question) -> AnswerChoice:
    """The choice that leads to this very question again."""
    position = question.position if question.kind in ("mask", "label") else -1
    return AnswerChoice(question.text_index, question.kind, position, question.id)


def claims(findings: Findings) -> tuple[Claim, ...]:
    """The sentences that the measurements carry, in the order in which they are measured: one that
    is shown keeps its place, and what comes is added at the end."""
    words, question = findings.words, findings.question
    if words is None or question is None:
        return ()
    about_words = _words(words, findings.swaps)
    about_map = _map(findings.map)
    about_parts = part_claims(findings.parts)
    if findings.swaps is None and asked_swaps(words) and not findings.complete:
        about_words = []  # other words in their places decide what is said of them
    about_words = about_words[:_MOST_WORDS]
    # One place is kept for the map, which is measured last.
    first = _MOST_CLAIMS - len(about_words) - int(not findings.complete or bool(about_map))
    every = [*about_words, *about_parts[:first], *about_map]
    if not about_words and not about_map and not any(claim.names for claim in about_parts):
        return (_nothing(words, findings.parts),) if findings.complete else ()
    return tuple(every)


def caption(findings: Findings, *, random: bool = False) -> str:
    """The one sentence below all cards."""
    words, question = findings.words, findings.question
    if words is None or question is None:
        return ""
    name = quoted(question.name)
    lost = [
        number
        for number in _decisive(words)
        if question.rank == 1 and int(words.best[number]) != question.id
    ]
    firm = [number for number in lost if not _kept(findings.swaps, words, number)] or lost
    if firm:
        named = [tr("without {word}", word=word_name(words, number)) for number in firm[:3]]
        return numbers.capital(
            tr(
                "{without}, it no longer says {name}.",
                without=numbers.either(named),
                name=name,
            )
        )
    spoken = claims(findings)
    if spoken:
        sentence = spoken[0].headline
        if random and not spoken[0].names:
            return tr("{sentence} The weights are random.", sentence=sentence)
        return sentence
    return tr("Measuring …") if not findings.complete else ""


# -- words -----------------------------------------------------------------------------------------


def _decisive(words: WordsResult) -> list[int]:
    """The words without which the answer falls to half or less, the strongest first."""
    assert words.question is not None
    before = words.question.probability
    order = np.argsort(np.nan_to_num(words.probabilities, nan=2.0), kind="stable")
    return [
        int(number) for number in order if stands_out(before, float(words.probabilities[number]))
    ]


def asked_swaps(words: WordsResult) -> tuple[int, ...]:
    """The positions where other words are worth trying: the strongest words of one token."""
    order = _decisive(words) or [
        int(number) for number in np.argsort(np.nan_to_num(words.probabilities, nan=2.0))[:1]
    ]
    single = [number for number in order if len(words.words[number].positions) == 1]
    return tuple(words.words[number].positions[0] for number in single[:_MOST_SWAPPED])


def first_word(words: WordsResult, swaps: SwapsResult | None) -> int | None:
    """The word that the summary names first: one that decides comes before one without which the
    sentence is broken. Where none does either, that without which least is left."""
    deciding = _decisive(words)
    known = ~np.isnan(words.probabilities)
    least = [int(np.nanargmin(words.probabilities))] if known.any() else []
    firm = [number for number in deciding if _kept(swaps, words, number) is None]
    return next(iter([*firm, *deciding, *least]), None)


def _kept(swaps: SwapsResult | None, words: WordsResult, number: int) -> Swap | None:
    """The word in its place that keeps most of the answer, where that is more than half."""
    assert words.question is not None
    places = words.words[number].positions
    tried = swaps.at(places[0]) if swaps is not None and len(places) == 1 else ()
    best = max(tried, key=lambda swap: swap.probability, default=None)
    if best is None or best.probability <= words.question.probability / 2:
        return None
    return best


def _words(words: WordsResult, swaps: SwapsResult | None) -> list[Claim]:
    question = words.question
    assert question is not None
    name, before = quoted(question.name), numbers.percent(question.probability)
    deciding: list[Claim] = []
    broken: list[Claim] = []
    for number in _decisive(words):
        word, after = words.words[number], float(words.probabilities[number])
        own, left = word_name(words, number), numbers.percent(after)
        done = _left_out(words, number)
        stored = _kept(swaps, words, number)
        tried = swaps.at(word.positions[0]) if swaps is not None else ()
        stays = question.rank == 1 and int(words.best[number]) == question.id
        less_likely = tr("Without {word} it is much less likely.", word=own) if stays else ""
        if stored is not None:
            lost = (
                tr("Without {word} it is lost too.", word=own)
                if deciding
                else tr("Without {word} it is lost.", word=own)
            )
            broken.append(
                Claim(
                    less_likely or lost,
                    tr(
                        "{probability}. That may be the broken sentence rather than the fact: "
                        "with {replacement} in its place it is {probability_with_it}.",
                        probability=left,
                        replacement=quoted(stored.name),
                        probability_with_it=numbers.percent(stored.probability),
                    ),
                    done,
                    after,
                    (word.text,),
                )
            )
            continue
        detail = tr(
            "Without it, {answer} falls from {before} to {after}.",
            answer=name,
            before=before,
            after=left,
        )
        if tried:
            most = max(tried, key=lambda swap: swap.probability)
            detail += " " + tr(
                "No other word that was tried brings it back: at most {most}, with {other}.",
                most=numbers.percent(most.probability),
                other=quoted(most.name),
            )
            headline = less_likely or tr("{word} decides it.", word=own)
        else:
            headline = less_likely or tr("Without {word} it is lost.", word=own)
            detail += " " + tr(
                "That may be the broken sentence rather than the fact: no other word was tried."
            )
        deciding.append(Claim(headline, detail, done, after, (word.text,)))
    return [*deciding[: 2 if broken else 3], *broken, *_against(words)]


def _against(words: WordsResult) -> list[Claim]:
    """The word without which the answer rises most, where it rises much."""
    question = words.question
    assert question is not None
    if not len(words.words) or np.isnan(words.probabilities).all():
        return []
    number = int(np.nanargmax(words.probabilities))
    after = float(words.probabilities[number])
    if after - question.probability < 2 * LEAST:
        return []
    word = words.words[number].text
    return [
        Claim(
            tr("{word} speaks against it.", word=word_name(words, number)),
            tr(
                "Without it, {name} rises from {before} to {after}.",
                name=quoted(question.name),
                before=numbers.percent(question.probability),
                after=numbers.percent(after),
            ),
            _left_out(words, number),
            after,
            (word,),
        )
    ]


def _left_out(words: WordsResult, number: int) -> Intervention:
    places = words.words[number].positions
    if words.filler >= 0:
        return Intervention("replaced", places, words.filler)
    return Intervention("without", places)


# -- layers and heads ------------------------------------------------------------------------------


def layer_of(result: MapResult, row: int) -> str:
    """What a row of the map is called."""
    if result.embeddings and row == 0:
        return tr("Embeddings")
    return tr("Layer {layer}", layer=row if result.embeddings else row + 1)


@dataclass(frozen=True)
class Way:
    """The way of the information through the map: the last row where the changed words carry it,
    -1 for none; and the first row where another position does, and which. `last` is the position
    that does in the last row, where that is not the same all the way; -1 for none."""

    carried: int
    arrived: int
    position: int
    last: int


def way(result: MapResult) -> Way | None:
    """None where the counterpart says the answer too, or the map is not finished."""
    question = result.question
    if question is None or np.isnan(result.values).any():
        return None
    if not stands_out(question.probability, result.without):
        return None
    restored = result.values >= (question.probability + result.without) / 2  # [rows, tokens]
    changed = list(result.differing)
    carried = [row for row in range(len(restored)) if restored[row, changed].any()]
    elsewhere = restored.copy()
    elsewhere[:, changed] = False
    arrived = [row for row in range(len(restored)) if elsewhere[row].any()]
    if not arrived:
        return Way(max(carried, default=-1), -1, -1, -1)
    first = arrived[0]
    position = int(np.where(elsewhere[first], result.values[first], -1).argmax())
    last = position
    if not elsewhere[first:, position].all():
        ends = elsewhere[-1]
        last = int(np.where(ends, result.values[-1], -1).argmax()) if ends.any() else -1
    return Way(max(carried, default=-1), first, position, last)


def _holders(result: MapResult, question: Question, path: Way) -> str:
    """Which vector brings the answer back once the changed words do not."""
    token, layer = _where(result, question, path.position), layer_of(result, path.arrived).lower()
    if path.last == path.position:
        return tr("from {layer} on that of {token} does", layer=layer, token=token)
    if path.last < 0 or path.arrived == len(result.values) - 1:
        return tr("after {layer} that of {token} does", layer=layer, token=token)
    return tr(
        "after {layer} that of {token} does, and after {last_layer} that of {last_token}",
        layer=layer,
        token=token,
        last_layer=layer_of(result, len(result.values) - 1).lower(),
        last_token=_where(result, question, path.last),
    )


def map_sentence(result: MapResult) -> str:
    """What the map shows, in one sentence."""
    question = result.question
    if question is None:
        return result.note
    if np.isnan(result.values).any():
        return ""
    name = quoted(question.name)
    if not stands_out(question.probability, result.without):
        return tr(
            "With these words the model gives {name} {share} anyway, so there is little to bring "
            "back. Type another counterpart.",
            name=name,
            share=numbers.percent(result.without),
        )
    matches = way(result)
    assert matches is not None
    # The vector is the text's own: it only goes where the counterpart has another word.
    own = numbers.joined([token_quoted(result.tokens, place) for place in result.differing])
    other = numbers.joined([token_quoted(result.counterpart, place) for place in result.differing])
    if matches.arrived < 0 and matches.carried < 0:
        return tr("No single vector brings {name} back.", name=name)
    if matches.arrived < 0:
        return tr(
            "Only the vector of {words}, put in at {other_words}, brings {name} back, up to {row}.",
            words=own,
            other_words=other,
            name=name,
            row=layer_of(result, matches.carried).lower(),
        )
    then = _holders(result, question, matches)
    if matches.carried < 0:
        return tr(
            "The vector of {words}, put in at {other_words}, does not bring {answer} back; {then}.",
            words=own,
            other_words=other,
            answer=name,
            then=then,
        )
    if result.embeddings and matches.carried == 0:
        return tr(
            "Of the embeddings that of {words}, put in at {other_words}, brings {answer} back; "
            "{then}.",
            words=own,
            other_words=other,
            answer=name,
            then=then,
        )
    return tr(
        "Up to {last_layer} the vector of {words}, put in at {other_words}, brings {answer} back; "
        "{then}.",
        last_layer=layer_of(result, matches.carried).lower(),
        words=own,
        other_words=other,
        answer=name,
        then=then,
    )


def _where(result: MapResult, question: Question, position: int) -> str:
    if question.kind == "mask" and position == question.position:
        return tr("the gap itself")
    if question.kind == "next" and position == len(result.tokens) - 1:
        return tr("the last token")
    return token_quoted(result.tokens, position)


def _map(result: MapResult | None) -> list[Claim]:
    matches = way(result) if result is not None else None
    if result is None or matches is None or result.question is None:
        return []
    question = result.question
    row, position = matches.arrived, matches.position
    if row < 0:
        if matches.carried < 0:
            return []
        row = matches.carried
        changed = list(result.differing)
        position = changed[int(result.values[row, changed].argmax())]
        word = token_quoted(result.tokens, position)
        headline = tr("{word} carries it through all layers.", word=word)
        if row < len(result.values) - 1:
            headline = tr(
                "{word} carries it up to {layer}.", word=word, layer=layer_of(result, row).lower()
            )
    else:
        headline = tr(
            "After {layer} {token} holds it.",
            layer=layer_of(result, row).lower(),
            token=_where(result, question, position),
        )
    value = float(result.values[row, position])
    other = numbers.joined([token_quoted(result.counterpart, place) for place in result.differing])
    detail = tr(
        "Its vector there alone makes the text with {words} say {answer}: {share}, not "
        "{share_without}.",
        words=other,
        answer=quoted(question.name),
        share=numbers.percent(value),
        share_without=numbers.percent(result.without),
    )
    ids = tuple(token.id for token in result.counterpart)
    done = Intervention("patched", part=(row, position), ids=ids)
    return [Claim(headline, detail, done, value, (layer_of(result, row),))]


def row_name(row: LayerHeads) -> str:
    """What the heads of one attention are called."""
    layer = tr("Layer {layer}", layer=row.layer + 1)
    kinds = {"encoder": tr("Encoder"), "decoder": tr("Decoder"), "cross": tr("Cross")}
    return f"{kinds[row.kind]} · {layer}" if row.kind in kinds else layer


def part_claims(result: PartsResult | None) -> list[Claim]:
    """What the heads and blocks that were switched off alone show, the strongest head first."""
    if result is None or result.question is None:
        return []
    question = result.question
    matches: list[Claim] = []
    if result.heads.size and not np.isnan(result.heads).all():
        matches.append(_strongest_head(result, question))
    for kind, shares in (("attention", result.attention), ("feed-forward", result.feed_forward)):
        if not shares.size or np.isnan(shares).all():
            continue
        layer = int(np.nanargmin(shares))
        after = float(shares[layer])
        if stands_out(question.probability, after):
            matches.append(
                Claim(
                    _ESSENTIAL[kind, result.stack].format(layer=layer + 1),
                    tr(
                        "Without what it adds, {name} falls from {before} to {after}.",
                        name=quoted(question.name),
                        before=numbers.percent(question.probability),
                        after=numbers.percent(after),
                    ),
                    Intervention(kind, part=(layer, -1)),  # type: ignore[arg-type]
                    after,
                    (f"{kind} {layer + 1}",),
                )
            )
    return matches


_ESSENTIAL = {
    ("attention", ""): tr("The attention of layer {layer} is essential."),
    ("attention", "encoder"): tr("The attention of encoder layer {layer} is essential."),
    ("attention", "decoder"): tr("The attention of decoder layer {layer} is essential."),
    ("feed-forward", ""): tr("The feed-forward block of layer {layer} is essential."),
    ("feed-forward", "encoder"): tr(
        "The feed-forward block of encoder layer {layer} is essential."
    ),
    ("feed-forward", "decoder"): tr(
        "The feed-forward block of decoder layer {layer} is essential."
    ),
}


def _strongest_head(result: PartsResult, question: Question) -> Claim:
    lowest = int(np.nan_to_num(result.heads, nan=2.0).argmin())
    number, head = divmod(lowest, result.heads.shape[1])
    after = float(result.heads[number, head])
    row = result.rows[number]
    place = head_place(HeadPlace(row.kind, row.layer, head))
    done = Intervention("head", part=(number, head))
    if stands_out(question.probability, after):
        return Claim(
            numbers.capital(tr("{head} carries it.", head=place)),
            tr(
                "Switched off, {name} falls from {before} to {after}.",
                name=quoted(question.name),
                before=numbers.percent(question.probability),
                after=numbers.percent(after),
            ),
            done,
            after,
            (place,),
        )
    if after < question.probability and points(after - question.probability) == points(0):
        detail = tr(
            "Whichever one is switched off, {answer} loses less than {least} points.",
            answer=quoted(question.name),
            least=localized("0.1"),
        )
    elif after < question.probability:
        detail = tr(
            "Switching off {head} takes the most from {answer}: {points} points.",
            head=place,
            answer=quoted(question.name),
            points=points(after - question.probability),
        )
    else:
        detail = tr(
            "Whichever one is switched off, {answer} loses nothing.", answer=quoted(question.name)
        )
    return Claim(
        tr("No single head is essential."),
        detail,
        done,
        after,
    )


def points(change: float, decimals: int = 1) -> str:
    """A change of probability in points: `-5.8`, `+0.1`."""
    value = round(100 * change, decimals) + 0.0
    return localized(f"{value:+.{decimals}f}")


def decimals_of_points(changes: Sequence[float] | np.ndarray) -> int:
    """Decimals of points that show the largest change, where one decimal shows none."""
    known = [float(change) for change in np.ravel(changes) if not np.isnan(change)]
    shown = range(1, _MOST_DECIMALS)
    return next((n for n in shown if any(round(100 * change, n) for change in known)), 1)


def _nothing(words: WordsResult, parts: PartsResult | None) -> Claim:
    """Nothing passed the bar: how much the strongest word changes."""
    question = words.question
    assert question is not None
    name, before = quoted(question.name), numbers.percent(question.probability)
    if not len(words.words) or np.isnan(words.probabilities).all():
        return Claim(
            tr("Nothing stands out."),
            tr("There is no word that could be left out."),
            Intervention("without", ()),
            question.probability,
        )
    changes = np.abs(words.probabilities - np.float32(question.probability))
    number = int(np.nanargmax(changes))
    after = float(words.probabilities[number])
    digits = digits_of(question.probability, words.probabilities)
    heads = parts is not None and parts.heads.size > 0
    if all_alike(question.probability, words.probabilities):
        detail = tr(
            "Whichever word is left out, {answer} stays at {share}.", answer=name, share=before
        )
        if digits.decimals:
            detail += " " + tr(
                "With more digits: without {word} {before} becomes {after}.",
                word=word_name(words, number),
                before=digits.share(question.probability),
                after=digits.share(after),
            )
        return Claim(tr("Nothing stands out."), detail, _left_out(words, number), after)
    nothing = (
        tr("No single word, head or block changes {answer} much.", answer=name)
        if heads
        else tr("No single word changes {answer} much.", answer=name)
    )
    strongest = tr(
        "The strongest is {word}: without it {before} becomes {after}.",
        word=word_name(words, number),
        before=before,
        after=numbers.percent(after),
    )
    detail = f"{nothing} {strongest}"
    if question.probability < LEAST:
        detail += " " + tr("With so small a probability nothing can fall far.")
    return Claim(tr("Nothing stands out."), detail, _left_out(words, number), after)
