"""`/name=value/name=value`: what an address says of the computer that is asked for.

A person types it or fills in a form, and a session file may bring it, which anybody may have
written. So each value has a narrow form, and no name is let in but the known ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from explorer.boundary.ssh_address import BadAddress

COUNT = r"[1-9]\d{0,3}"
MEMORY = r"[1-9]\d{0,5}(?:\.\d{1,3})?[KMGT]i?B"
"""Such as 16GB."""
_LONGEST = 600


def split(text: str, scheme: str, names: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """What is between the scheme and the first of these names, and their values.

    A value may hold a `/` itself. Raises BadAddress.
    """
    text = text.strip()
    if not begins(text, scheme) or len(text) > _LONGEST:
        raise BadAddress(text[:_LONGEST])
    first, *parts = re.split(
        rf"/(?=(?:{'|'.join(names)})=)", "/" + text[len(scheme) :].removesuffix("/")
    )
    values: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        if name in values:
            raise BadAddress(text)
        values[name] = value
    return first.removeprefix("/"), values


def begins(text: str, scheme: str) -> bool:
    """Whether it begins as an address of that scheme, whatever follows."""
    return text[: len(scheme)].lower() == scheme


def joined(scheme: str, first: str, values: Mapping[str, str]) -> str:
    """The address; `split` reads it."""
    parts = [f"{name}={value}" for name, value in values.items() if value]
    return scheme + "/".join([first, *parts] if first else parts)


def checked(values: Mapping[str, str], forms: Mapping[str, str]) -> dict[str, str]:
    """The values that are not empty, where each has its form.

    Raises BadAddress, whose argument is the name of the value that has not.
    """
    for name in values.keys() - forms.keys():
        raise BadAddress(name)
    given = {name: value.strip() for name, value in values.items() if value.strip()}
    if "memory" in given:
        given["memory"] = given["memory"].replace(" ", "").upper().replace("I", "i")
    for name, value in given.items():
        if not re.fullmatch(forms[name], value, re.ASCII):
            raise BadAddress(name)
    return given
