"""Answers: what a run says, by task."""

from __future__ import annotations

from explorer.features.answers.protocol import (
    AnswerChosen,
    AskQuestion,
    CheckRows,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    QuestionAnswered,
    RunWithTarget,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.features.media.protocol import FileRunResult, RunOnFile
from explorer.protocol.feature import Feature
from explorer.protocol.run import RunResult
from explorer.text.translation import tr

FEATURE = Feature(
    name="answers",
    title=tr("Answers"),
    compute={
        LabelTokens: "compute.answers:label_tokens",
        AskQuestion: "compute.answers:ask_question",
        ChooseAnswer: "compute.answers:choose_answer",
        RunWithTarget: "compute.target:run_with_target",
        CheckRows: "compute.answers:check_rows",
        CompareTexts: "compute.similarity:compare_texts",
    },
    explained_at_once=frozenset(
        {FileRunResult, TokensLabelled, QuestionAnswered, AnswerChosen, TextsCompared, TargetRan}
    ),
    explain={
        TokensLabelled: "explain:labelled",
        QuestionAnswered: "explain:answered",
        AnswerChosen: "explain:chosen",
        TextsCompared: "explain:compared",
        TargetRan: "explain:targeted",
    },
    code={
        LabelTokens: "code:write",
        AskQuestion: "code:write",
        ChooseAnswer: "code:write",
        CompareTexts: "code:write",
        RunWithTarget: "code:write",
        RunOnFile: "code:write",
    },
    export={
        RunResult: "export:ran",
        TokensLabelled: "export:labelled",
        QuestionAnswered: "export:answered",
        AnswerChosen: "export:chosen",
        TargetRan: "export:target",
        TextsCompared: "export:texts",
    },
)
