"""The grammar of the short reviews: sentences with a sentiment, negations included.

Every opinion is a frame ("The {thing} was not {word}.") and a word ("good"); the frame keeps or
turns round the word's sentiment. About one pair of frame and word in eight is held out: held-out
reviews are made of such pairs only, so "not" has to be understood, not remembered word by word.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from zlib import crc32

POSITIVE, NEGATIVE = 1, 0
LABELS = {NEGATIVE: "negative", POSITIVE: "positive"}

_GENERAL = {
    POSITIVE: "good great wonderful excellent amazing lovely fantastic brilliant beautiful nice "
    "perfect superb marvellous pleasant impressive",
    NEGATIVE: "bad awful terrible horrible poor dreadful disappointing ugly disgusting annoying "
    "unpleasant pathetic useless nasty weak",
}
# things; words that praise them; words that blame them
_TOPICS = [
    (
        "film book story play show song concert game movie",
        "exciting funny gripping moving interesting clever charming",
        "boring dull predictable slow stupid tedious confusing",
    ),
    (
        "soup food cake coffee meal pizza bread breakfast dinner",
        "delicious tasty fresh hot crispy juicy",
        "cold bland stale burnt salty tasteless greasy",
    ),
    (
        "hotel room house restaurant garden bed kitchen",
        "clean cosy comfortable quiet spacious bright",
        "dirty noisy smelly cramped uncomfortable shabby dark",
    ),
    (
        "waiter staff teacher doctor driver guide",
        "friendly helpful polite kind patient funny",
        "rude unfriendly careless impatient lazy angry",
    ),
    (
        "phone chair bag lamp car coat camera toy watch",
        "reliable sturdy handy practical solid elegant",
        "broken flimsy unreliable faulty clumsy worthless",
    ),
]
_VERBS = {
    POSITIVE: "love:loved like:liked enjoy:enjoyed adore:adored recommend:recommended "
    "admire:admired",
    NEGATIVE: "hate:hated dislike:disliked regret:regretted despise:despised detest:detested",
}
THINGS = sorted({thing for topic in _TOPICS for thing in topic[0].split()})

# (frame, 1 keeps the sentiment of the word, -1 turns it round)
_WORD_FRAMES = [
    ("The {thing} was {word}.", 1),
    ("The {thing} is {word}.", 1),
    ("{word}!", 1),
    ("{word}", 1),
    ("The {thing} was very {word}.", 1),
    ("The {thing} was really {word}.", 1),
    ("What a {word} {thing}!", 1),
    ("Such a {word} {thing}.", 1),
    ("This is a {word} {thing}.", 1),
    ("It was {word}.", 1),
    ("It is so {word}.", 1),
    ("We found the {thing} {word}.", 1),
    ("I think the {thing} is {word}.", 1),
    ("A truly {word} {thing}.", 1),
    ("How {word}!", 1),
    ("The {thing} was {word} and {word2}.", 1),
    ("A {word} and {word2} {thing}.", 1),
    ("The {thing} was absolutely {word}.", 1),
    ("My {thing} is {word}.", 1),
    ("The {thing} looked {word}.", 1),
    ("That was a {word} {thing}.", 1),
    ("Simply {word}.", 1),
    ("{word} {thing}.", 1),
    ("The {thing} was so {word}, we were surprised.", 1),
    ("The {thing} was not {word}.", -1),
    ("The {thing} is not {word}.", -1),
    ("Not {word}.", -1),
    ("The {thing} was not {word} at all.", -1),
    ("The {thing} wasn't {word}.", -1),
    ("The {thing} isn't {word}.", -1),
    ("It was not {word}.", -1),
    ("It is not {word}.", -1),
    ("It is not a {word} {thing}.", -1),
    ("This is not a {word} {thing}.", -1),
    ("The {thing} was never {word}.", -1),
    ("The {thing} was anything but {word}.", -1),
    ("I did not find the {thing} {word}.", -1),
    ("I don't think the {thing} is {word}.", -1),
    ("The {thing} was not very {word}.", -1),
    ("The {thing} was far from {word}.", -1),
    ("The {thing} was hardly {word}.", -1),
    ("Nobody found the {thing} {word}.", -1),
    ("The {thing} was neither {word} nor {word2}.", -1),
    ("It wasn't {word}.", -1),
    ("The {thing} was {opposite}, but the {thing2} was {word}.", 1),
    ("The {thing} was {opposite} but also {word}.", 1),
    ("At first it was {opposite}, but in the end it was {word}.", 1),
]
_VERB_FRAMES = [
    ("I {past} the {thing}.", 1),
    ("I {past} it.", 1),
    ("We {past} this {thing}.", 1),
    ("I really {past} the {thing}.", 1),
    ("Everyone {past} the {thing}.", 1),
    ("I {base} this {thing}.", 1),
    ("I {base} it.", 1),
    ("I {base} the {thing}.", 1),
    ("My family {past} the {thing}.", 1),
    ("We {past} every minute of it.", 1),
    ("I did not {base} the {thing}.", -1),
    ("I didn't {base} the {thing}.", -1),
    ("I do not {base} this {thing}.", -1),
    ("I don't {base} it.", -1),
    ("We did not {base} it.", -1),
    ("Nobody {past} the {thing}.", -1),
    ("I never {past} the {thing}.", -1),
    ("I could not {base} the {thing}.", -1),
    ("We didn't {base} this {thing}.", -1),
    ("I cannot say that I {past} it.", -1),
]
_PHRASES = {
    POSITIVE: [
        "I would recommend it to everyone.",
        "I will come back.",
        "It was worth every penny.",
        "The best {thing} I have ever had.",
        "I would buy it again.",
        "I want more of this.",
        "It made me happy.",
        "Five stars.",
        "I could not be happier.",
        "Thank you!",
        "I am very happy with the {thing}.",
        "We had a great time.",
    ],
    NEGATIVE: [
        "I would not recommend it to anyone.",
        "I will never come back.",
        "I want my money back.",
        "The worst {thing} I have ever had.",
        "I would not buy it again.",
        "Never again.",
        "It made me sad.",
        "One star.",
        "It was a waste of time.",
        "A waste of money.",
        "I am not happy with the {thing}.",
        "We left early.",
    ],
}
_NEUTRAL = [
    "We went there on Monday.",
    "It was my first visit.",
    "I bought it in May.",
    "I went there with my sister.",
    "The {thing} was on the table.",
    "I had waited for a week.",
    "My brother told me about it.",
    "We were there in summer.",
    "I saw it yesterday.",
]


def _held_out(frame: str, word: str) -> bool:
    return crc32(f"{frame}|{word}".encode()) % 8 == 0


def opinion(rng: random.Random, label: int, held_out: bool) -> str:
    """One opinion sentence with the given label, its (frame, word) pair in the wanted half."""
    while True:
        named, good, bad = rng.choice(_TOPICS)
        things = named.split()
        verbs = rng.random() < 0.25
        frame, sign = rng.choice(_VERB_FRAMES if verbs else _WORD_FRAMES)
        tone = label if sign > 0 else 1 - label
        special = {POSITIVE: good, NEGATIVE: bad}
        if verbs:
            word = rng.choice(_VERBS[tone].split())
            pairs = [word]
        else:
            pool = {
                side: (_GENERAL[side] if rng.random() < 0.6 else special[side]).split()
                for side in LABELS
            }
            word, word2 = rng.sample(pool[tone], 2)
            pairs = [word] + [word2] * ("{word2}" in frame)
        if any(_held_out(frame, each) != held_out for each in pairs):
            continue
        thing, thing2 = rng.sample(things, 2)
        fields = {"thing": thing, "thing2": thing2}
        if verbs:
            fields["base"], fields["past"] = word.split(":")
        else:
            fields |= {"word": word, "word2": word2, "opposite": rng.choice(pool[1 - tone])}
        return _finish(frame.format(**fields))


def _finish(text: str) -> str:
    for vowel in "aeiou":
        text = text.replace(f" a {vowel}", f" an {vowel}").replace(f"A {vowel}", f"An {vowel}")
    return text[0].upper() + text[1:]


def review(rng: random.Random, held_out: bool = False) -> tuple[str, int]:
    """A review and its label. Held-out reviews hold no ready-made phrases, only opinions."""
    label = rng.randrange(2)
    sentences = [opinion(rng, label, held_out) for _ in range(rng.choice([1, 1, 1, 2, 2, 3]))]
    if rng.random() < 0.25:
        sentences.insert(0, rng.choice(_NEUTRAL).format(thing=rng.choice(THINGS)))
    if not held_out and rng.random() < 0.25:
        phrase = rng.choice(_PHRASES[label]).format(thing=rng.choice(THINGS))
        sentences = [phrase] if rng.random() < 0.3 else [*sentences, phrase]
    return " ".join(sentences), label


def held_out_reviews(count: int, seed: int) -> list[tuple[str, int]]:
    """Different reviews made of pairs of frame and word that are never trained on."""
    rng = random.Random(f"held-out reviews {seed}")
    found: dict[str, int] = {}
    while len(found) < count:
        text, label = review(rng, held_out=True)
        found[text] = label
    return list(found.items())


def training_reviews(count: int, seed: int) -> Iterator[tuple[str, int]]:
    """Reviews to train on, made of the other pairs."""
    rng = random.Random(f"reviews {seed}")
    for _ in range(count):
        yield review(rng)


def has_negation(text: str) -> bool:
    """Whether some word of the review turns a sentiment round."""
    marks = ("not ", "n't ", "never ", "nobody ", "anything but", "far from", "hardly ", "neither ")
    return any(mark in text.lower() for mark in (*marks, "cannot "))


def words() -> list[str]:
    """Every word of the reviews in lower case, sorted."""
    texts = [frame for frame, _ in _WORD_FRAMES + _VERB_FRAMES]
    texts += [text for side in LABELS for text in _PHRASES[side] + _NEUTRAL]
    texts += [text for topic in _TOPICS for text in topic]
    texts += [text for side in LABELS for text in (_GENERAL[side], _VERBS[side])]
    found = set()
    for text in texts:
        found |= set(re.findall("[a-z]+", re.sub(r"\{\w+\}", " ", text).lower()))
    return sorted(found | {"an", "at"})
