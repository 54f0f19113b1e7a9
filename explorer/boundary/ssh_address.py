"""`ssh://[user@]host[:port][/program]`: where a computer is reached by ssh.

A person types it, and a session file may bring it, which anybody may have written. Its parts become
arguments of a program here and words of a shell's line there: so nothing but letters, digits and a
few signs is let in, and nothing that begins as an option does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SCHEME = "ssh://"
PROGRAM = "transformer-explorer"
"""What is started there unless the address names another place of it."""
_USUAL_PORT = 22
_LONGEST = 600
_WORD = r"[A-Za-z0-9_][A-Za-z0-9_.+-]"
_ADDRESS = re.compile(
    rf"ssh://(?:(?P<user>{_WORD}{{0,63}})@)?"
    r"(?P<host>[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>\d{1,5}))?"
    rf"(?P<program>(?:/~)?(?:/\.?{_WORD}{{0,127}})+)?/?"
)


class BadAddress(ValueError):
    """The text is no such address, or has a part that a program or a shell could misunderstand."""


@dataclass(frozen=True)
class SshAddress:
    """`user` is empty and `port` 0 where the person's own ssh config says them."""

    host: str
    user: str = ""
    port: int = 0
    program: str = PROGRAM

    @property
    def person_at_host(self) -> str:
        """`user@host`, as a person types it after `ssh`."""
        return f"{self.user}@{self.host}" if self.user else self.host

    @property
    def known_as(self) -> str:
        """What ssh calls it in the file of known hosts, as a person types it in a shell."""
        return f"'[{self.host}]:{self.port}'" if self.port not in (0, _USUAL_PORT) else self.host

    @property
    def command(self) -> str:
        """What a person types to reach it in a terminal."""
        return f"ssh {f'-p {self.port} ' if self.port else ''}{self.person_at_host}"


def is_address(text: str) -> bool:
    """Whether it begins as such an address, whatever follows."""
    return text[: len(SCHEME)].lower() == SCHEME


def parse(text: str) -> SshAddress:
    """The parts of an address. Raises BadAddress."""
    text = text.strip()
    if is_address(text):
        text = SCHEME + text[len(SCHEME) :]
    match = _ADDRESS.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise BadAddress(text[:_LONGEST])
    port = int(match["port"] or 0)
    if match["port"] and not 0 < port < 65_536:
        raise BadAddress(text)
    program = match["program"] or PROGRAM
    if program.startswith("/~/"):
        program = program[1:]  # below the person's own folder there
    return SshAddress(match["host"].strip("[]"), match["user"] or "", port, program)
