"""Every technical term at three depths: one line, one paragraph, and with this model's numbers.

The words are data in `resources/glossary.json`; the numbers are filled in from the model in
memory. A sentence whose number is not known is left out.
"""

from __future__ import annotations

import dataclasses
import json
import re
import string
from collections.abc import Mapping, Sequence
from typing import Any

from explorer import resources
from explorer.protocol.explanation import Term, TextSpan
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.numbers import bytes_, count, counted, joined, percent, plural_of, seconds, shape
from explorer.text.translation import tr


class Glossary:
    """All terms, and how to find them.

    `senses` are the words of `sense` by the key of a term whose name is also an everyday word.
    """

    def __init__(
        self,
        terms: Sequence[Term],
        sentences: Mapping[str, Sequence[str]],
        senses: Mapping[str, re.Pattern[str]] | None = None,
    ) -> None:
        self._terms = {term.key: term for term in terms}
        self._sentences = sentences
        self._senses = senses or {}
        self._keys: dict[str, str] = {}
        for term in terms:
            for name in (term.key, term.title, *term.aliases):
                # setdefault: an alias never takes a title from another term.
                self._keys.setdefault(_plain(name), term.key)
        for name, key in tuple(self._keys.items()):
            self._keys.setdefault(plural_of(name), key)
        # Longest first, so that "attention head" is one term and not two.
        names = sorted(self._keys, key=len, reverse=True)
        # re.escape writes "\ " for a space: a hyphen or a line break will do as well.
        words = "|".join(re.escape(name).replace("\\ ", r"[\s\-]") for name in names)
        # Not inside a path, a dotted name or a compound: model.layers is no mention of "layers".
        self._pattern = re.compile(rf"(?<![\w/.\-])(?:{words})(?![\w\-])", re.IGNORECASE)

    @classmethod
    def load(cls) -> Glossary:
        """The glossary that ships with the program."""
        return cls.from_json(resources.path("glossary.json").read_text(encoding="utf-8"))

    @classmethod
    def from_json(cls, text: str) -> Glossary:
        """Read a glossary; raises ValueError or KeyError when it is something else."""
        rows: dict[str, Any] = json.loads(text)
        terms = [
            Term(
                key,
                tr(row["title"]),
                tr(row["line"]),
                tr(row["paragraph"]),
                _aliases(row),
            )
            for key, row in rows.items()
        ]
        return cls(
            terms,
            {key: tuple(map(tr, row.get("numbers", ()))) for key, row in rows.items()},
            {key: sense for key, row in rows.items() if (sense := _everyday(row)) is not None},
        )

    @property
    def terms(self) -> tuple[Term, ...]:
        """All of them, in alphabetical order."""
        return tuple(sorted(self._terms.values(), key=lambda term: term.title.lower()))

    def find(self, term: str) -> Term | None:
        """The entry of a key, a title, an alias or a plural; capitals do not matter."""
        key = self._keys.get(_plain(term)) or self._keys.get(_plain(term).replace("-", " "))
        return self._terms.get(key) if key else None

    def terms_in(self, text: str, *, once: bool = True) -> tuple[TextSpan, ...]:
        """Where terms occur in a text, in order and never overlapping; each `once` or each time."""
        spans = []
        rows = set()
        for match in self._pattern.finditer(text):
            term = self.find(match[0])
            if term is None or (once and term.key in rows) or self._is_everyday(text, match, term):
                continue
            rows.add(term.key)
            spans.append(TextSpan(match.start(), match.end(), term.key))
        return tuple(spans)

    def _is_everyday(self, text: str, match: re.Match[str], term: Term) -> bool:
        """Whether the word has its everyday sense here: "turns them into", "take shape"."""
        sense = self._senses.get(term.key)
        return sense is not None and any(
            other.start() <= match.start() and match.end() <= other.end()
            for other in sense.finditer(text)
        )

    def with_numbers(
        self, key: str, summary: ModelSummary | None, ran: RunResult | None = None
    ) -> str:
        """What the term means for the model in memory; empty where there is nothing to say."""
        facts = _facts(summary, ran)
        sentences = [_filled(sentence, facts) for sentence in self._sentences.get(key, ())]
        return " ".join(sentence for sentence in sentences if sentence)


