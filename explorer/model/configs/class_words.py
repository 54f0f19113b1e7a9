"""What transformers' own errors say, in one sentence: Python's words and names taken off."""

from __future__ import annotations

import re

_WRAPPERS = re.compile(
    r"^(Class validation error for validator '\w+':|Validation error for field '\w+':)\s*", re.M
)
_ERROR_NAME = re.compile(r"^\s*(?:\w+\.)*\w*(?:Error|Exception):\s*")
_LONGEST = 300


def said(error: BaseException) -> str:
    """The error's message as a sentence; an error without words is told by its kind."""
    text = _WRAPPERS.sub("", str(error)).strip()
    text = _ERROR_NAME.sub("", text)
    text = re.sub(r"\s+", " ", text).strip().replace("`", "")
    if isinstance(error, ZeroDivisionError):
        return "Something would be divided by zero: one of the sizes or counts is 0."
    if isinstance(error, KeyError):
        return f"A part of the settings is missing: {text}."
    if isinstance(error, AttributeError) and "'NoneType'" in text:
        return "A setting that is needed is empty."
    if isinstance(error, TypeError) and "NoneType" in text:
        return "A setting that is needed is empty (null)."
    if not text:
        return f"The class refuses these settings ({type(error).__name__})."
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0] + " …"
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "…", "!", "?")) else text + "."
