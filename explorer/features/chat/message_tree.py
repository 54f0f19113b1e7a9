"""The messages of a conversation, with every branch that was tried; one path is in sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.features.generation.protocol import Generated, Turn

MOST_MESSAGES = 200
LONGEST = 100_000
"""Characters of a message."""


@dataclass(eq=False)
class Message:
    """What a person or the model said, and what followed it: `replies`, of which one is in sight.

    `result` is how the model wrote an answer; None where a person changed it, or where it comes
    from a saved session. `past` is the number of its entry in the history, 0 for none.
    """

    role: Literal["user", "assistant"]
    content: str
    result: Generated | None = None
    past: int = 0
    replies: list[Message] = field(default_factory=list)
    chosen: int = 0

    @property
    def turn(self) -> Turn:
        """As a request tells it."""
        return Turn(self.role, self.content)


class MessageTree:
    """A conversation. Places count the messages of the path in sight from 0."""

    def __init__(self, turns: tuple[Turn, ...] = ()) -> None:
        self._root = Message("assistant", "")
        for turn in turns[-MOST_MESSAGES:]:
            self.add(Message(turn.role, turn.content[:LONGEST]))

    @property
    def path(self) -> tuple[Message, ...]:
        """The messages in sight, the oldest first."""
        path, at = [], self._root
        while at.replies:
            at = at.replies[at.chosen]
            path.append(at)
        return tuple(path)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The same as requests tell it, the newest of a very long conversation."""
        return tuple(message.turn for message in self.path[-MOST_MESSAGES:])

    def add(self, message: Message) -> None:
        """Say this after the last message in sight."""
        self._reply(self._before(len(self.path)), message)

    def branch(self, place: int, message: Message) -> None:
        """Say this in the place of a message; that one stays beside it as another branch."""
        self._reply(self._before(place), message)

    def remove(self, message: Message) -> None:
        """Forget a message of the path in sight and all that followed it."""
        before = self._before(self.path.index(message))
        before.replies.remove(message)
        before.chosen = max(0, min(before.chosen, len(before.replies) - 1))

    def branches(self, place: int) -> tuple[int, int]:
        """Which of how many branches is in sight at a place, counted from 0."""
        before = self._before(place)
        return before.chosen, len(before.replies)

    def turn_to(self, place: int, branch: int) -> None:
        """Show another branch at a place, and what followed there."""
        before = self._before(place)
        before.chosen = max(0, min(branch, len(before.replies) - 1))

    def _before(self, place: int) -> Message:
        return (self._root, *self.path)[place]

    @staticmethod
    def _reply(before: Message, message: Message) -> None:
        before.replies.append(message)
        before.chosen = len(before.replies) - 1