_OF_CLASSES = (
    (r"Auto[A-Z]\w*", "auto-class"),
    (r"\w+Config", "config"),
    (r"\w+Tokenizer(?:Fast)?", "tokenizer"),
    (r"[A-Z]\w*(?:Model|For[A-Z]\w*)", "class"),
)
"""What a name of transformers' code is called in words, by its form."""


def of_class(name: str) -> str:
    """The key of the term for a class of transformers, as `BertConfig`; empty for other words."""
    text = name.strip().removesuffix("()")
    return next((key for form, key in _OF_CLASSES if re.fullmatch(form, text)), "")


def other_names(row: Mapping[str, Any]) -> str:
    """The plural and the other names of a term as one text, so that a language has its own.

    Spellings of the code, such as `input_ids`, are the same in all.
    """
    names = (plural_of(row["title"]), *row.get("aliases", ()))
    return "; ".join(dict.fromkeys(name for name in names if not re.search(r"[_.]", name)))


def _aliases(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The other names of a term; in another language also the English ones."""
    english, names = tuple(row.get("aliases", ())), other_names(row)
    translated = tr(names)
    return english if translated == names else (*translated.split("; "), row["title"], *english)


def _everyday(row: Mapping[str, Any]) -> re.Pattern[str] | None:
    """Where the name of a term has its everyday sense.

    `not_in` are phrases of any language that have it; `only_after` are the words that go before
    the name, as it is in English, where it is the term.
    """
    phrases = [rf"\b{re.escape(phrase)}\b" for phrase in row.get("not_in", ())]
    before = "".join(rf"(?<!\b{word}\s)" for word in row.get("only_after", "").split())
    if before:
        names = "|".join(map(re.escape, (row["title"], *row.get("aliases", ()))))
        phrases.append(rf"\b{before}(?:{names})\b")
    return re.compile("|".join(phrases), re.IGNORECASE) if phrases else None


def _plain(name: str) -> str:
    return " ".join(name.lower().split())


def _facts(summary: ModelSummary | None, ran: RunResult | None) -> dict[str, object]:
    facts: dict[str, object] = {}
    if summary is not None:
        facts = {field.name: getattr(summary, field.name) for field in dataclasses.fields(summary)}
        facts["bytes"] = bytes_(summary.bytes) if summary.bytes else ""
    # A run of the model that was there before says nothing about this one.
    if ran is not None and (summary is None or summary.serial == ran.model_serial):
        facts |= _run_facts(ran)
    return facts


def _run_facts(ran: RunResult) -> dict[str, object]:
    facts: dict[str, object] = {
        "run_tokens": len(ran.rows[0]),
        "run_texts": len(ran.rows),
        "run_seconds": seconds(ran.seconds),
    }
    logits = next((output for output in ran.outputs if output.name == "logits"), None)
    if logits is not None:
        facts["run_shape"] = shape(logits.shape)
    if ran.predictions and ran.predictions[0].kind != "score":
        best = ran.predictions[0].candidates[0]
        facts["run_top"] = best.text.removeprefix("·")
        facts["run_top_share"] = percent(best.probability)
    return facts


def _filled(sentence: str, facts: Mapping[str, object]) -> str:
    """The sentence with its numbers, or nothing when one of them is not known.

    `{layers:layer}` writes the noun in the right number; `{seed:plain}` a number as it is.
    """
    parts = []
    for before, name, noun, _ in string.Formatter().parse(sentence):
        parts.append(before)
        if name is None:
            continue
        value = facts.get(name)
        # 0 of something is not worth a sentence; a seed of 0 is a seed.
        known = value is not None and value not in ("", (), 0)
        if not (known or (name == "seed" and value == 0)):
            return ""
        parts.append(_written(value, noun or ""))
    return "".join(parts)


def _written(value: object, noun: str) -> str:
    match value:
        case tuple():
            listed = joined([f"“{item}”" for item in value])
            if not noun:
                return listed
            number = counted(len(value), noun)
            return f"{number} ({listed})" if len(value) <= 6 else number
        case int() if noun != "plain":
            return counted(value, noun) if noun else count(value)
    return str(value)
