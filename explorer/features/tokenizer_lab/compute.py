"""Tokenizers are asked in the process in which a stranger's tokenizers run."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.engine import tokenization
from explorer.engine.model_holder import HolderPart
from explorer.engine.sandbox.tokenizer import CutText, MadeStep, Tokenizer
from explorer.features.tokenizer_lab.protocol import (
    LONGEST_WORD,
    MOST_CHARACTERS,
    MOST_TOKENIZERS,
    ComparedTokenizer,
    CompareTokenizers,
    CutStep,
    CutTextWord,
    ShowSteps,
    StepsShown,
    TokenizersCompared,
    TokenizerSource,
)
from explorer.protocol.failures import BadInput, Failure, NoTokenizerInFolder
from explorer.protocol.job import Check, Report
from explorer.protocol.model import FROM_PYTHON
from explorer.protocol.run import Token
from explorer.text import byte_pieces, numbers
from explorer.text.translation import tr

_MOST_ADDED = 8
"""Tokens that are looked for before the text's own: [CLS], or a prefix of languages."""


class TokenizerLab(HolderPart):
    """Keeps the tokenizers that were read, so that a letter more does not read them again."""

    def __init__(self, holder: object) -> None:
        super().__init__(holder)  # type: ignore[arg-type]
        self._read: dict[tuple[str, str], Tokenizer] = {}

    def make_room(self) -> None:
        """They are read again when they are asked."""
        self._read.clear()

    def compare(
        self, request: CompareTokenizers, check: Check, report: Report
    ) -> TokenizersCompared:
        """What each makes of the text. Raises BadInput for a text that none could read."""
        if len(request.text) > MOST_CHARACTERS:
            raise BadInput(
                tr(
                    "The lab takes texts of up to {most} characters.",
                    most=numbers.count(MOST_CHARACTERS),
                )
            )
        tokenization.check_text(request.text)
        compared = []
        for source in request.sources[:MOST_TOKENIZERS]:
            check()
            report(tr("Cutting the text with {name}", name=source.name))
            try:
                tokenizer = self._tokenizer(source)
                path = self._path(source, tokenizer)
                compared.append(_cut(tokenizer, path, source, request.text))
            except Failure as failure:
                compared.append(ComparedTokenizer(source, why=failure.sentence))
        return TokenizersCompared(request, tuple(compared))

    def steps(self, request: ShowSteps, check: Check, report: Report) -> StepsShown:
        """The steps of one word. Raises BadInput for a word that is too long."""
        if len(request.word) > LONGEST_WORD:
            raise BadInput(
                numbers.ntr(
                    "This word has {count} letter; the steps are shown of up to {most}.",
                    "This word has {count} letters; the steps are shown of up to {most}.",
                    len(request.word),
                    most=numbers.count(LONGEST_WORD),
                )
            )
        tokenizer = self._tokenizer(request.source)
        cut = tokenizer.steps(request.word)
        expected = _tokens(tokenizer, cut.expected)
        return StepsShown(
            request=request,
            path=self._path(request.source, tokenizer),
            revision=tokenizer.source.revision,
            kind=cut.kind,
            shown=byte_pieces.visible(byte_pieces.word_of(request.word).strip()) or request.word,
            steps=tuple(_step(tokenizer, step) for step in cut.steps),
            expected=expected,
            same=bool(cut.steps) and cut.steps[-1].ids == cut.expected,
            rules=cut.rules,
            vocabulary=cut.vocabulary,
        )

    def _tokenizer(self, source: TokenizerSource) -> Tokenizer:
        """The tokenizer of a source; raises a Failure that says why there is none."""
        if not source.path:
            return tokenization.need(self.holder.loaded)
        key = (source.path, source.revision)
        if key not in self._read or self._read[key].changed():
            tokenizer = tokenization.read_tokenizer(*key)
            if tokenizer is None:
                raise NoTokenizerInFolder(source.name)
            self._read[key] = tokenizer
        return self._read[key]

    def _path(self, source: TokenizerSource, tokenizer: Tokenizer) -> str:
        """Where its Python reads it from; the one that a script holds was copied to be read."""
        given = not source.path and self.holder.loaded.tokenizer_source == FROM_PYTHON
        return FROM_PYTHON if given else tokenizer.source.path


def _cut(tokenizer: Tokenizer, path: str, source: TokenizerSource, text: str) -> ComparedTokenizer:
    _, rows = tokenization.encode(tokenizer, (text,))
    row = rows[0]
    words, own = CutText("", (), exact=False), len(row)
    if tokenizer.is_fast:
        words = tokenizer.words(text)
        own = sum(len(word.ids) for word in words.words)
    if not words.exact:
        own = len(tokenizer.ids(text))
    return ComparedTokenizer(
        source=source,
        path=path,
        revision=tokenizer.source.revision,
        class_name=tokenizer.class_name,
        kind=words.kind,
        vocabulary=len(tokenizer),
        row=row,
        own=own,
        words=_by_words(words, [token.id for token in row]),
    )


def _by_words(cut: CutText, row: Sequence[int]) -> tuple[CutTextWord, ...]:
    """The words with their tokens in the row; none where they are not the row's."""
    own = [id_ for word in cut.words for id_ in word.ids]
    for before in range(_MOST_ADDED):
        if cut.exact and list(row[before : before + len(own)]) == own:
            break
    else:
        return ()
    words, first = [], before
    for word in cut.words:
        words.append(CutTextWord(word.piece, first, len(word.ids), word.added))
        first += len(word.ids)
    return tuple(words)


def _tokens(tokenizer: Tokenizer, ids: Sequence[int]) -> tuple[Token, ...]:
    return tokenization.with_parts(tokenization.tokens_of(tokenizer, ids))


def _step(tokenizer: Tokenizer, step: MadeStep) -> CutStep:
    return CutStep(
        did=step.did,
        pieces=_tokens(tokenizer, step.ids),
        at=step.at,
        rank=step.rank,
        left=step.left,
        right=step.right,
        tried=step.tried,
        rest=step.rest,
        scores=step.scores,
    )
