"""The grammar of the little stories: a generator, and a parser that accepts or rejects a story.

A story is an opening, a name, a morning, a friend, one of six problems with its rescue, and an
ending. Each part has several wordings with `{variables}`. A variable keeps its value to the end
of the story, and its choices may depend on earlier ones: an animal makes its own sound, eats its
own food and lives where such animals live. The parser holds a story to exactly that.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from zlib import crc32

Bindings = dict[str, str]

# animal: sound; where it lives; what it eats
_ANIMALS = """
fox: yip; green forest, quiet valley, dark wood; berries, cheese, eggs
dog: woof; old farm, little village, big house; bones, sausages, bread
cat: meow; little village, big house, old mill; fish, milk, cheese
duck: quack; blue lake, slow river, old farm; bread, seeds, weeds
donkey: bray; green meadow, old farm, quiet valley; grass, hay, clover
sheep: baa; green meadow, misty mountains, quiet valley; grass, hay, clover
frog: croak; blue lake, slow river, green meadow; flies, worms, beetles
bear: growl; dark wood, misty mountains, green forest; honey, berries, fish
mouse: squeak; old mill, big house, old farm; cheese, seeds, bread
lion: roar; hot desert, wide plain, misty mountains; meat, bones, fish
horse: neigh; wide plain, old farm, green meadow; hay, apples, carrots
pig: oink; old farm, little village, dark wood; potatoes, apples, carrots
wolf: howl; dark wood, misty mountains, green forest; meat, bones, berries
goose: honk; old farm, little village, old mill; seeds, worms, bread
crow: caw; green forest, misty mountains, old mill; seeds, eggs, worms
goat: bleat; misty mountains, green meadow, hot desert; grass, apples, hay
"""


def _animals() -> dict[str, tuple[str, list[str], list[str]]]:
    found = {}
    for line in _ANIMALS.strip().splitlines():
        animal, rest = line.split(": ", 1)
        sound, homes, foods = rest.split("; ")
        found[animal] = (sound, homes.split(", "), foods.split(", "))
    return found


ANIMALS = _animals()
NAMES = {
    "he": ["Rusty", "Bruno", "Toby", "Felix", "Milo", "Hugo", "Otto", "Sam"],
    "she": ["Bella", "Daisy", "Luna", "Molly", "Rosie", "Stella", "Ruby", "Tilly"],
}
PRONOUNS = {
    "he": {"he": "he", "He": "He", "his": "his", "His": "His", "him": "him"},
    "she": {"he": "she", "He": "She", "his": "her", "His": "Her", "him": "her"},
}
# Friends are other animals than heroes, and have no sound.
FRIENDS = [
    "rabbit",
    "squirrel",
    "turtle",
    "hedgehog",
    "deer",
    "badger",
    "hamster",
    "robin",
    "beaver",
    "pony",
]
CHOICES = {
    "size": [
        "small",
        "little",
        "young",
        "brave",
        "clever",
        "shy",
        "curious",
        "cheerful",
        "lazy",
        "gentle",
    ],
    "trait": ["kind", "wise", "funny", "loud", "patient", "tiny", "merry", "strong"],
    "greeted": ["sun", "trees", "clouds", "flowers", "sky"],
    "weather": ["sunny", "rainy", "windy", "cold", "warm", "foggy"],
    "time": ["morning", "day", "afternoon", "evening"],
    "colour": ["red", "blue", "green", "yellow", "white"],
    "toy": ["ball", "kite", "drum", "bell", "hat", "scarf", "boat"],
    "sad": ["sad", "unhappy", "worried", "upset"],
    "glad": ["happy", "glad", "cheerful", "proud"],
    "hole": ["deep hole", "muddy pond", "dry well", "cold river"],
    "tool": ["rope", "branch", "ladder", "pole"],
    "lamp": ["lamp", "candle", "torch", "lantern"],
    "noise": ["strange", "loud", "scary", "soft"],
    "cause": ["the wind", "an old door", "a sleepy owl", "the rain"],
    "stuff": ["straw", "wood", "leaves", "stones"],
    "spot": ["under the old tree", "behind the fence", "in the bushes", "beside the path"],
    "spot2": ["under the bridge", "near the well", "in the tall grass", "behind a big stone"],
    "spot3": ["in a nest", "under a leaf", "on a high branch", "between two rocks"],
    "treat": ["bread", "soup", "fruit", "pie", "nuts", "corn"],
    "gift": ["cake", "song", "flower", "drawing"],
    "sick": ["a bad cold", "a sore throat", "a headache", "a fever"],
    "cure": ["hot soup", "warm tea", "sweet honey", "a soft blanket"],
}

# Each part is a list of wordings; "" means that the part may be left out.
OPENING = [
    "Once upon a time a {size} {hero} lived in the {home}.",
    "Once upon a time there was a {size} {hero} who lived in the {home}.",
    "Long ago a {size} {hero} lived in the {home}.",
    "In the {home} there lived a {size} {hero}.",
    "There was once a {size} {hero} in the {home}.",
]
BEFORE = [
    OPENING,
    ["{His} name was {name}.", "The {hero} was called {name}.", "Everyone called {him} {name}."],
    [
        'Every morning {name} woke up and said "{sound}" to the {greeted}.',
        'Every morning {he} ate {food} and said "{sound}".',
        '{name} loved {food} and said "{sound}" all day long.',
        'Each day the {hero} said "{sound}" and went out to find {food}.',
    ],
    [
        "{His} best friend was a {trait} {friend}.",
        "{He} had a friend, a {trait} {friend}.",
        "{name} often played with a {trait} {friend}.",
    ],
]
HELP = [
    'The {friend} said, "I will help you."',
    '"Do not worry," said the {friend}.',
    "The {friend} heard {him} and came at once.",
]
MOOD = ["The {hero} was very {sad}.", "{name} was {sad} and began to cry.", "{He} felt {sad}.", ""]
PROBLEMS = {
    "lost": [
        [
            "One {weather} {time} {name} lost {his} {colour} {toy}.",
            "But one {weather} {time} the {colour} {toy} of {name} was gone.",
        ],
        MOOD,
        HELP,
        ["They looked {spot} and {spot2}.", "First they looked {spot}, then {spot2}."],
        [
            "At last they found it {spot3}.",
            "The {friend} found it {spot3}.",
            "There it was, {spot3}!",
        ],
    ],
    "stuck": [
        [
            "One {weather} {time} {name} fell into a {hole}.",
            "But one {weather} {time} the {hero} fell into a {hole}.",
        ],
        ['"{sound}, {sound}!" cried {name}.', "{He} could not get out.", ""],
        HELP,
        [
            "The {friend} took a {tool} and pulled {him} out of the {hole}.",
            "With a {tool} the {friend} pulled {name} out.",
        ],
    ],
    "dark": [
        [
            "One {weather} night {name} heard a {noise} noise {spot}.",
            "One night there was a {noise} noise {spot}.",
        ],
        ["{He} was afraid and hid {spot2}.", "{name} was too afraid to sleep.", ""],
        ["The {friend} came with a {lamp}.", "The {friend} brought a {lamp} and looked around."],
        ["It was only {cause}.", '"Look, it is only {cause}," said the {friend}.'],
    ],
    "hungry": [
        [
            "One {weather} {time} there was nothing left to eat.",
            "One {weather} {time} {name} could not find any food.",
        ],
        ["{name} was very hungry.", "The {hero} was hungry and {sad}.", ""],
        [
            "The {friend} came with some {treat} and they ate together.",
            '"I have some {treat}," said the {friend}, and they ate together.',
        ],
    ],
    "storm": [
        [
            "One {time} a storm broke the roof of {his} house.",
            "One {weather} {time} the wind blew the roof off {his} house.",
        ],
        MOOD,
        HELP,
        [
            "Together they made a new roof of {stuff}.",
            "They carried {stuff} all day and made a new roof.",
        ],
    ],
    "sick": [
        [
            "One {weather} {time} the {friend} had {sick}.",
            "One {time} {name} heard that the {friend} had {sick}.",
        ],
        ["{name} was {sad}.", ""],
        [
            "{He} brought the {friend} {cure}.",
            "The {hero} made a {gift} for the {friend} and brought {cure}.",
        ],
        ["Soon the {friend} was well again.", "The next day the {friend} was better."],
    ],
}
AFTER = [
    [
        "{name} was {glad} again.",
        'The {hero} was so {glad} that {he} said "{sound}".',
        '"Thank you," said {name}.',
        '"{sound}!" said the {hero} and thanked the {friend}.',
    ],
    [
        "From that day on {name} and the {friend} were never alone.",
        "That evening they danced and sang a song.",
        "Then they went home to the {home} and slept.",
        "And they stayed friends for ever.",
    ],
    ["The end.", ""],
]
PLOTS = {name: BEFORE + beats + AFTER for name, beats in PROBLEMS.items()}
_VARIABLE = re.compile(r"\{(\w+)\}")


def choices(variable: str, known: Bindings) -> list[str]:
    """The values that a variable may take, given the variables chosen before it."""
    hero = known.get("hero", "")
    if variable in PRONOUNS["he"]:
        return [PRONOUNS[known["gender"]][variable]]
    if variable == "hero":
        # An opening may name the home first: then only animals that live there.
        return [a for a, row in ANIMALS.items() if known.get("home") in (None, *row[1])]
    if variable == "home":
        all_homes = sorted({home for row in ANIMALS.values() for home in row[1]})
        return ANIMALS[hero][1] if hero else all_homes
    if variable == "name":
        return NAMES[known["gender"]]
    if variable == "sound":
        return [ANIMALS[hero][0]]
    if variable == "food":
        return ANIMALS[hero][2]
    if variable == "friend":
        return FRIENDS
    return CHOICES[variable]


def write(rng: random.Random, opening: str | None = None) -> list[str]:
    """The sentences of one new story; every sentence is one part of the grammar."""
    known = {"gender": rng.choice(list(NAMES))}
    sentences = []
    for part in PLOTS[rng.choice(list(PLOTS))]:
        wording = opening if opening and part is OPENING else rng.choice(part)
        for variable in _VARIABLE.findall(wording):
            if variable not in known:
                known[variable] = rng.choice(choices(variable, known))
            if variable in PRONOUNS["he"]:
                known.pop(variable)
        if wording:
            sentences.append(_fill(wording, known))
    return sentences


def _fill(wording: str, known: Bindings) -> str:
    """A wording with its variables replaced by their values."""
    return _VARIABLE.sub(lambda m: known.get(m[1]) or choices(m[1], known)[0], wording)


@cache
def _pattern(wording: str) -> re.Pattern[str]:
    """A wording as a regular expression with one group per variable, in order."""
    parts = _VARIABLE.split(wording)
    return re.compile(
        "".join(
            re.escape(part) if index % 2 == 0 else r"([A-Za-z]+(?: [a-z]+)*?)"
            for index, part in enumerate(parts)
        )
    )


def _match(wording: str, text: str, start: int, known: Bindings) -> tuple[int, Bindings] | None:
    """Where the wording ends in the text, and what it binds; None when it does not fit."""
    found = _pattern(wording).match(text, start)
    if found is None:
        return None
    bound = dict(known)
    for variable, value in zip(_VARIABLE.findall(wording), found.groups(), strict=True):
        if bound.get(variable, value) != value or (
            variable not in bound and value not in choices(variable, bound)
        ):
            return None
        if variable not in PRONOUNS["he"]:
            bound[variable] = value
    return found.end(), bound


def _parse(text: str, start: int, parts: list[list[str]], known: Bindings) -> bool:
    if not parts:
        return start == len(text)
    for wording in parts[0]:
        if not wording:
            if _parse(text, start, parts[1:], known):
                return True
            continue
        at = start + 1 if start and text[start : start + 1] == " " else start
        if start and at == start:
            continue
        step = _match(wording, text, at, known)
        if step and _parse(text, step[0], parts[1:], step[1]):
            return True
    return False


def accepts(text: str) -> bool:
    """Whether the whole text is one story of the grammar, consistent from end to end."""
    return any(
        _parse(text, 0, parts, {"gender": gender}) for gender in NAMES for parts in PLOTS.values()
    )


HELD_OUT_EVERY = 8


def is_held_out(opening: str) -> bool:
    """Whether stories with this opening sentence are kept out of training."""
    return crc32(opening.encode()) % HELD_OUT_EVERY == 0


def training_stories(count: int, seed: int) -> Iterator[list[str]]:
    """Stories for training: none begins with a held-out opening."""
    rng = random.Random(f"stories {seed}")
    while count:
        sentences = write(rng)
        if not is_held_out(sentences[0]):
            count -= 1
            yield sentences


def held_out_prompts(count: int, seed: int) -> list[str]:
    """Different opening sentences that no training story has."""
    rng = random.Random(f"prompts {seed}")
    prompts: dict[str, None] = {}
    while len(prompts) < count:
        opening = write(rng)[0]
        if is_held_out(opening):
            prompts[opening] = None
    return list(prompts)
