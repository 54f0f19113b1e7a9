"""What transformers' own errors say, in one sentence: Python's words and names taken off."""

from __future__ import annotations

import re

from explorer.text.translation import tr

# What huggingface_hub's strict dataclasses put in front of a validator's own words.
_WRAPPERS = re.compile(
    r"^(Class validation error for validator '\w+':|Validation error for field '\w+':)\s*", re.M
)
_ERROR_NAME = re.compile(r"^\s*(?:\w+\.)*\w*(?:Error|Exception):\s*")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_ADVICE = re.compile(
    r"\b[A-Z]{2,}(?:_[A-Z0-9]+)+\b|\b\w+=(?:True|False|None)\b|\bpip install\b|\bexport [A-Z]"
    r"|https?://|\bfrom_pretrained\b|\bsave_pretrained\b"
)
"""What is said to people who write Python: variables of the environment, arguments, installs."""
_LONGEST = 300


def described(error: BaseException) -> str:
    """The error's message as a sentence; an error without words is named by its kind."""
    text = _WRAPPERS.sub("", str(error)).strip()
    text = _ERROR_NAME.sub("", text)
    text = re.sub(r"\s+", " ", text).strip().replace("`", "")
    match error:
        case OSError() if error.strerror:
            return f"{error.strerror}."
        case ZeroDivisionError():
            return tr("Something would be divided by zero: one of the sizes or counts is 0.")
        case KeyError():
            return tr("A part of the settings is missing: {settings}.", settings=text)
        case AttributeError() if "'NoneType'" in text:
            return tr("A setting that is needed is empty.")
        case TypeError() if "NoneType" in text:
            return tr("A setting that is needed is empty (null).")
    text = " ".join(part for part in _SENTENCES.split(text) if not _ADVICE.search(part))
    if not text:
        return tr("The class refuses these settings.")
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0] + " …"
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "…", "!", "?")) else text + "."
