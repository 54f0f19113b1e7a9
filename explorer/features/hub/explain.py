"""What a download will bring, and what it brought."""

from __future__ import annotations

from explorer.features.hub.protocol.page import ConfigRead
from explorer.features.hub.protocol.transfer import Downloaded, DownloadPlan
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import bytes_, capital, seconds
from explorer.text.phrases import bold, named, noun, term
from explorer.text.translation import tr


def plan(result: DownloadPlan, summary: ModelSummary | None) -> Explanation:
    """Which files would come; nothing was downloaded yet."""
    coming = [file for file in result.files if file.on_disk != "yes"]
    cache = term("cache", "cache")
    if not coming:
        first = tr(
            "All files of {checkpoint} that loading opens are on this computer "
            "already: nothing has to be downloaded.",
            checkpoint=named(result.checkpoint),
        )
    else:
        files = noun(len(coming), "file")
        first = tr(
            "{files} ({missing}) will be downloaded and kept in the {cache}, so the next time "
            "needs no download.",
            files=capital(files),
            missing=bold(bytes_(result.missing)),
            cache=cache,
        )
    paragraphs = [first]
    if result.skipped:
        left = sum(file.size for file in result.skipped)
        paragraphs.append(
            tr(
                "{skipped} ({left}) {value} left out, because loading does not open them.",
                skipped=capital(noun(len(result.skipped), "other file")),
                left=bytes_(left),
                value="is" if len(result.skipped) == 1 else "are",
            )
        )
    if not result.room_on_disk:
        paragraphs.append(
            tr(
                "There is not enough room: only {free_disk} are free on the disk.",
                free_disk=bytes_(result.free_disk),
            )
        )
    if result.pickled:
        paragraphs.append(
            tr(
                "The weights are in the older {term} format; they are opened in a "
                "way that runs no code.",
                term=term("pickle", "pickle"),
            )
        )
    return Explanation(tr("What will happen"), tuple(paragraphs))


def downloaded(result: Downloaded, summary: ModelSummary | None) -> Explanation:
    """Every file of the plan is in the cache."""
    first = tr("{checkpoint} is on this computer now: ", checkpoint=named(result.checkpoint))
    if result.received:
        first += tr(
            "{received} came from the Hub in {seconds}",
            received=bold(bytes_(result.received)),
            seconds=seconds(result.seconds),
        )
        first += (
            tr(", and {reused} were here before.", reused=bytes_(result.reused))
            if result.reused
            else "."
        )
    else:
        first += tr("everything was here before, so nothing was downloaded.")
    return Explanation(
        tr("The checkpoint is on this computer"),
        (
            first,
            tr(
                "It is in the {term} at {term2} {commit} and opens without network from now on.",
                term=term("cache", "cache"),
                term2=term("commit", "commit"),
                commit=result.commit[:7],
            ),
        ),
    )


def config_read(result: ConfigRead, summary: ModelSummary | None) -> Explanation:
    """The config of a checkpoint is the starting point now; its weights stayed where they are."""
    return Explanation(
        tr("The config is here"),
        (
            tr(
                "The {term} of {checkpoint} was read from the Hub ({config_json}) "
                "at {term2} {commit}, and the form shows its settings.",
                term=term("config", "config"),
                checkpoint=named(result.checkpoint),
                config_json=bold(bytes_(len(result.config_json.encode()))),
                term2=term("commit", "commit"),
                commit=result.commit[:7],
            ),
            tr(
                "No weights were downloaded. A model that you create from these settings has "
                "random weights: to get the trained ones, open the checkpoint's page."
            ),
        ),
    )
