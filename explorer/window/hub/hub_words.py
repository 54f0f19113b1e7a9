"""The words and numbers of the Hub panes: rows, badges, plans, progress. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence

from explorer import words
from explorer.messages.hub.cache import CachedCheckpoint, CachedRevision
from explorer.messages.hub.fit import Fit
from explorer.messages.hub.page import CheckpointPage, HubFile
from explorer.messages.hub.search import CheckpointRow, Starter
from explorer.messages.hub.transfer import Plan, TransferProgress
from explorer.messages.hub.words import Verdict
from explorer.window.parts.entry_list import Entry

FIT_ROLES: dict[Verdict, str] = {
    "fits": "good",
    "tight": "warn",
    "too large": "bad",
    "cannot tell": "",
}
"""The colour of each verdict; not knowing is neutral, never red."""

_FIT_TIPS: dict[Verdict, str] = {
    "fits": "It fits in the memory that is free now.",
    "tight": "It would just fit in the memory that is free now.",
    "too large": "It needs more memory than is free now.",
    "cannot tell": "The Hub does not say how large it is, so nothing can be said about memory.",
}


def short(n: int | None) -> str:
    """A count with three digits at most and a unit, `?` where it is not known."""
    if n is None:
        return "?"
    if n < 1000:
        return str(n)
    text = words.short_count(n)
    number, _, unit = text.partition(words.JOIN)
    whole = float(number.replace(",", ""))
    return f"{whole:,.0f}{words.JOIN}{unit}" if whole >= 100 else text


def row_entry(row: CheckpointRow) -> Entry:
    """A search result as a card of the list."""
    badge, role = badge_of(row)
    size = words.bytes_(row.weight_bytes) if row.weight_bytes is not None else "size unknown"
    known = short(row.parameters) if row.parameters is not None else ""
    facts = (row.task or "no task given", known, size)
    more = f"↓ {short(row.downloads)}   ♥ {short(row.likes)}"
    if row.licence:
        more += f"   {row.licence}"
    return Entry(
        key=row.name,
        title=row.name,
        facts=" · ".join(part for part in facts if part),
        badge=badge,
        badge_role=role,
        tip=_row_tip(row),
        more=more,
    )


def badge_of(row: CheckpointRow) -> tuple[str, str]:
    """The one badge that matters most for a row, and its colour."""
    if row.needs_sign_in:
        return "needs sign-in", "warn"
    if row.downloaded == "yes":
        if row.fit in ("tight", "too large"):
            return f"downloaded · {row.fit}", FIT_ROLES[row.fit]
        return "downloaded", "good"
    return row.fit, FIT_ROLES[row.fit]


def _row_tip(row: CheckpointRow) -> str:
    lines = [row.name]
    if row.parameters is not None:
        lines.append(words.plural(row.parameters, "parameter"))
    if row.model_type or row.library:
        lines.append(", ".join(part for part in (row.model_type, row.library) if part))
    if row.needs_sign_in:
        lines.append("Its authors ask for an account; sign in first.")
    lines.append(_FIT_TIPS[row.fit])
    if row.downloaded == "yes":
        lines.append("It is on this computer already.")
    elif row.downloaded == "partly":
        lines.append("A part of it is on this computer already.")
    return "\n".join(lines)


def starter_entry(starter: Starter) -> Entry:
    """A line of the starter list."""
    here = starter.downloaded == "yes"
    return Entry(
        key=starter.name,
        title=starter.name,
        facts=starter.why,
        badge="downloaded" if here else "",
        badge_role="good" if here else "",
        tip=f"{starter.name}\n{starter.why}",
    )


# -- The page --------------------------------------------------------------------------------


def fit_chip(page: CheckpointPage, fit: Fit | None) -> str:
    """`108 M parameters · needs about 0.6 GB of your 23 GB`."""
    parts = []
    if page.parameters is not None:
        parts.append(f"{short(page.parameters)} parameters")
    if fit is None:
        parts.append("working out whether it fits")
    elif fit.verdict == "cannot tell":
        parts.append("cannot tell whether it fits")
    else:
        parts.append(f"needs about {words.bytes_(fit.needed)} of your {words.bytes_(fit.room)}")
        if fit.verdict != "fits":
            parts.append(fit.verdict)
    return " · ".join(parts)


def plan_sentence(plan: Plan) -> str:
    """What a download would bring, and what it leaves out, in two sentences at most."""
    if not plan.missing:
        text = (
            f"All {words.spelled(len(plan.files))} files that loading opens "
            f"({words.bytes_(plan.total)}) are on this computer already."
            if len(plan.files) != 1
            else f"The file that loading opens ({words.bytes_(plan.total)}) is on this computer."
        )
    else:
        number = words.capital(words.spelled(len(plan.files)))
        noun = "file" if len(plan.files) == 1 else "files"
        text = f"{number} {noun}, {words.bytes_(plan.total)}"
        here = plan.total - plan.missing
        text += f"; of these {words.bytes_(here)} are here already." if here else "."
    if plan.skipped:
        left = words.bytes_(sum(one.size for one in plan.skipped))
        text += f" Not needed: {_some([one.path for one in plan.skipped])} ({left})."
    if not plan.room_on_disk:
        text += (
            f" The disk has only {words.bytes_(plan.free_disk)} free, "
            f"and {words.bytes_(plan.missing)} are still to come."
        )
    if plan.pickled:
        text += " The weights are in the older pickle format; no code in them is run."
    return text


def _some(names: Sequence[str], most: int = 2) -> str:
    if len(names) <= most + 1:
        return words.joined(names)
    return f"{', '.join(names[:most])} and {words.count(len(names) - most)} more"


def weights_chip(plan: Plan) -> tuple[str, str]:
    """What format the weights have, and the colour of that chip."""
    if plan.pickled:
        return "Older format: pickle", "warn"
    if plan.weights.endswith((".safetensors", ".safetensors.index.json")) or any(
        one.path.endswith(".safetensors") for one in plan.files
    ):
        return "Safe format: safetensors", "good"
    return "", ""


def on_disk(file: HubFile) -> str:
    """Whether a file is here: `yes`, `41 %`, or `no`."""
    if file.on_disk == "partly" and file.size:
        return share(file.have, file.size)
    return "yes" if file.on_disk == "yes" else "no"


def share(have: int, size: int) -> str:
    """A part of a whole in whole percent; never 100 % while something is missing."""
    if not size:
        return "yes"
    percent = have * 100 // size
    return f"{percent}{words.JOIN}%"


def access_sentence(page: CheckpointPage) -> str:
    """Why a checkpoint cannot be downloaded by this account; empty when it can."""
    if page.access == "open":
        return ""
    if page.access_note:
        return page.access_note
    return {
        "needs sign-in": "Its authors ask for an account. Sign in with an access token first.",
        "needs licence": "Its authors ask everybody to accept their conditions on its page first.",
        "denied": "This account may not read it.",
    }[page.access]


# -- The transfer ----------------------------------------------------------------------------


def transfer_numbers(progress: TransferProgress) -> str:
    """`179 of 436 MB · 12.4 MB/s · 21 s left`; what is not known is left out."""
    parts = [of_bytes(progress.have, progress.total)]
    if progress.rate is not None and not progress.stalled:
        parts.append(f"{words.bytes_(round(progress.rate))}/s")
        if progress.seconds_left is not None:
            parts.append(f"{words.seconds(max(1.0, progress.seconds_left))} left")
    return " · ".join(parts)


def of_bytes(have: int, total: int) -> str:
    """`179 of 436 MB`, with the unit once where both have the same."""
    first, last = words.bytes_(have), words.bytes_(total)
    number, _, unit = first.partition(words.JOIN)
    return f"{number if last.endswith(words.JOIN + unit) else first} of {last}"


def current_file(progress: TransferProgress) -> str:
    """The file that is worked on; several at once are counted."""
    busy = [one for one in progress.files if one.state in ("downloading", "checking")]
    if not busy:
        return ""
    largest = max(busy, key=lambda one: one.size)
    return largest.path if len(busy) == 1 else f"{largest.path} and {len(busy) - 1} more"


def is_checking(progress: TransferProgress) -> bool:
    """Whether everything has arrived and only checksums are being compared."""
    states = {one.state for one in progress.files}
    return "checking" in states and "downloading" not in states


# -- The cache -------------------------------------------------------------------------------


def cached_entry(one: CachedCheckpoint, revision: CachedRevision, offline: bool) -> Entry:
    """A revision in the shared cache as a card of the list."""
    several = len(one.revisions) > 1
    name = f"{one.name} @ {revision_name(revision)}" if several else one.name
    facts = [part for part in (one.model_type, words.bytes_(revision.size)) if part]
    badge, role, why = "downloaded", "good", ""
    if revision.resumable:
        arrived = share(revision.has, revision.planned)
        badge, role = f"{arrived} here", "warn"
        why = f"The download is unfinished: {of_bytes(revision.has, revision.planned)}."
        why += " Without the Hub it cannot go on." if offline else " Resume it to load it."
    elif not revision.complete:
        badge, role = "partial", ""
        why = revision.why_not or "Some of its files are missing."
    return Entry(
        key=cached_key(one, revision),
        title=name,
        facts=" · ".join(facts),
        badge=badge,
        badge_role=role,
        tip="\n".join(part for part in (one.name, why, revision.folder) if part),
        dim=not revision.complete,
    )


def cached_key(one: CachedCheckpoint, revision: CachedRevision) -> str:
    """What the list knows a cached revision by."""
    return f"cache:{one.name}:{revision.commit}"


def revision_name(revision: CachedRevision) -> str:
    """A ref that leads to it, or the beginning of its commit."""
    return revision.refs[0] if revision.refs else revision.commit[:7]
