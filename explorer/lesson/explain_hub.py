"""What a download will bring, and what it brought."""

from __future__ import annotations

from explorer.lesson.phrases import bold, named, noun, term
from explorer.messages.hub.page import ConfigRead
from explorer.messages.hub.transfer import Downloaded, Plan
from explorer.messages.lesson import Explanation
from explorer.messages.model import ModelSummary
from explorer.words import bytes_, capital, seconds


def plan(result: Plan, summary: ModelSummary | None) -> Explanation:
    """Which files would come; nothing was downloaded yet."""
    coming = [file for file in result.files if file.on_disk != "yes"]
    cache = term("cache", "cache")
    if not coming:
        first = (
            f"All files of {named(result.checkpoint)} that loading opens are on this computer "
            "already: nothing has to be downloaded."
        )
    else:
        files = noun(len(coming), "file")
        verb = "comes and is" if len(coming) == 1 else "come and are"
        first = (
            f"{capital(files)} ({bold(bytes_(result.missing))}) {verb} kept in the {cache}, so "
            "the next time needs no download."
        )
    paragraphs = [first]
    if result.skipped:
        left = sum(file.size for file in result.skipped)
        paragraphs.append(
            f"{capital(noun(len(result.skipped), 'other file'))} ({bytes_(left)}) "
            f"{'is' if len(result.skipped) == 1 else 'are'} left out, because loading does not "
            "open them."
        )
    if not result.room_on_disk:
        paragraphs.append(
            f"There is not enough room: only {bytes_(result.free_disk)} are free on the disk."
        )
    if result.pickled:
        paragraphs.append(
            f"The weights are in the older {term('pickle', 'pickle')} format; they are opened in "
            "a way that runs no code."
        )
    return Explanation("What will happen", tuple(paragraphs))


def downloaded(result: Downloaded, summary: ModelSummary | None) -> Explanation:
    """Every file of the plan is in the cache."""
    first = f"{named(result.checkpoint)} is on this computer now: "
    if result.received:
        first += f"{bold(bytes_(result.received))} came from the Hub in {seconds(result.seconds)}"
        first += f", and {bytes_(result.reused)} were here before." if result.reused else "."
    else:
        first += "everything was here before, so nothing was downloaded."
    return Explanation(
        "The checkpoint is here",
        (
            first,
            f"It lies in the {term('cache', 'cache')} at {term('commit', 'commit')} "
            f"{result.commit[:7]} and opens without network from now on.",
        ),
    )


def config_read(result: ConfigRead, summary: ModelSummary | None) -> Explanation:
    """The config of a checkpoint is the starting point now; its weights stayed where they are."""
    return Explanation(
        "The config is here",
        (
            f"The {term('config', 'config')} of {named(result.checkpoint)} was read from the Hub "
            f"({bold(bytes_(len(result.config_json.encode())))}) at {term('commit', 'commit')} "
            f"{result.commit[:7]}, and the form shows its settings.",
            "No weights were downloaded. A model that you create from these settings has "
            "random weights: to get the trained ones, open the checkpoint's page.",
        ),
    )
