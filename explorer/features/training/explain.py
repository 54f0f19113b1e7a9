"""What a training did, in words with its own numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from explorer.features.training.protocol import (
    ExamAnswer,
    ExamQuestion,
    Objective,
    Outcome,
    SnapshotsRun,
    TrainingFinished,
    TrainingForgotten,
    TrainingPaused,
    TrainingProgress,
    TrainingResumed,
    TrainingStarted,
)
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import bytes_, count, joined, ntr, percent, rounded, seconds
from explorer.text.phrases import bare, bold, named
from explorer.text.translation import tr


def started(result: TrainingStarted, summary: ModelSummary | None) -> Explanation:
    """From the first step on: what a step does."""
    paragraphs = [_a_step(result), _what_it_learns(result)]
    if result.added_head:
        paragraphs.append(
            tr(
                "It had no output for these labels, so it got a fresh head for them: {labels}. "
                "The rest of it stays what it was, and learns as well.",
                labels=joined([named(label) for label in result.labels]),
            )
        )
    paragraphs.append(
        tr(
            "It learns on a copy: the model in memory stays as it is until the training ends, or "
            "you open a [snapshot](glossary:training-snapshot). The copy takes {total} of memory: "
            "{weights} for its weights, {optimizer} for the optimizer, and {step} for a step at "
            "its fullest moment: the activations of one batch, which are freed while the "
            "gradients, {gradients}, are made.",
            total=bytes_(result.memory.total),
            weights=bytes_(result.memory.weights),
            gradients=bytes_(result.memory.gradients),
            optimizer=bytes_(result.memory.optimizer),
            step=bytes_(result.memory.step),
        )
    )
    return Explanation(tr("It is learning"), tuple(paragraphs))


def _a_step(result: TrainingStarted) -> str:
    settings = result.settings
    reads = (
        _reads_pieces(min(settings.batch_size, result.pieces))
        if result.pieces > result.texts
        else _reads(result.objective, min(settings.batch_size, result.texts))
    )
    weights = bold(ntr("{count} weight", "{count} weights", result.parameters))
    if settings.lora_rank:
        moves = tr(
            "Its own weights stay as they are: [LoRA](glossary:lora) puts two small matrices of "
            "rank {rank} beside some layers. Only their {weights} move, seldom by more than "
            "{rate:g} a step: the [learning rate](glossary:learning-rate).",
            rank=settings.lora_rank,
            weights=weights,
            rate=settings.learning_rate,
        )
    else:
        # Adam moves a weight by more where its gradient is large after many that were none.
        moves = tr(
            "Then all {weights} move a little towards the right answers, seldom by more than "
            "{rate:g} a step: the [learning rate](glossary:learning-rate).",
            weights=weights,
            rate=settings.learning_rate,
        )
    return f"{reads} {moves}"


def _reads(objective: Objective, texts: int) -> str:
    """What the model reads and guesses in one step."""
    match objective:
        case "masked words":
            return ntr(
                "In every [step](glossary:training-step) it reads {count} text with gaps and "
                "guesses the hidden words.",
                "In every [step](glossary:training-step) it reads {count} texts with gaps and "
                "guesses the hidden words.",
                texts,
            )
        case "next token":
            return ntr(
                "In every [step](glossary:training-step) it reads {count} text and guesses, at "
                "every token, the one that comes next.",
                "In every [step](glossary:training-step) it reads {count} texts and guesses, at "
                "every token, the one that comes next.",
                texts,
            )
        case "labels":
            return ntr(
                "In every [step](glossary:training-step) it reads {count} text and guesses its "
                "label.",
                "In every [step](glossary:training-step) it reads {count} texts and guesses the "
                "label of each.",
                texts,
            )
        case "text to text":
            return ntr(
                "In every [step](glossary:training-step) it reads {count} text and guesses, token "
                "by token, the text that belongs to it.",
                "In every [step](glossary:training-step) it reads {count} texts and guesses, token "
                "by token, the text that belongs to each.",
                texts,
            )


def _reads_pieces(pieces: int) -> str:
    """The same where texts are cut, as only those whose next token is guessed are."""
    return ntr(
        "In every [step](glossary:training-step) it reads {count} piece of text and guesses, at "
        "every token, the one that comes next.",
        "In every [step](glossary:training-step) it reads {count} pieces of text and guesses, at "
        "every token, the one that comes next.",
        pieces,
    )


def _what_it_learns(result: TrainingStarted) -> str:
    text = ntr(
        "It learns from {title}: {count} text.",
        "It learns from {title}: {count} texts.",
        result.texts,
        title=named(result.title),
    )
    if result.pieces > result.texts:
        text += " " + cut_into_pieces(result.pieces, result.settings.length)
    if not result.held_out:
        return text
    return (
        text
        + " "
        + tr(
            "{held_out} are [held out](glossary:held-out): it is judged by them and never "
            "learns from them.",
            held_out=count(result.held_out),
        )
    )


def cut_into_pieces(pieces: int, length: int) -> str:
    """How long texts are read; `length` in tokens."""
    return tr(
        "What it learns from is cut into {pieces} pieces of at most {length} tokens.",
        pieces=count(pieces),
        length=count(length),
    )


def paused(result: TrainingPaused, summary: ModelSummary | None) -> Explanation:
    """In the middle."""
    progress = result.progress
    paragraphs = [
        ntr(
            "{count} of {steps} steps is done, at {speed:.0f} a second. Nothing is lost: it "
            "continues exactly as if there had been no pause.",
            "{count} of {steps} steps are done, at {speed:.0f} a second. Nothing is lost: it "
            "continues exactly as if there had been no pause.",
            progress.step,
            steps=count(progress.steps),
            speed=progress.steps_per_second,
        ),
        *_learned(result.started, progress),
    ]
    return Explanation(tr("The training is paused"), tuple(paragraphs))


def finished(result: TrainingFinished, summary: ModelSummary | None) -> Explanation:
    """At the end."""
    begun, progress = result.started, result.progress
    why = {
        "steps": ntr("The {count} step is made", "All {count} steps are made", progress.step),
        "time": ntr(
            "The time is over after {count} step",
            "The time is over after {count} steps",
            progress.step,
        ),
        "stopped": ntr(
            "You ended it after {count} step", "You ended it after {count} steps", progress.step
        ),
    }[result.reason]
    paragraphs = [
        tr("{why}; computing them took {time}.", why=why, time=seconds(progress.seconds)),
        *_learned(begun, progress),
        *_forgot(begun, progress),
        tr(
            "The last [snapshot](glossary:training-snapshot) has all that it learned; look inside "
            "an earlier one to see what it knew then. “Save as…” keeps the one that is open, with "
            "a card that says how it was trained."
        )
        if _outcome(begun, progress) == "learned"
        else tr(
            "The last [snapshot](glossary:training-snapshot) is the model as it ended, that of "
            "step 0 as it was before. “Save as…” keeps the one that is open, with a card that "
            "says how it was trained."
        ),
    ]
    return Explanation(_title(begun, progress, tr("It has learned")), tuple(paragraphs))


def verdict(outcome: Outcome) -> str:
    """The same as a part of a sentence."""
    return {
        "learned": tr("it has learned"),
        "not learned": tr("it has not learned to do this"),
        "unclear": tr("the loss and how much is right do not agree"),
        "unknown": tr("no text was held out that could tell whether it learned"),
    }[outcome]


def _outcome(begun: TrainingStarted, progress: TrainingProgress) -> Outcome:
    return progress.outcome(len(begun.labels))


def _title(begun: TrainingStarted, progress: TrainingProgress, learned: str) -> str:
    """The heading after the end; `learned` where it does better on texts it never saw."""
    return {
        "learned": learned,
        "not learned": tr("It has not learned to do this"),
        "unclear": tr("The training is over"),
        "unknown": tr("The training is over"),
    }[_outcome(begun, progress)]


def resumed(result: TrainingResumed, summary: ModelSummary | None) -> Explanation:
    """After a crash, or as it ended."""
    if result.ended:
        return Explanation(
            _title(result.started, result.progress, tr("What it had learned")),
            (
                ntr(
                    "This training ended after {count} step and was not saved. The model in "
                    "memory has its last weights. “Save as…” keeps them.",
                    "This training ended after {count} steps and was not saved. The model in "
                    "memory has its last weights. “Save as…” keeps them.",
                    result.progress.step,
                ),
                *_learned(result.started, result.progress),
            ),
        )
    return Explanation(
        tr("An unfinished training"),
        (
            ntr(
                "It stopped after {count} of {steps} steps, and the model in memory has the "
                "weights of that step. Press Continue, and it goes on as if nothing had happened.",
                "It stopped after {count} of {steps} steps, and the model in memory has the "
                "weights of that step. Press Continue, and it goes on as if nothing had happened.",
                result.progress.step,
                steps=count(result.progress.steps),
            ),
            *_learned(result.started, result.progress),
        ),
    )


def snapshots_run(result: SnapshotsRun, summary: ModelSummary | None) -> Explanation:
    """One text at every snapshot."""
    paragraphs = [
        ntr(
            "The same text went through {count} snapshot, which took {time}.",
            "The same text went through {count} snapshots; all of it took {time}.",
            len(result.snapshots),
            time=seconds(result.seconds),
        )
    ]
    last = ""
    changes = []
    for snapshot in result.snapshots:
        if snapshot.words[0] != last:
            last = snapshot.words[0]
            changes.append(
                tr(
                    "{answer} from the snapshot of step {step} on ({share})",
                    step=count(snapshot.step),
                    answer=named(last),
                    share=percent(float(snapshot.probabilities[0])),
                )
            )
    # Translators: a list of “{answer} from the snapshot of step {step} on ({share})”
    paragraphs.append(tr("Its first answer was {answers}.", answers=joined(changes)))
    return Explanation(tr("One text, every snapshot"), tuple(paragraphs))


def forgotten(result: TrainingForgotten, summary: ModelSummary | None) -> Explanation:
    """The snapshots are gone."""
    return Explanation(
        tr("The snapshots are deleted"),
        (
            tr(
                "{freed} are free again. The model in memory keeps the weights that it has.",
                freed=bytes_(result.freed),
            ),
        ),
    )


def _learned(begun: TrainingStarted, progress: TrainingProgress) -> list[str]:
    """What the loss and the exam say."""
    paragraphs = []
    outcome = _outcome(begun, progress)
    if len(progress.held_out_losses) > 1 and not math.isnan(progress.held_out_loss):
        first, last = float(progress.held_out_losses[0]), progress.held_out_loss
        values = {"first": rounded(first), "last": rounded(last)}
        if outcome == "not learned":
            loss = (
                tr(
                    "**It has not learned to do this**: on texts it had not seen, the "
                    "[loss](glossary:loss) rose from {first} to {last}.",
                    **values,
                )
                if last > first
                else tr(
                    "**It has not learned to do this**: on texts it had not seen, the "
                    "[loss](glossary:loss) is {last}, as before the first step.",
                    **values,
                )
            )
        else:
            loss = tr(
                "The [loss](glossary:loss) on texts that it never learned from went from "
                "{first} to {last}.",
                **values,
            )
        paragraphs.append(f"{loss} {_right(begun.objective, progress)} {_before(begun, progress)}")
        if outcome == "unclear":
            paragraphs[-1] += " " + tr("The two do not agree: this does not show that it learned.")
        if rose := _rose(progress):
            paragraphs.append(rose)
    elif outcome == "unknown" and len(progress.exam_steps) > 1:
        paragraphs.append(
            tr(
                "No text was [held out](glossary:held-out), so nothing tells whether what it "
                "learned holds for other texts."
            )
        )
    for question, answers in zip(begun.exam, progress.answers, strict=True):
        # One answer that came right proves nothing where most others did not.
        if (
            outcome in ("learned", "unknown")
            and not question.former
            and (sentence := _since(question, begun.objective, progress, answers))
        ):
            paragraphs.append(sentence)
            break
    unseen = [question.answer for question in begun.exam if question.unseen]
    if unseen:
        paragraphs.append(
            ntr(
                "{count} question of the exam is asked only to see what it says: the right answer, "
                "{answers}, is in no text that it learns from.",
                "{count} questions of the exam are asked only to see what it says: the right "
                "answers, {answers}, are in no text that it learns from.",
                len(unseen),
                answers=joined(list(map(named, unseen))),
            )
        )
    return paragraphs


def _right(objective: Objective, progress: TrainingProgress) -> str:
    """How much of what the exam asks in the held-out texts was answered right at the end."""
    values = {
        "step": count(int(progress.exam_steps[-1])),
        "share": bold(percent(float(progress.held_out_right[-1]))),
    }
    match objective:
        case "masked words":
            return tr(
                "At step {step}, {share} of the hidden tokens of those texts were named right.",
                **values,
            )
        case "next token":
            return tr(
                "At step {step}, {share} of the tokens of those texts were named right from what "
                "is before them.",
                **values,
            )
        case "labels":
            return tr("At step {step}, {share} of those texts got the right label.", **values)
        case "text to text":
            return tr(
                "At step {step}, {share} of the tokens of their right answers were named right, "
                "each with the right ones before it given.",
                **values,
            )


def _before(begun: TrainingStarted, progress: TrainingProgress) -> str:
    """How much was right before the first step, and how much guessing gives where that is known."""
    values = {"before": percent(float(progress.held_out_right[0]))}
    if not begun.labels:
        return tr("Before the first step it was {before}.", **values)
    return ntr(
        "Before the first step it was {before}; there is {count} label, so guessing gives "
        "{chance}.",
        "Before the first step it was {before}; there are {count} labels, so guessing gives "
        "{chance}.",
        len(begun.labels),
        chance=percent(1 / len(begun.labels)),
        **values,
    )


_RECENT = 20
"""So many steps are averaged for the loss on its own texts: one batch says little."""

_BY_HEART = 0.22
"""With a loss below this it gives what is right in its own texts 80 % and more: -ln(0.8)."""


def _rose(progress: TrainingProgress) -> str:
    """That the loss on held-out texts has risen again, and whether its own are known by heart.

    It has risen where it is a tenth and 0.02 above its lowest. Texts are known by heart only where
    the loss on them is low as well (`_BY_HEART`) and less than half of that on the held-out ones:
    a loss of 0.5 with two labels is hardly better than guessing, whatever the exam says.
    """
    last, lowest = progress.held_out_loss, float(progress.held_out_losses.min())
    if last <= 1.1 * lowest + 0.02:
        return ""
    at = int(progress.exam_steps[int(progress.held_out_losses.argmin())])
    text = (
        tr(
            "It was lowest, {lowest}, at step {step}, and is higher now.",
            lowest=rounded(lowest),
            step=count(at),
        )
        if at
        else tr("It was lowest before the first step.")
    )
    recent = progress.losses[-_RECENT:]
    own = float(recent.mean()) if len(recent) else math.nan
    if not (own < _BY_HEART and own < last / 2):
        return text
    return (
        text
        + " "
        + ntr(
            "On the texts that it learned from it was {own} in the last step: it knows what "
            "is right in them by heart. That is [overfitting](glossary:overfitting).",
            "On the texts that it learned from it was {own} on average in the last {count} steps: "
            "it knows what is right in them by heart. That is "
            "[overfitting](glossary:overfitting).",
            len(recent),
            own=rounded(own),
        )
    )


def _since(
    question: ExamQuestion,
    objective: Objective,
    progress: TrainingProgress,
    answers: Sequence[ExamAnswer],
) -> str:
    """Since when a question of the exam is answered right; empty where it is not.

    One that was right before the first step was not learned here, whatever came in between.
    """
    if not answers or answers[0].right or not answers[-1].right:
        return ""
    first = len(answers) - 1
    while answers[first - 1].right:
        first -= 1
    values = {
        # It was asked at these steps alone: between the two is where it learned it.
        "step": bold(count(int(progress.exam_steps[first]))),
        "before": count(int(progress.exam_steps[first - 1])),
        "answer": named(question.answer),
        "text": named(question.text),
    }
    match objective:
        case "labels":
            return tr(
                "At the exam after step {step}, and at each one since, it gave “{text}” the label "
                "{answer}; at the one after step {before} it did not yet. It was given no rule for "
                "this, only texts with their labels.",
                **values,
            )
        case "text to text":
            return tr(
                "At the exam after step {step}, and at each one since, it wrote {answer} for "
                "“{text}”; at the one after step {before} it did not yet. It was given no rule for "
                "this, only texts with their answers.",
                **values,
            )
        case _:
            return tr(
                "At the exam after step {step}, and at each one since, {answer} came first for "
                "“{text}”; at the one after step {before} it did not yet. It was given no rule for "
                "this, only texts.",
                **values,
            )


def _forgot(begun: TrainingStarted, progress: TrainingProgress) -> list[str]:
    """What it answers now to what it knew before."""
    changed = [
        tr(
            "to “{text}” it answered “{before}” before, and answers “{now}” now",
            text=named(question.text),
            before=named(bare(question.answer)),
            now=named(bare(answers[-1].text)),
        )
        for question, answers in zip(begun.exam, progress.answers, strict=True)
        if question.former and answers and not answers[-1].right
    ]
    asked = sum(question.former for question in begun.exam)
    if not asked:
        return []
    if not changed:
        return [
            ntr(
                "It still gives the same answer to the {count} question about what it knew before.",
                "It still gives the same answers to all {count} questions about what it knew "
                "before.",
                asked,
            )
        ]
    return [
        tr(
            "It also unlearned something: {changed}. That is [forgetting](glossary:forgetting).",
            changed=joined(changed),
        )
    ]
