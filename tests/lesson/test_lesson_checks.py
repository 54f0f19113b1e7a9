"""Facts out of results, conditions on facts, and sentences with facts: by hand and by an engine."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from explorer import resources
from explorer.features.architecture.protocol import ModuleTreeRequest
from explorer.features.checkpoints.protocol import CompareSaved
from explorer.features.compare.protocol import LoadOther, RunBoth
from explorer.features.create.protocol.config import CheckConfig
from explorer.features.lessons.course.checks import DONE, filled, holds, tell
from explorer.features.lessons.course.facts import FACTS
from explorer.features.lessons.course.journal import Journal
from explorer.features.lessons.library import Lessons
from explorer.features.lessons.protocol import Condition, LessonPage, Need, Task
from explorer.protocol.config import ConfigEdit
from explorer.protocol.explanation import FactValue
from explorer.protocol.job import Request
from explorer.protocol.model import CreateRandomCopy, LoadModel, ModelReady, SaveModel, UnloadModel
from explorer.protocol.run import Run, RunResult
from explorer.text.glossary import Glossary
from tests.afresh import now
from tests.lesson.conftest import Bench
from tests.lesson.made import FOOTPRINT, verdict

FRANCE = "The capital of France is [MASK]."
BERT = str(resources.path("models", "mini-world-bert"))
FACTS_NOW: dict[str, FactValue] = {
    "run.top": "paris",
    "run.tokens": 9,
    "run.top_share": 0.931,
    "run.input_shape": (1, 9),
    "again.same": True,
    "trained.top": "Paris",
    "saved.name": "my *model*",
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("run.top", "is", "Paris"), True),
        (Condition("run.top", "is", "rome"), False),
        (Condition("run.top", "is", other="trained.top"), True),
        (Condition("run.top", "is", other="random.top"), False),
        (Condition("run.top", "is not", "rome"), True),
        (Condition("random.top", "is not", "rome"), False),
        (Condition("run.top", "contains", "AR"), True),
        (Condition("run.tokens", "at least", 9), True),
        (Condition("run.tokens", "more than", 9), False),
        (Condition("run.tokens", "at most", 9), True),
        (Condition("run.tokens", "less than", 9), False),
        (Condition("run.tokens", "is", True), False),
        (Condition("again.same", "is", True), True),
        (Condition("again.same", "is", 1), False),
        (Condition("run.top", "known"), True),
        (Condition("lens.top", "known"), False),
        (Condition("lens.top", "known", False), True),
        (Condition("run.top", "at least", 3), False),
        (Condition("run.top", "is", "paris", new=True), True),
        (Condition("run.tokens", "is", 9, new=True), False),
        (Condition("run.tokens", "known", new=True), False),
    ],
)
def test_conditions(condition: Condition, expected: bool) -> None:
    stamps = {"run.top": 5, "run.tokens": 4}
    # Beside a fact that came after the page was opened; alone one that did not is not counted.
    beside = Condition("run.seconds", "known", False)
    assert holds((condition, beside), FACTS_NOW, stamps | {"run.seconds": 5}, 4) is expected
    after = stamps.get(condition.fact, 0) > 4
    assert holds((condition,), FACTS_NOW, stamps, 4) is (expected and after)
    # Of what is needed, and of what was done before, everything counts that ever came.
    ever = Condition(condition.fact, condition.comparison, condition.value, condition.other)
    assert holds((condition,), FACTS_NOW, stamps, None) is holds((ever,), FACTS_NOW, {}, None)


def test_what_was_done_before_its_page_is_told_and_not_credited() -> None:
    page = LessonPage("p", "P", (), tasks=(Task("Run", (Condition("run.top", "known"),), ("!",)),))
    (before,) = tell(page, FACTS_NOW, {"run.top": 5}, 5, {}).tasks
    assert (before.done, before.before) == (False, True)
    (after,) = tell(page, FACTS_NOW, {"run.top": 6}, 5, {}).tasks
    assert after.done
    (never,) = tell(page, {}, {}, 5, {}).tasks
    assert (never.done, never.before) == (False, False)


def test_sentences_are_filled_or_left_out() -> None:
    fill = filled("{run.tokens:token}, {run.top_share}, {run.input_shape}", FACTS_NOW)
    assert fill == "9\N{NO-BREAK SPACE}tokens, 93.1\N{NO-BREAK SPACE}%, [1, 9]"
    assert filled("It says {random.top}.", FACTS_NOW) is None
    assert filled("In {saved.name}", FACTS_NOW) == r"In my \*model\*"
    assert filled("{{a}}", FACTS_NOW) == "{a}"


def test_a_page_is_told_with_what_is_known() -> None:
    page = LessonPage(
        "p",
        "P",
        ("Always.", "You had {run.tokens:token}.", "Lens: {lens.top}."),
        needs=(Need((Condition("run.top", "known"),), "Run."),),
        tasks=(
            Task("One", (Condition("run.top", "is", "paris"),), ("{run.top}", "{lens.top}")),
            Task("Two", (Condition("lens.top", "known"),), ("{lens.top}",)),
        ),
    )
    told = tell(page, FACTS_NOW, {"run.top": 1}, 0, {})
    assert told.paragraphs == ("Always.", "You had 9\N{NO-BREAK SPACE}tokens.")
    assert [(one.done, one.sentences) for one in told.tasks] == [(True, "paris"), (False, DONE)]
    assert told.need is None
    assert tell(page, {}, {}, 0, {}).need == page.needs[0]
    assert tell(page, {}, {}, 0, {"run.top": "paris"}).need is None, "it is in sight already"


def _page(key: str) -> LessonPage:
    """A page of the lesson that comes with the program."""
    (bundled,) = Lessons(frozenset(term.key for term in Glossary.load().terms)).bundled()
    assert bundled.lesson is not None
    return next(page for page in bundled.lesson.pages if page.key == key)


def test_a_sentence_without_a_mask_does_not_keep_it() -> None:
    asked: dict[str, FactValue] = {"run.other_text": True, "flow.layers": 4, "run.text": "A dog."}
    (without,) = tell(_page("flow"), asked, dict.fromkeys(asked, 1), 0, {}).tasks
    assert not without.done
    asked["run.text"] = "A dog says [MASK]."
    (kept,) = tell(_page("flow"), asked, dict.fromkeys(asked, 1), 0, {}).tasks
    assert kept.done


def test_a_sentence_of_as_many_tokens_is_told_why_it_is_not_shorter() -> None:
    facts: dict[str, FactValue] = {"run.texts": 2, "run.padding": 0, "run.tokens": 9}
    told = tell(_page("batch"), facts, dict.fromkeys(facts, 1), 0, {})
    assert not told.tasks[0].done
    assert any("9\N{NO-BREAK SPACE}tokens" in text and "fewer" in text for text in told.paragraphs)


def test_a_trained_models_run_before_the_page_does_not_replace_a_trained_model() -> None:
    # A trained model answered some pages ago; an untrained one is in memory since.
    page = _page("twin")
    facts: dict[str, FactValue] = {"trained.top": "paris", "model.state": "random"}
    facts["model.tokenizer"] = True
    assert tell(page, facts, {"trained.top": 3}, 5, {}).need == page.needs[0]
    # It answered on this page, and its twin took its place.
    assert tell(page, facts, {"trained.top": 6}, 5, {}).need is None


def test_editing_a_config_is_told_with_before_and_after() -> None:
    journal = Journal()
    first = verdict(edit=ConfigEdit("bert", "BertModel"), config_json='{"num_hidden_layers": 12}')
    journal.record(CheckConfig(first.edit), first)
    assert "config.changed_setting" not in journal.facts
    edit = ConfigEdit("bert", "BertModel", '{"num_hidden_layers": 3}')
    smaller = dataclasses.replace(FOOTPRINT, parameters=500)
    journal.record(CheckConfig(edit), verdict(edit=edit, footprint=smaller))
    facts = journal.facts
    assert facts["config.changed_setting"] == "num_hidden_layers"
    assert facts["config.parameters_before"] == FOOTPRINT.parameters
    assert facts["config.parameters"] == 500
    other = ConfigEdit("gpt2", "GPT2Model", '{"n_layer": 1}')
    journal.record(CheckConfig(other), verdict(edit=other, footprint=None))
    assert facts["config.changed_setting"] == "n_layer", "changed before it was ever counted"
    assert "config.parameters" not in facts
    assert "config.parameters_before" not in facts


def test_results_without_facts_change_nothing() -> None:
    journal = Journal()
    assert not journal.record(Request(), object())
    assert (journal.stamp, journal.facts) == (0, {})


def test_what_was_in_sight_of_a_model_is_what_its_copy_is_compared_with(
    desk: Bench, tmp_path: Path
) -> None:
    """The sentence that runs by itself at the start, too: nobody is asked to run it again."""
    journal = Journal()

    def do(request: Request) -> None:
        journal.record(request, desk.do(request))

    do(LoadModel(BERT, "mini-world-bert"))
    do(Run((FRANCE,), live=True))
    folder = str(tmp_path / "mine")
    do(SaveModel(folder))
    (bundled,) = Lessons(frozenset(term.key for term in Glossary.load().terms)).bundled()
    assert bundled.lesson is not None
    page = next(page for page in bundled.lesson.pages if page.key == "reload")

    def missing() -> object:
        return tell(page, journal.facts, journal.stamps, 0, journal.live).need

    assert missing() is None
    do(LoadModel(folder, "mine"))
    assert missing() is None, "it did run one"
    do(Run((FRANCE,)))
    assert journal.facts["again.same"] is True
    assert journal.facts["again.top"] == "paris"


def test_the_facts_of_real_work_are_those_of_the_engine(desk: Bench, tmp_path: Path) -> None:
    journal = Journal()

    def do(request: Request) -> object:
        result = desk.do(request)
        journal.record(request, result)
        return result

    facts = journal.facts
    do(LoadModel(BERT, "mini-world-bert"))
    assert (facts["model.how"], facts["model.state"]) == ("loaded", "trained")
    assert facts["load.trained"] == facts["load.total"]
    do(ModuleTreeRequest())
    assert 0 < facts["tree.largest_share"] < 1  # type: ignore[operator]
    ran = do(Run((FRANCE,)))
    best = ran.predictions[0].candidates[0]  # type: ignore[attr-defined]
    assert (facts["run.top"], facts["run.top_share"]) == ("paris", best.probability)
    assert (facts["run.tokens"], facts["run.special"]) == (9, 2)
    assert facts["run.input_shape"] == (1, 9)
    assert "run.ids_changed" not in facts
    do(Run(("The capital of Japan is [MASK].",)))
    assert facts["run.ids_changed"] == 1
    assert (facts["run.token_before"], facts["run.token_after"]) == ("france", "japan")
    assert facts["run.id_before"] != facts["run.id_after"]
    assert "run.split_word" not in facts
    do(Run(("Zorblax is [MASK].", "A dog.")))
    assert facts["run.split_word"] == "Zorblax"
    assert str(facts["run.split_pieces"]).startswith("z, ##o")
    assert facts["run.texts"] == 2
    assert facts["run.padding"] == facts["run.tokens"] - 5  # type: ignore[operator]

    do(Run((FRANCE,)))
    folder = str(tmp_path / "mine")
    do(SaveModel(folder))
    assert facts["saved.name"] == "mine"
    assert "config.json" in str(facts["saved.names"])
    do(CompareSaved(folder))
    assert facts["compared.identical"] is True
    do(LoadModel(folder, "mine"))
    assert facts["load.of_saved"] is True
    do(Run((FRANCE,)))
    assert now(facts["again.same"]) is True
    assert facts["again.share"] == best.probability
    do(LoadModel(folder, "mine"))
    assert "again.same" not in facts, "it has not run yet"
    do(Run((FRANCE,)))

    do(CreateRandomCopy())
    assert (facts["model.how"], facts["model.state"]) == ("twin", "random")
    do(Run((FRANCE,)))
    assert now(facts["random.same_text"]) is True
    assert facts["again.same"] is False
    assert facts["trained.top"] == "paris"
    assert facts["random.top_share"] < 0.2  # type: ignore[operator]
    do(Run(("A dog says [MASK].",)))
    assert now(facts["random.same_text"]) is False
    do(LoadModel(BERT, "mini-world-bert"))
    other = LoadOther("twin")
    do(other)
    assert facts["both.kind"] == "twin"
    assert "both.moved" not in facts
    do(RunBoth(other, (FRANCE,)))
    assert 0.5 < facts["both.moved"] <= 1  # type: ignore[operator]
    do(UnloadModel())
    assert not [name for name in facts if name.startswith(("model.", "load."))]
    assert set(facts) <= set(FACTS)
    assert set(journal.stamps) >= set(facts), "also of those that were taken back"


@pytest.mark.parametrize(
    ("before", "text", "word"),
    [
        (FRANCE, "My name is Zoe and I live in [MASK].", "Zoe"),
        (FRANCE, "I am Ω and [MASK].", "Ω"),
        ("The dorsal fin of [MASK].", "The dorsal fin of Al is [MASK].", "Al"),
        ("A zorblax of Zoe is [MASK].", "A zorblax of zoe is quixotic [MASK].", "quixotic"),
    ],
)
def test_of_a_name_that_was_put_in_is_told(desk: Bench, before: str, text: str, word: str) -> None:
    journal = Journal()
    for request in (LoadModel(BERT, "mini-world-bert"), Run((before,)), Run((text,))):
        journal.record(request, desk.do(request))
    assert journal.facts["run.split_word"] == word


def test_a_run_that_follows_the_typing_is_spoken_of_and_does_no_task(desk: Bench) -> None:
    journal = Journal()

    def do(request: Request) -> None:
        journal.record(request, desk.do(request))

    do(LoadModel(BERT, "mini-world-bert"))
    do(Run((FRANCE,)))
    stamp = journal.stamp
    for word in ("Jap", "Japan", "Spain"):
        do(Run((f"The capital of {word} is [MASK].",), live=True))
    assert (journal.facts["run.text"], journal.stamp) == (FRANCE, stamp)
    page = LessonPage(
        key="a",
        title="A",
        text=("{run.token_before} became {run.token_after}: {run.top}",),
        tasks=(Task("Do it.", (Condition("run.ids_changed", "is", 1),), ("{run.top}",)),),
    )
    told = tell(page, journal.facts, journal.stamps, 0, journal.live)
    assert told.paragraphs == ("france became spain: madrid",)
    assert not told.tasks[0].done
    do(Run(("The capital of Spain is [MASK].",)))
    told = tell(page, journal.facts, journal.stamps, stamp, journal.live)
    assert told.paragraphs == ("france became spain: madrid",)
    assert told.tasks[0].done
    assert journal.facts["run.other_text"] is True
    do(Run(("The capital of Spain is [MASK].",)))
    assert journal.facts["run.other_text"] is False


def test_a_snapshot_is_told_with_what_it_said_itself(desk: Bench) -> None:
    """The run that follows the training timeline is of the text that was run: it counts."""
    journal = Journal()
    page = _page("moment")

    def open_snapshot(request: Request) -> None:
        ready = desk.do(request)
        assert isinstance(ready, ModelReady)
        journal.record(request, dataclasses.replace(ready, verb="snapshot"))

    def run(*, live: bool) -> str:
        request = Run((FRANCE,), live=live)
        result = desk.do(request)
        assert isinstance(result, RunResult)
        journal.record(request, result)
        return str(result.predictions[0].candidates[0].text)

    def tasks() -> tuple[bool, str]:
        facts = {**journal.facts, "training.steps": 500}
        (task,) = tell(page, facts, journal.stamps, 0, journal.live).tasks
        return task.done, task.sentences

    open_snapshot(LoadModel(BERT, "mini-world-bert"))
    assert run(live=False) == "paris"
    done, sentences = tasks()
    assert done
    assert "paris" in sentences
    open_snapshot(CreateRandomCopy(seed=1))
    assert not tasks()[0], "it has not answered yet"
    answer = run(live=True)
    assert answer != "paris"
    done, sentences = tasks()
    assert done
    assert f"“{answer}”" in sentences


def test_a_task_says_whether_it_quotes_an_answer() -> None:
    def quotes(key: str) -> list[bool]:
        return [task.answers for task in tell(_page(key), {}, {}, 0, {}).tasks]

    assert quotes("ask") == quotes("flow") == quotes("moment") == [True]
    assert quotes("twin") == [True, False]
    assert quotes("untaught") == quotes("keep") == [False]
    assert not any(quotes("learn"))


def test_a_run_is_compared_with_the_one_that_was_in_sight_when_the_page_was_turned(
    desk: Bench,
) -> None:
    journal = Journal()

    def do(request: Request) -> None:
        journal.record(request, desk.do(request))

    do(LoadModel(BERT, "mini-world-bert"))
    do(Run((FRANCE,)))
    do(Run(("The capital of Japan is [MASK].",), live=True))
    journal.turn()
    do(Run(("The capital of Spain is [MASK].",)))
    assert journal.facts["run.token_before"] == "japan"
