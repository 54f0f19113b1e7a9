"""Failures of putting a second model beside the one in memory."""

from __future__ import annotations

from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.translation import tr

_ANOTHER = Remedy(tr("Compare with another one"), "otherCheckpointButton")


class SecondModelTooLarge(Failure):
    """The second model does not fit beside the one in memory. Sizes in bytes."""

    def __init__(self, needed: int, free: int) -> None:
        super().__init__(
            tr(
                "The second model needs {needed} in addition to the one in memory, but only "
                "{free} are free. Nothing was loaded. Close other programs, or compare with a "
                "smaller model.",
                needed=numbers.bytes_(needed),
                free=numbers.bytes_(free),
            ),
            remedy=_ANOTHER,
        )


class SecondTokenizerUnread(Failure):
    """The second model's own tokenizer could not be read, and that of the first does not fit it."""

    def __init__(self, name: str, reason: str, details: str) -> None:
        super().__init__(
            tr(
                "“{name}” cannot be given this text. {reason}",
                name=name,
                reason=reason,
            ),
            remedy=Remedy(tr("Try again"), "retry"),
            details=details,
        )


class SecondModelReadsNoText(Failure):
    """The second model has no tokenizer, and that of the first does not fit it."""

    def __init__(self, name: str, tokens: int, main_name: str, main_tokens: int) -> None:
        super().__init__(
            tr(
                "“{name}” has no tokenizer of its own, and that of “{main_name}” does not fit it: "
                "it knows {tokens} tokens and not {main_tokens}. So it cannot be given this text.",
                name=name,
                main_name=main_name,
                tokens=numbers.count(tokens),
                main_tokens=numbers.count(main_tokens),
            ),
            remedy=_ANOTHER,
        )
