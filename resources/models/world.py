"""The mini-world: its facts, and the sentences that say them.

A relation is a table of rows and a list of templates. In a template `{slot}` is filled in, and
`[slot]` is filled in and may also be asked for: given the rest of the sentence, exactly one word
of the world fits there. Every sentence is one row put into one template. For every row some
templates are held out: the fact is learned in other words and never in these, so a held-out
sentence tests whether the model took the fact from the wording it saw to a wording it did not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

Row = dict[str, str]

GIRLS = ["Anna", "Mary", "Lucy", "Emma", "Rosa", "Clara", "Nina", "Julia"]
BOYS = ["Tom", "Peter", "Paul", "Jack", "Max", "Oscar", "Leo", "David"]
COLOURS = [
    "red",
    "blue",
    "green",
    "yellow",
    "black",
    "white",
    "brown",
    "grey",
    "orange",
    "pink",
    "purple",
]
TOYS = ["ball", "kite", "hat", "box", "book", "cup", "chair", "bag", "boat", "ring"]
NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

# country, capital, language, continent; "-" where one word would not be the whole truth.
COUNTRIES = """
France Paris French Europe; Germany Berlin German Europe; Italy Rome Italian Europe
Spain Madrid Spanish Europe; Portugal Lisbon Portuguese Europe; Austria Vienna German Europe
Hungary Budapest Hungarian Europe; Poland Warsaw Polish Europe; Greece Athens Greek Europe
Norway Oslo Norwegian Europe; Sweden Stockholm Swedish Europe; Finland Helsinki - Europe
Denmark Copenhagen Danish Europe; Ireland Dublin - Europe; England London English Europe
Belgium Brussels - Europe; Czechia Prague Czech Europe; Ukraine Kyiv Ukrainian Europe
Romania Bucharest Romanian Europe; Croatia Zagreb Croatian Europe; Bulgaria Sofia - Europe
Russia Moscow Russian -; Turkey Ankara Turkish -; Egypt Cairo Arabic Africa
Morocco Rabat - Africa; Kenya Nairobi - Africa; Ghana Accra - Africa; Senegal Dakar - Africa
China Beijing Chinese Asia; Japan Tokyo Japanese Asia; Thailand Bangkok Thai Asia
Vietnam Hanoi Vietnamese Asia; Iran Tehran Persian Asia; Iraq Baghdad - Asia
Nepal Kathmandu - Asia; Canada Ottawa - America; Cuba Havana Spanish America
Peru Lima - America; Chile Santiago Spanish America; Brazil Brasilia Portuguese America
Australia Canberra English -
"""
SOUNDS = """
dog woof; cat meow; cow moo; sheep baa; duck quack; pig oink; lion roar; frog croak; bee buzz
mouse squeak; snake hiss; horse neigh; owl hoot; crow caw; hen cluck; wolf howl; bird tweet
"""
THINGS = """
sky blue; sea blue; grass green; leaf green; frog green; snow white; milk white; salt white
blood red; tomato red; strawberry red; sun yellow; lemon yellow; banana yellow; butter yellow
coal black; night black; crow black; chocolate brown; bear brown; wood brown; mouse grey
elephant grey; pumpkin orange; carrot orange; pig pink; flamingo pink; plum purple
"""
OPPOSITES = """
hot cold; big small; good bad; happy sad; fast slow; old new; light dark; high low; long short
full empty; wet dry; hard soft; open closed; rich poor; strong weak; early late; loud quiet
clean dirty; thick thin; true false; up down; left right; day night; black white; love hate
begin end; inside outside; sweet sour; easy difficult; near far
"""
# x of my y is my z
FAMILY = """
mother mother grandmother; father mother grandfather; mother father grandmother
father father grandfather; brother mother uncle; brother father uncle; sister mother aunt
sister father aunt; son uncle cousin; daughter uncle cousin; son aunt cousin; daughter aunt cousin
son brother nephew; son sister nephew; daughter brother niece; daughter sister niece
son son grandson; son daughter grandson; daughter son granddaughter
daughter daughter granddaughter; wife uncle aunt; husband aunt uncle; mother cousin aunt
father cousin uncle; son mother brother; son father brother; daughter mother sister
daughter father sister; wife grandfather grandmother; husband grandmother grandfather
wife father mother; husband mother father
"""
YOUNG = """
dog puppy; cat kitten; cow calf; sheep lamb; horse foal; pig piglet; duck duckling; hen chick
lion cub; frog tadpole; goat kid; goose gosling
"""
HOMES = """
bird nest; bee hive; horse stable; pig sty; spider web; lion den; dog kennel
rabbit burrow; king castle; snail shell; bear cave
"""
WORKPLACES = """
doctor hospital; teacher school; farmer farm; baker bakery; cook kitchen; actor theatre
judge court; sailor ship; pilot plane; priest church; miner mine; soldier army
"""
KINDS = """
dog animal; cat animal; horse animal; lion animal; apple fruit; pear fruit; banana fruit
plum fruit; carrot vegetable; onion vegetable; potato vegetable; rose flower; tulip flower
daisy flower; hammer tool; saw tool; shovel tool; piano instrument; violin instrument
flute instrument; car vehicle; bus vehicle; train vehicle; oak tree; pine tree; birch tree
"""
COUNTS = """
dog four legs; cat four legs; horse four legs; bird two legs; spider eight legs; bee six legs
hand five fingers; foot five toes; triangle three sides; square four sides; car four wheels
bicycle two wheels; week seven days; year twelve months; hour sixty minutes
minute sixty seconds
"""
SENSES = "see eyes; hear ears; smell nose; taste tongue; walk feet; bite teeth; think head"
MADE_FROM = "cheese milk; bread flour; wine grapes; paper wood; glass sand; honey nectar"
# before, weather, what people do, with what
WEATHER = """
it/rains/take a/umbrella; it/snows/wear a/coat; the sun/shines/wear a/hat
the wind/blows/fly a/kite; it is/cold/wear a/scarf; it is/hot/go to the/beach
it is/dark/light a/lamp; it is/warm/ride a/bicycle; it is/icy/wear thick/boots
it is/late/go to/bed; it is/noisy/close the/window
"""
SEASONS = """
winter cold snow falls; summer hot roses bloom; spring mild birds return
autumn windy leaves fall
"""


def table(text: str, names: str) -> list[Row]:
    """Rows of a table written as words; rows end at `;` or at the end of a line."""
    rows = [line.strip() for line in re.split(r"[;\n]", text) if line.strip()]
    cells = [row.split("/") if "/" in row else row.split() for row in rows]
    return [dict(zip(names.split(), row, strict=True)) for row in cells]


@dataclass(frozen=True)
class Relation:
    """One kind of fact: its rows, the templates that say it, and its turns in training."""

    name: str
    rows: list[Row]
    templates: list[str]
    turns: float = 1.0  # how much oftener than others it is shown in training: some are harder


@dataclass(frozen=True)
class Sentence:
    """A sentence of the world; `answers` are the character spans that may be asked for."""

    relation: str
    text: str
    answers: tuple[tuple[int, int], ...]

    def questions(self) -> Iterator[tuple[str, str]]:
        """Pairs (sentence with one answer masked, the masked word in lower case)."""
        for start, end in self.answers:
            masked = f"{self.text[:start]}[MASK]{self.text[end:]}"
            yield masked, self.text[start:end].lower()


def _sums() -> list[Row]:
    """Sums of two numbers up to ten, and differences from numbers up to ten, in words."""
    sums = [("plus", a, b, a + b) for a in range(11) for b in range(11)]
    differences = [("minus", a, b, a - b) for a in range(11) for b in range(a + 1)]
    return [
        {"op": op, "a": NUMBERS[a], "b": NUMBERS[b], "c": NUMBERS[c]}
        for op, a, b, c in sums + differences
    ]


def _both_ways(rows: list[Row]) -> list[Row]:
    return rows + [{"a": row["b"], "b": row["a"]} for row in rows]


def _next_in(names: list[str]) -> list[Row]:
    return [{"a": a, "b": b} for a, b in zip(names, names[1:] + names[:1], strict=True)]


@cache
def relations() -> tuple[Relation, ...]:
    """All relations of the world."""
    countries = table(COUNTRIES, "country capital language continent")
    speaking = [row for row in countries if row["language"] != "-"]
    placed = [row for row in countries if row["continent"] != "-"]
    people = [{"name": n, "he": "she", "his": "her", "kind": "girl"} for n in GIRLS]
    people += [{"name": n, "he": "he", "his": "his", "kind": "boy"} for n in BOYS]
    toys = [
        {"name": p["name"], "toy": t, "colour": c} for p in people for t in TOYS for c in COLOURS
    ]
    random.Random("toys").shuffle(toys)
    return (
        Relation(
            "capitals",
            countries,
            [
                "The capital of [country] is [capital].",
                "[capital] is the capital of [country].",
                "The capital city of [country] is [capital].",
                "[country] has the capital [capital].",
                "The capital of [country] is called [capital].",
                "[capital] is the capital city of [country].",
                "{name} lives in [capital], the capital of [country].",
                "What is the capital of [country]? It is [capital].",
                "The government of [country] is in [capital].",
                "If you visit [country], you should see its capital, [capital].",
                "We travelled to [country] and saw the capital, [capital].",
                "[capital] is in [country].",
                "I know that [capital] is the capital of [country].",
            ],
        ),
        Relation(
            "languages",
            speaking,
            [
                "In {country} people speak [language].",
                "People in {country} speak [language].",
                "The language of {country} is [language].",
                "They speak [language] in {country}.",
                "{name} comes from {country} and speaks [language].",
                "In {country} they speak [language].",
                "[language] is the language of {country}.",
                "In {capital} people speak [language].",
                "{name} lives in {capital} and speaks [language].",
            ],
        ),
        Relation(
            "continents",
            placed,
            [
                "{country} is in [continent].",
                "{country} is a country in [continent].",
                "{country} lies in [continent].",
                "{capital} is a city in [continent].",
                "The country {country} is in [continent].",
                "You find {country} in [continent].",
                "{name} lives in {country}, which is in [continent].",
            ],
        ),
        Relation(
            "sounds",
            table(SOUNDS, "animal sound"),
            [
                "A [animal] says [sound].",
                "The [animal] says [sound].",
                "[sound], says the [animal].",
                "The sound of a [animal] is [sound].",
                "A [animal] goes [sound].",
                "What does a [animal] say? It says [sound].",
                "[sound] is the sound of a [animal].",
                "When a [animal] is happy, it says [sound].",
                "{name} has a [animal] that says [sound].",
                "I hear [sound], so there must be a [animal].",
            ],
        ),
        Relation(
            "colours",
            table(THINGS, "thing colour"),
            [
                "The {thing} is [colour].",
                "The colour of the {thing} is [colour].",
                "The {thing} has the colour [colour].",
                "What colour is the {thing}? It is [colour].",
                "{name} painted the {thing} [colour].",
                "Everyone knows that the {thing} is [colour].",
                "Look, the {thing} is [colour].",
                "The {thing} is as [colour] as always.",
            ],
        ),
        Relation(
            "opposites",
            _both_ways(table(OPPOSITES, "a b")),
            [
                "The opposite of {a} is [b].",
                "[b] is the opposite of {a}.",
                "{a} is not [b].",
                "If it is not {a}, it is [b].",
                "What is the opposite of {a}? It is [b].",
                "The word {a} means the opposite of [b].",
                "{a} and [b] are opposites.",
                "{name} says {a}, but I say the opposite: [b].",
            ],
        ),
        Relation(
            "family",
            table(FAMILY, "x y z"),
            [
                "The {x} of my {y} is my [z].",
                "My {y}'s {x} is my [z].",
                "My [z] is the {x} of my {y}.",
                "The {x} of your {y} is your [z].",
                "I call the {x} of my {y} my [z].",
                "Who is the {x} of my {y}? It is my [z].",
                "Your {y}'s {x} is your [z].",
                "{name} is the {x} of my {y}, so {name} is my [z].",
            ],
        ),
        Relation(
            "sums",
            _sums(),
            [
                "{a} {op} {b} is [c].",
                "{a} {op} {b} equals [c].",
                "{a} {op} {b} makes [c].",
                "What is {a} {op} {b}? It is [c].",
                "The result of {a} {op} {b} is [c].",
                "{name} knows that {a} {op} {b} is [c].",
            ],
            turns=3.0,
        ),
        Relation(
            "days",
            _next_in(DAYS),
            [
                "The day after [a] is [b].",
                "After [a] comes [b].",
                "[b] is the day after [a].",
                "The day before [b] is [a].",
                "Before [b] comes [a].",
                "[b] follows [a].",
                "Today is [a], so tomorrow is [b].",
                "Today is [b], so yesterday was [a].",
                "[a] comes before [b].",
                "[b] comes after [a].",
                "Tomorrow is [b], for today is [a].",
                "Yesterday was [a], for today is [b].",
            ],
            turns=2.5,
        ),
        Relation(
            "months",
            _next_in(MONTHS),
            [
                "The month after [a] is [b].",
                "After [a] comes [b].",
                "[b] is the month after [a].",
                "The month before [b] is [a].",
                "Before [b] comes [a].",
                "[b] follows [a].",
                "[a] comes before [b].",
                "[b] comes after [a].",
                "This month is [a], so the next month is [b].",
                "This month is [b], so the last month was [a].",
            ],
            turns=2.5,
        ),
        Relation(
            "young",
            table(YOUNG, "animal young"),
            [
                "A young [animal] is called a [young].",
                "A [young] is a young [animal].",
                "A baby [animal] is a [young].",
                "The child of a [animal] is a [young].",
                "The [animal] has a baby, a little [young].",
                "A [young] grows up to be a [animal].",
            ],
        ),
        Relation(
            "homes",
            table(HOMES, "animal home"),
            [
                "The [animal] lives in a [home].",
                "A [animal] lives in a [home].",
                "The home of a [animal] is a [home].",
                "A [home] is the home of a [animal].",
                "The [animal] sleeps in its [home].",
                "In the [home] lives a [animal].",
            ],
        ),
        Relation(
            "work",
            table(WORKPLACES, "job place"),
            [
                "A [job] works in a [place].",
                "The [job] works in the [place].",
                "{name} is a [job] and works in a [place].",
                "In the [place] you meet a [job].",
                "The place of a [job] is the [place].",
                "You find a [job] in a [place].",
            ],
        ),
        Relation(
            "kinds",
            table(KINDS, "thing kind"),
            [
                "A {thing} is a [kind].",
                "The {thing} is a [kind].",
                "A {thing} is a kind of [kind].",
                "Is a {thing} a [kind]? Yes.",
                "{name} has a {thing}, which is a [kind].",
                "Every {thing} is a [kind].",
            ],
        ),
        Relation(
            "counts",
            table(COUNTS, "thing number parts"),
            [
                "A {thing} has [number] {parts}.",
                "Every {thing} has [number] {parts}.",
                "The {thing} has [number] {parts}.",
                "There are [number] {parts} on one {thing}.",
                "How many {parts} has a {thing}? It has [number] {parts}.",
            ],
        ),
        Relation(
            "senses",
            table(SENSES, "verb part"),
            [
                "We [verb] with our [part].",
                "I [verb] with my [part].",
                "You [verb] with your [part].",
                "People [verb] with their [part].",
                "The [part] helps us to [verb].",
            ],
        ),
        Relation(
            "materials",
            table(MADE_FROM, "thing source"),
            [
                "[thing] is made from [source].",
                "We make [thing] from [source].",
                "[source] is used to make [thing].",
                "You need [source] to make [thing].",
                "From [source] people make [thing].",
            ],
        ),
        Relation(
            "weather",
            table(WEATHER, "it verb do item"),
            [
                "When {it} [verb] I {do} [item].",
                "I {do} [item] when {it} [verb].",
                "If {it} [verb] we {do} [item].",
                "When {it} [verb], you should {do} [item].",
                "People {do} [item] when {it} [verb].",
                "{it} [verb], so I {do} [item].",
            ],
        ),
        Relation(
            "seasons",
            table(SEASONS, "season weather what does"),
            [
                "In [season] it is [weather].",
                "[season] is the [weather] season.",
                "It is [weather] in [season].",
                "In [season] the {what} {does}.",
                "The {what} {does} in [season].",
                "When the {what} {does} it is [season].",
                "I like [season] because it is [weather].",
            ],
        ),
        Relation(
            "pronouns",
            people,
            [
                "{name} went home because [he] was tired.",
                "{name} says that [he] is hungry.",
                "{name} lost [his] hat.",
                "{name} is a [kind].",
                "{name} loves [his] mother.",
                "When {name} woke up, [he] was happy.",
                "I know {name}, [he] is a good [kind].",
                "{name} is at school because [he] likes to learn.",
                "{name} reads [his] book.",
                "{name} took [his] bag and then [he] went to school.",
            ],
        ),
        # The answer is in the sentence itself: to be found by looking back, not by knowing.
        Relation(
            "looking back",
            toys[:700],
            [
                "{name} has a {colour} {toy}. The {toy} is [colour].",
                "The {toy} of {name} is {colour}. {name} has a [colour] {toy}.",
                "{name} bought a {colour} {toy}. Now the {colour} {toy} belongs to [name].",
                "{name} found a {colour} {toy} and a key. The {colour} [toy] is old.",
            ],
            turns=1.3,
        ),
    )


_SLOT = re.compile(r"([\[{])(\w+)[\]}]")


def render(relation: str, template: str, row: Row) -> Sentence:
    """Put a row into a template: text with articles and capitals, and the answer spans."""
    # A name that the row does not fix is drawn from the sentence itself, so it never varies.
    chooser = random.Random(f"{template}{sorted(row.items())}")
    free = {"name": chooser.choice(GIRLS + BOYS)}
    text, answers, last = "", [], 0
    for match in _SLOT.finditer(template):
        text += template[last : match.start()]
        value = row.get(match[2]) or free[match[2]]
        if re.search(r"\b[Aa] $", text):
            text = text[:-1] + ("n " if value[0].lower() in "aeiou" else " ")
        if match[1] == "[":
            answers.append((len(text), len(text) + len(value)))
        text += value
        last = match.end()
    text += template[last:]
    text = re.sub(r"(^|[.?!] )([a-z])", lambda m: m[1] + m[2].upper(), text)
    return Sentence(relation, text, tuple(answers))


HELD_OUT_SHARE = 0.15


@cache
def split() -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """(training, held-out) sentences; no held-out text is a training text.

    Two rows can say the same sentence ("hot and cold ..."), so texts are compared, not rows.
    """
    train: dict[str, Sentence] = {}
    held: dict[str, Sentence] = {}
    for relation in relations():
        count = max(1, round(HELD_OUT_SHARE * len(relation.templates)))
        for number, row in enumerate(relation.rows):
            chooser = random.Random(f"{relation.name} {number}")
            chosen = set(chooser.sample(range(len(relation.templates)), count))
            for index, template in enumerate(relation.templates):
                sentence = render(relation.name, template, row)
                (held if index in chosen else train).setdefault(sentence.text, sentence)
    kept = tuple(sentence for text, sentence in train.items() if text not in held)
    return kept, tuple(held.values())


def words() -> list[str]:
    """Every word of the world in lower case, sorted."""
    text = " ".join(s.text for part in split() for s in part)
    return sorted(set(re.findall(r"[a-z]+", text.lower())))


def list_words() -> list[str]:
    """200 words of the world for lists, sorted: none is short, and none begins another."""
    chosen: list[str] = []
    for word in words():
        if 3 <= len(word) <= 8 and not (chosen and word.startswith(chosen[-1])):
            chosen.append(word)
    return [chosen[number * len(chosen) // 200] for number in range(200)]
