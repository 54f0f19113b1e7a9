"""The Python that the program writes is the same code in every language; only its words change."""

from __future__ import annotations

import ast
import dataclasses
import io
import itertools
import tokenize
from collections.abc import Callable

from explorer.text import translation
from tests.pseudo import Pseudo, is_pseudo

WIDEST = 80
"""Columns of the widest comments."""


def same_code(write: Callable[[], str], result: object = None) -> str:
    """What `write` writes in English; fails where another language changes more than words.

    What `result` says itself was written before, in English.
    """
    english = write()
    try:
        translation.use(Pseudo())
        pseudo = write()
        assert translation.use_language("es")
        spanish = write()
    finally:
        translation.use(None)
    for text in (pseudo, spanish):
        assert _code(text) == _code(english), text
        assert compile(text, "in another language", "exec")
        wide = [line for line in _lines_of_words(text) if len(line) > WIDEST]
        assert not wide or _lines_of_words(english) == wide, wide
    left = [text for text in _comments(pseudo) if not is_pseudo(text) and not _is_code(text)]
    words = " ".join(text.lstrip("# ") for text in left)
    assert words in _said_by(result), f"comments that nobody can translate: {left}"
    return english


def _said_by(result: object) -> str:
    """The texts that a result holds."""
    if not dataclasses.is_dataclass(result):
        return ""
    values = [getattr(result, field.name) for field in dataclasses.fields(result)]
    lists = [value for value in values if isinstance(value, tuple)]
    texts = [text for text in (*values, *itertools.chain(*lists)) if isinstance(text, str)]
    return " ".join(" ".join(texts).split())


def _comments(text: str) -> list[str]:
    read = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in read if token.type == tokenize.COMMENT]


def _is_code(comment: str) -> bool:
    """Whether it has no word for a person: a name that is quoted, an order to the formatter."""
    words = comment.lstrip("# ")
    quoted = words[:1] in "'\"" and words[-1:] == words[:1]
    return quoted or words == "fmt: skip" or not any(sign.isalpha() for sign in words)


def _lines_of_words(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


def _code(text: str) -> str:
    return ast.dump(_Wordless().visit(ast.parse(text)))


class _Wordless(ast.NodeTransformer):
    """Takes out what is for a person: the docstring of a function, and the words of a print."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        return self._named(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        return self._named(node)

    def _named(self, node: ast.Assign | ast.AugAssign) -> ast.AST:
        """Names that are printed further down."""
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if ast.unparse(target) == "names" and isinstance(node.value, ast.List):
            node.value.elts = [_values(name) for name in node.value.elts]
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == "print":
            node.args = [_values(argument) for argument in node.args]
        return self.generic_visit(node)


def _values(argument: ast.expr) -> ast.expr:
    """What an argument of print says besides its words; their order is a language's own."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return ast.Constant("")
    if isinstance(argument, ast.JoinedStr):
        shown = [value for value in argument.values if isinstance(value, ast.FormattedValue)]
        return ast.Tuple(sorted(shown, key=ast.dump), ast.Load())
    return argument
