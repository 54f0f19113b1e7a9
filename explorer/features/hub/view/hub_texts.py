"""The words and numbers of the Hub panes: rows, badges, plans, progress. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.hub.protocol.cache import CachedCheckpoint, CachedRevision
from explorer.features.hub.protocol.checkpoint_page import CheckpointPage, HubFile
from explorer.features.hub.protocol.fit import Fit
from explorer.features.hub.protocol.hub_terms import Verdict
from explorer.features.hub.protocol.search import CheckpointRow, Starter
from explorer.features.hub.protocol.transfer import DownloadPlan, TransferProgress
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.text.workplace import elsewhere, workplace
from explorer.widgets.entry_list import ListEntry

FIT_ROLES: dict[Verdict, str] = {
    "fits": "good",
    "tight": "warn",
    "too large": "bad",
    "cannot tell": "",
}
"""The colour of each verdict; not knowing is neutral, never red."""

_FIT_BADGES: dict[Verdict, str] = {
    "fits": tr("fits"),
    "tight": tr("tight"),
    "too large": tr("too large"),
    "cannot tell": tr("fit unknown"),
}
_FIT_TIPS: dict[Verdict, str] = {
    "fits": tr("It fits in the memory that is free now."),
    "tight": tr("It would just fit in the memory that is free now."),
    "too large": tr("It needs more memory than is free now."),
    "cannot tell": tr("The Hub does not say how large it is, so it is not known whether it fits."),
}


def short(n: int | None) -> str:
    """A count with three digits at most and a unit, `?` where it is not known."""
    if n is None:
        return "?"
    return numbers.short_count(n, always_one_decimal=False)


def row_entry(row: CheckpointRow) -> ListEntry:
    """A search result as a card of the list."""
    badge, role = badge_of(row)
    size = tr("size unknown")
    if row.weight_bytes is not None:
        size = tr("{size} of weights", size=numbers.bytes_(row.weight_bytes))
    known = short(row.parameters) if row.parameters is not None else ""
    facts = (row.task or tr("no task given"), known, size)
    more = f"↓ {short(row.downloads)}   ♥ {short(row.likes)}"
    if row.licence:
        more += f"   {row.licence}"
    return ListEntry(
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
        return tr("needs sign-in"), "warn"
    if row.downloaded == "yes":
        if row.fit in ("tight", "too large"):
            return tr("downloaded · {verdict}", verdict=_FIT_BADGES[row.fit]), FIT_ROLES[row.fit]
        return tr("downloaded"), "good"
    return _FIT_BADGES[row.fit], FIT_ROLES[row.fit]


def _row_tip(row: CheckpointRow) -> str:
    lines = [row.name]
    if row.parameters is not None:
        lines.append(numbers.ntr("{count} parameter", "{count} parameters", row.parameters))
    if row.model_type or row.library:
        lines.append(", ".join(part for part in (row.model_type, row.library) if part))
    if row.needs_sign_in:
        lines.append(tr("Its authors ask for an account; sign in first."))
    lines.append(_FIT_TIPS[row.fit])
    if row.downloaded == "yes":
        lines.append(tr("It is on {computer} already.", computer=workplace()))
    elif row.downloaded == "partly":
        lines.append(tr("A part of it is on {computer} already.", computer=workplace()))
    return "\n".join(lines)


def starter_entry(starter: Starter) -> ListEntry:
    """A line of the starter list."""
    here = starter.downloaded == "yes"
    return ListEntry(
        key=starter.name,
        title=starter.name,
        facts=starter.why,
        badge=tr("downloaded") if here else "",
        badge_role="good" if here else "",
        tip=f"{starter.name}\n{starter.why}",
    )


# -- The page --------------------------------------------------------------------------------


def fit_chip(page: CheckpointPage, fit: Fit | None) -> str:
    """`108 M parameters · running it needs about 0.6 GB of your 23 GB`."""
    parts = []
    if page.parameters is not None:
        parts.append(tr("{parameters} parameters", parameters=short(page.parameters)))
    if fit is None:
        parts.append(tr("working out whether it fits"))
    elif fit.verdict == "cannot tell":
        parts.append(tr("fit unknown"))
    else:
        needed, memory = numbers.bytes_(fit.needed), numbers.bytes_(fit.room)
        parts.append(
            tr(
                "running it needs about {needed} of {memory} on {computer}",
                needed=needed,
                memory=memory,
                computer=elsewhere(),
            )
            if elsewhere()
            else tr(
                "running it needs about {needed} of your {memory}", needed=needed, memory=memory
            )
        )
        if fit.verdict != "fits":
            parts.append(fit.verdict)
    return " · ".join(parts)


def plan_sentence(plan: DownloadPlan) -> str:
    """What a download would bring, and what it leaves out, in two sentences at most."""
    if not plan.missing:
        text = numbers.ntr(
            "The file that loading opens ({size}) is on {computer} already.",
            "All {count:words} files that loading opens ({size}) are on {computer} already.",
            len(plan.files),
            computer=workplace(),
            size=numbers.bytes_(plan.total),
        )
    else:
        text = numbers.capital(
            numbers.ntr(
                "{count:words} file, {total}.",
                "{count:words} files, {total}.",
                len(plan.files),
                total=numbers.bytes_(plan.total),
            )
        )
        here = plan.total - plan.missing
        if here:
            text += " " + tr("Of these, {size} are here already.", size=numbers.bytes_(here))
    if plan.skipped:
        left = numbers.bytes_(sum(file.size for file in plan.skipped))
        text += " " + tr(
            "Not needed: {files} ({size}).",
            files=_some([skipped_file.path for skipped_file in plan.skipped]),
            size=left,
        )
    if not plan.room_on_disk:
        text += " " + tr(
            "The disk has only {free_disk} free, and {missing} are still to come.",
            free_disk=numbers.bytes_(plan.free_disk),
            missing=numbers.bytes_(plan.missing),
        )
    if plan.pickled:
        text += " " + tr("The weights are in the older pickle format; no code in them is run.")
    return text


def _some(names: Sequence[str], most: int = 2) -> str:
    if len(names) <= most + 1:
        return numbers.joined(names)
    return tr(
        "{files} and {remaining} more",
        files=", ".join(names[:most]),
        remaining=numbers.count(len(names) - most),
    )


def weights_chip(plan: DownloadPlan) -> tuple[str, str]:
    """What format the weights have, and the colour of that chip."""
    if plan.pickled:
        return tr("Older format: pickle"), "warn"
    if plan.weights.endswith((".safetensors", ".safetensors.index.json")) or any(
        file.path.endswith(".safetensors") for file in plan.files
    ):
        return tr("Safe format: safetensors"), "good"
    return "", ""


def on_disk(file: HubFile) -> str:
    """Whether a file is here: `yes`, `41 %`, or `no`."""
    if file.on_disk == "partly" and file.size:
        return share(file.have, file.size)
    return tr("yes") if file.on_disk == "yes" else tr("no")


def share(have: int, size: int) -> str:
    """A part of a whole in whole percent; never 100 % while something is missing."""
    if not size:
        return tr("yes")
    percent = have * 100 // size
    return f"{percent}{numbers.JOIN}%"


def access_sentence(page: CheckpointPage) -> str:
    """Why a checkpoint cannot be downloaded by this account; empty when it can."""
    if page.access == "open":
        return ""
    if page.access_note:
        return page.access_note
    return {
        "needs sign-in": tr("Its authors ask for an account. Sign in with an access token first."),
        "needs licence": tr(
            "Its authors ask everybody to accept their conditions on its page first."
        ),
        "denied": tr("This account may not read it."),
    }[page.access]


# -- The transfer ----------------------------------------------------------------------------


def transfer_numbers(progress: TransferProgress) -> str:
    """`179 of 436 MB · 12.4 MB/s · 21 s left`; what is not known is left out."""
    parts = [of_bytes(progress.have, progress.total)]
    if progress.rate is not None and not progress.stalled:
        parts.append(f"{numbers.bytes_(round(progress.rate))}/s")
        if progress.seconds_left is not None:
            parts.append(
                tr(
                    "{seconds_left} left",
                    seconds_left=numbers.seconds(max(1.0, progress.seconds_left)),
                )
            )
    return " · ".join(parts)


def of_bytes(have: int, total: int) -> str:
    """`179 of 436 MB`, with the unit once where both have the same."""
    first, last = numbers.bytes_(have), numbers.bytes_(total)
    number, _, unit = first.partition(numbers.JOIN)
    return tr(
        "{received} of {total}",
        received=number if last.endswith(numbers.JOIN + unit) else first,
        total=last,
    )


def current_file(progress: TransferProgress) -> str:
    """The file that is worked on; several at once are counted."""
    busy = [file for file in progress.files if file.state in ("downloading", "checking")]
    if not busy:
        return ""
    largest = max(busy, key=lambda file_progress: file_progress.size)
    return (
        largest.path
        if len(busy) == 1
        else tr("{path} and {busy} more", path=largest.path, busy=len(busy) - 1)
    )


def is_checking(progress: TransferProgress) -> bool:
    """Whether everything has arrived and only checksums are being compared."""
    states = {file.state for file in progress.files}
    return "checking" in states and "downloading" not in states


# -- The cache -------------------------------------------------------------------------------


def cached_entry(
    checkpoint: CachedCheckpoint, revision: CachedRevision, offline: bool
) -> ListEntry:
    """A revision in the shared cache as a card of the list."""
    several = len(checkpoint.revisions) > 1
    name = f"{checkpoint.name} @ {revision_name(revision)}" if several else checkpoint.name
    size = tr("{size} on disk", size=numbers.bytes_(revision.size))
    facts = [part for part in (checkpoint.model_type, size) if part]
    badge, role, why = tr("downloaded"), "good", ""
    if revision.resumable:
        arrived = share(revision.has, revision.planned)
        badge, role = tr("{arrived} here", arrived=arrived), "warn"
        why = tr(
            "The download is unfinished: {progress}.",
            progress=of_bytes(revision.has, revision.planned),
        )
        why += (
            " " + tr("Without the Hub it cannot continue.")
            if offline
            else " " + tr("Resume it to load it.")
        )
    elif not revision.complete:
        badge, role = revision.other_format or tr("partial"), ""
        why = revision.disabled_reason or tr("Some of its files are missing.")
    return ListEntry(
        key=cached_key(checkpoint, revision),
        title=name,
        facts=" · ".join(facts),
        badge=badge,
        badge_role=role,
        tip="\n".join(part for part in (checkpoint.name, why, revision.folder) if part),
        dim=not revision.complete,
    )


def cached_key(checkpoint: CachedCheckpoint, revision: CachedRevision) -> str:
    """What the list knows a cached revision by."""
    return f"cache:{checkpoint.name}:{revision.commit}"


def revision_name(revision: CachedRevision) -> str:
    """A ref that leads to it, or the beginning of its commit."""
    return revision.refs[0] if revision.refs else revision.commit[:7]
