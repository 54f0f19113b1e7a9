"""The requests of training; each is answered from the one session that there is."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import itertools
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import torch

from explorer.boundary import atomic_write
from explorer.boundary.own_data import note_saved
from explorer.engine import input_ids, memory, tokenization
from explorer.engine.engine import Engine
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.model_holder import HolderPart, ModelHolder
from explorer.features.training.compute import (
    default_settings,
    kept_folder,
    lora,
    memory_need,
    objectives,
    read,
    snapshot_runs,
    tokenizer_training,
    unfinished_training,
)
from explorer.features.training.compute.exam import Exam
from explorer.features.training.compute.kept_folder import KeptFolder, KeptRecord
from explorer.features.training.compute.learner import Learner
from explorer.features.training.compute.prepared import PreparedData
from explorer.features.training.compute.preview import preview
from explorer.features.training.compute.read import Texts, TrainingText, Unusable
from explorer.features.training.compute.rows import Batches, Row, RowMaker
from explorer.features.training.compute.session import EXAM_SHARE, Session
from explorer.features.training.compute.snapshots import SnapshotStore
from explorer.features.training.compute.unfinished_training import LeftFolder, LeftRecord
from explorer.features.training.protocol import (
    BundledData,
    BundledName,
    BundledSet,
    ContinueTraining,
    DataChoice,
    DescribeSnapshots,
    DescribeTraining,
    EstimateTraining,
    FindTrainings,
    ForgetTraining,
    KeepSnapshots,
    Objective,
    OpenSnapshot,
    OpenTraining,
    PauseTraining,
    ReadTrainingData,
    ResumeTraining,
    RunSnapshots,
    SnapshotsKept,
    SnapshotsRun,
    SnapshotsWritten,
    StartTraining,
    StopTraining,
    TokenizerTrained,
    TrainingData,
    TrainingEstimate,
    TrainingFinished,
    TrainingForgotten,
    TrainingNeed,
    TrainingOffer,
    TrainingPaused,
    TrainingResumed,
    TrainingSettings,
    TrainingsFound,
    TrainingStarted,
    TrainTokenizer,
)
from explorer.protocol.failures import (
    CannotTrain,
    Failure,
    SnapshotsNotKept,
    TooFewLabels,
    TooFewTexts,
    TooManyLabels,
    TrainingGone,
    TrainingMemory,
    TrainingUnread,
)
from explorer.protocol.job import Check, Report
from explorer.protocol.model import NOISE, LoadModel, ModelReady, SaveModel, SaveOptions
from explorer.text.translation import tr

_TRIAL_STEPS = 3
_MOST_UNASKED = 1 << 29
"""Bytes that a training may take for steps of it to be tried: nobody asked for them. Those of a
model of 110 million parameters took over 2 GB, and most of a minute, when Train was opened."""
_FEWEST: dict[Objective, int] = {
    "masked words": 4,
    "next token": 4,
    "labels": 20,
    "text to text": 4,
}
"""Texts below which nothing can be learned that would hold for another text."""
_ANSWERS: dict[Objective, str] = {"labels": "label", "text to text": "target"}
"""Which column of a table an objective needs besides the text."""
_MOST_LABELS = 100


class TrainingPart(HolderPart):
    """The one training that there is, and its snapshots; they outlive the model in memory."""

    _session: Session | None = None
    _tokenizer: TokenizerTrained | None = None
    _numbers = itertools.count(1)

    # -- before ------------------------------------------------------------------------------------

    def describe(self, request: DescribeTraining, check: Check, report: Report) -> TrainingOffer:
        """What the model in memory can learn; why not, where it can learn nothing."""
        loaded = self.holder.loaded
        started = self._session.started if self._session is not None else None
        objective = objectives.own(loaded.model)
        offer = TrainingOffer(
            serial=loaded.serial,
            objectives=objectives.choices(loaded.model),
            objective=objective or ("labels" if objectives.label_class(loaded.model) else None),
            sets=(),
            data=None,
            settings=default_settings.of_own(loaded),
            settings_of=(),
            own=default_settings.of_own(loaded),
            training=started,
        )
        try:
            objectives.judge(loaded)
        except Failure as failure:
            return _refused(offer, failure)
        offer = dataclasses.replace(
            offer, tokenizer=tokenizer_training.choice(loaded), lora_refusal=lora.refusal()
        )
        try:
            tokenization.need(loaded)
        except Failure as failure:
            # Everything else can be chosen: one can be trained on what is chosen.
            offer = dataclasses.replace(_refused(offer, failure), lacks_tokenizer=True)
        sets = tuple(_set(loaded, name, offer.objective) for name in read.TITLES)
        first = next((item.name for item in sets if item.recommended), None)
        first = first or next((item.name for item in sets if not item.disabled_reason), None)
        settings_of = tuple((name, default_settings.of_set(loaded, name)) for name in read.TITLES)
        return dataclasses.replace(
            offer,
            sets=sets,
            data=BundledData(first) if first is not None else None,
            settings=dict(settings_of)[first] if first is not None else offer.own,
            settings_of=settings_of,
        )

    def train_tokenizer(
        self, request: TrainTokenizer, check: Check, report: Report
    ) -> TokenizerTrained:
        """A tokenizer of the data; the model keeps the one that it has."""
        loaded = self.holder.loaded
        objectives.judge(loaded)
        objective = _objective(loaded, request.objective)
        report(tr("Reading the training data"))
        texts = read.read(request.data, check, answers=_ANSWERS.get(objective, ""))
        some = _with_answers(texts.training, objective)
        if len(some) < _FEWEST[objective]:
            unusable = texts.unusable
            raise TooFewTexts(len(some), _FEWEST[objective], unusable.count, unusable.first)
        self._tokenizer = tokenizer_training.train(
            loaded, request, some, texts.title, objective == "text to text", check, report
        )
        return self._tokenizer

    def read_data(self, request: ReadTrainingData, check: Check, report: Report) -> TrainingData:
        """What the model will see of the data."""
        settings = TrainingSettings(length=request.length)
        prepared = self.prepare(request.data, request.objective, settings, check, report)
        exam = self.exam(prepared)
        return preview(request, prepared, exam.questions)

    def estimate(self, request: EstimateTraining, check: Check, report: Report) -> TrainingEstimate:
        """Time and memory of a training, by trying some steps on a copy."""
        prepared = self.prepare(request.data, request.objective, request.settings, check, report)
        loaded, need = prepared.loaded, memory_need.of_weights(prepared.loaded.model)
        if not need.fits or need.total > _MOST_UNASKED:
            return TrainingEstimate(request, loaded.serial, 0, 0.0, 0.0, need, need.weights)
        report(tr("Trying a few steps"))
        try:
            return self._tried(request, prepared, check)
        finally:
            memory.trim()

    def _tried(
        self, request: EstimateTraining, prepared: PreparedData, check: Check
    ) -> TrainingEstimate:
        """What some steps on a copy take, which is gone when this returns."""
        loaded = prepared.loaded
        learner = self.learner(prepared)[0]
        need = self.need(learner, check)
        if not need.fits:
            return TrainingEstimate(request, loaded.serial, 0, 0.0, 0.0, need, need.weights)
        steps = min(_TRIAL_STEPS, prepared.settings.steps)
        with learner.watched(check):
            learner.make_step(check)  # the first one also makes the optimizer's numbers
            began = time.perf_counter()
            for _ in range(steps - 1):
                learner.make_step(check)
            seconds = (time.perf_counter() - began) / max(1, steps - 1)
        exam = self.exam(prepared)
        began = time.perf_counter()
        exam.ask(learner.model)
        exams = time.perf_counter() - began
        count = prepared.settings.steps / prepared.settings.exam_every
        whole = seconds * prepared.settings.steps
        asking = exams * count
        if not request.settings.exam_every:
            asking = min(asking, 3 * exams + EXAM_SHARE * whole)
        whole += asking
        if prepared.settings.seconds:
            whole = min(whole, prepared.settings.seconds)
        weights = list(learner.model.parameters())
        return TrainingEstimate(
            request,
            loaded.serial,
            steps,
            seconds,
            whole,
            need,
            need.weights,
            learning=sum(item.numel() for item in weights if item.requires_grad),
            parameters=sum(item.numel() for item in weights),
        )

    # -- learning ----------------------------------------------------------------------------------

    def start(self, request: StartTraining, check: Check, report: Report) -> TrainingStarted:
        """Get everything ready; a former training ends here, when nothing can fail any more."""
        prepared = self.prepare(request.data, request.objective, request.settings, check, report)
        # Noise has nothing to forget.
        loaded = prepared.loaded
        former = () if loaded.state in NOISE else [item.text for item in loaded.examples]
        session = self._begun(request, prepared, LeftFolder(), former, check, report)
        report(tr("Asking the first questions"))
        session.look(check)
        self._write_model(session, check, report)
        self._end_former()
        self._session = session
        return session.started

    def _begun(
        self,
        request: StartTraining,
        prepared: PreparedData,
        folder: LeftFolder,
        former: Sequence[str],
        check: Check,
        report: Report,
    ) -> Session:
        loaded = prepared.loaded
        need = memory_need.of_weights(loaded.model)
        if not need.fits:
            self.holder.make_room()
            need = dataclasses.replace(need, free=memory_need.of_weights(loaded.model).free)
        refuse(need)
        report(tr("Copying the model"))
        learner, added, labels = self.learner(prepared)
        need = self.need(learner, check)
        refuse(need)
        check()
        exam = self.exam(prepared)
        if not added:
            exam.add_former(loaded, former)
        started = dataclasses.replace(
            self.common(request, prepared, learner, need),
            training=next(self._numbers),
            exam=exam.questions,
            labels=labels,
            added_head=added,
        )
        origin = dataclasses.replace(
            loaded, model=learner.plain, run_inputs={}, run_outputs={}, _config_json=""
        )
        before = objectives.copied(loaded) if added else None
        session = Session(
            started, origin, learner, exam, SnapshotStore(folder.path), folder, before
        )
        session.serials[loaded.serial] = 0
        return session

    def common(
        self, request: StartTraining, prepared: PreparedData, learner: Learner, need: TrainingNeed
    ) -> TrainingStarted:
        """What is known of a training before its questions are."""
        loaded = prepared.loaded
        return TrainingStarted(
            training=0,
            request=request,
            serial=loaded.serial,
            title=prepared.texts.title,
            objective=prepared.objective,
            settings=prepared.settings,
            texts=len({id(row.text) for row in prepared.rows}),
            pieces=len(prepared.rows),
            held_out=len({id(row.text) for row in prepared.held_out}),  # texts, not pieces
            parameters=sum(
                item.numel() for item in learner.model.parameters() if item.requires_grad
            ),
            exam=(),
            memory=need,
            model_name=loaded.name,
            class_name=type(learner.model).__name__,
            model=summary(loaded),
            own_texts=_own_texts(request.data, prepared.rows),
            spans=any(row.asked for row in prepared.rows),
            threads=torch.get_num_threads(),
            tokenizer=self._trained_on(loaded, prepared),
        )

    def _trained_on(self, loaded: LoadedModel, prepared: PreparedData) -> TokenizerTrained | None:
        """How its tokenizer was trained, where that was on the very texts that a script has."""
        trained = self._tokenizer
        if trained is None or trained.folder != loaded.tokenizer_source:
            return None
        if trained.with_answers != (prepared.objective == "text to text"):
            return None
        texts = _with_answers(prepared.texts.training, prepared.objective)
        if not isinstance(trained.request.data, BundledData):
            texts = _texts_of(prepared.rows)
        lines = tokenizer_training.lines_of(texts, trained.with_answers)
        return trained if tokenizer_training.digest_of(lines) == trained.digest else None

    def _write_model(self, session: Session, check: Check, report: Report) -> None:
        """Write the model that it begins with; where there is no room, it cannot be continued."""
        try:
            session.left.path.mkdir(parents=True, exist_ok=True)
            started = session.started
            if not read.fit_a_script(started.own_texts):
                file = session.left.path / "texts.json"
                atomic_write.write(file, json.dumps(started.own_texts))
                session.started = dataclasses.replace(started, texts_file=str(file))
            options = SaveOptions(card=False)
            request = SaveModel(str(session.left.model), replace=True, options=options)
            self.holder.handler(SaveModel)(request, check, report)
            session.left.begin(session)
        except (Failure, OSError):
            session.left.remove()

    def go_on(self, request: ContinueTraining, check: Check, report: Report) -> TrainingFinished:
        """Make steps."""
        session = self._of(request.training)
        return session.ended if session.finished else session.go_on(check, report)

    def pause(self, request: PauseTraining, check: Check, report: Report) -> TrainingPaused:
        """The state after the last whole step, which is also on the disk then if it fits."""
        session = self._of(request.training)
        if session.step and not session.finished:
            with contextlib.suppress(SnapshotsNotKept):
                session.left.write(session)
        return TrainingPaused(session.started, session.progress())

    def stop(self, request: StopTraining, check: Check, report: Report) -> TrainingFinished:
        """End it at the step where it is."""
        session = self._of(request.training)
        return session.ended if session.finished else session.finish("stopped")

    # -- snapshots ---------------------------------------------------------------------------------

    def open_snapshot(self, request: OpenSnapshot, check: Check, report: Report) -> ModelReady:
        """The model in memory becomes what it was, or is, after a step."""
        session, engine = self._of(request.training), self._engine
        opened = session.opened(request.step, engine.next_serial())
        opened.write_config(check)
        engine.replace(opened)
        if request.step:
            self._write_snapshot(session, opened, request.step, check, report)
        return ModelReady(summary(opened), "snapshot")

    def _write_snapshot(
        self, session: Session, opened: LoadedModel, step: int, check: Check, report: Report
    ) -> None:
        """Write it as a checkpoint, which its Python reads; it stays until the training goes."""
        folder = session.left.path / f"step-{step}"
        request = SaveModel(str(folder), replace=True, options=SaveOptions(card=False))
        try:
            if not folder.is_dir():
                self.holder.handler(SaveModel)(request, check, report)
        except Failure:
            return  # there is no room: it can be looked at all the same
        opened.source = str(folder)
        if opened.tokenizer is not None:
            opened.tokenizer_source = str(folder)

    def beginning(self, training: int, check: Check) -> ModelHolder:
        """The model as it was at step 0, beside the one in memory. Raises TrainingGone."""
        session = self._of(training)
        opened = session.opened(0, session.started.serial)
        opened.write_config(check)
        side = ModelHolder(opened)
        side.part(TrainingPart)._tokenizer = self._tokenizer
        return side

    def run_snapshots(self, request: RunSnapshots, check: Check, report: Report) -> SnapshotsRun:
        """One text through every snapshot."""
        return snapshot_runs.run(self._of(request.training), request, check, report)

    def forget_training(
        self, request: ForgetTraining, check: Check, report: Report
    ) -> TrainingForgotten:
        """Free the snapshots."""
        session = self._session
        if request.folder and (session is None or str(session.left.path) != request.folder):
            known = [item.folder for item in unfinished_training.unfinished(self._mine)]
            if request.folder not in known:  # never a folder that it did not offer
                raise TrainingUnread(request.folder)
            freed = LeftFolder(Path(request.folder)).remove(self._in_memory)
            return TrainingForgotten(0, request.folder, freed)
        if session is None or (request.training and request.training != session.started.training):
            raise TrainingGone
        self._session = None
        freed = session.forget(self._in_memory)
        return TrainingForgotten(session.started.training, str(session.left.path), freed)

    def find(self, request: FindTrainings, check: Check, report: Report) -> TrainingsFound:
        """What was left on the disk."""
        return TrainingsFound(tuple(unfinished_training.unfinished(self._mine)))

    def resume(self, request: ResumeTraining, check: Check, report: Report) -> TrainingResumed:
        """Bring a training back that was left on the disk."""
        if request.folder not in [
            item.folder for item in unfinished_training.unfinished(self._mine)
        ]:
            raise TrainingUnread(request.folder)
        folder = LeftFolder(Path(request.folder))
        asked, record = folder.request()
        side = self._beside(folder.model, record.model_name, check, report)
        session = side._begun_again(asked, record, folder, check, report)
        session.snapshots.keep(0, session.learner.weights(), float("nan"), float("nan"))
        folder.restore(session)
        session.keep()
        folder.begin(session)  # this process has it now
        return self._resumed(session, session.step, check, report)

    def _beside(self, model: Path, name: str, check: Check, report: Report) -> TrainingPart:
        """The same for a model beside that in memory, which stays until all of it is there."""
        engine = Engine(self._engine.prepared)
        engine.handler(LoadModel)(LoadModel(str(model), name=name), check, report)
        engine.loaded.serial = self._engine.next_serial()
        return engine.part(TrainingPart)

    def _begun_again(
        self,
        asked: StartTraining,
        record: LeftRecord | KeptRecord,
        folder: LeftFolder,
        check: Check,
        report: Report,
    ) -> Session:
        prepared = self.prepare(asked.data, asked.objective, asked.settings, check, report)
        prepared.texts.title = record.title
        return self._begun(asked, prepared, folder, record.former, check, report)

    def _resumed(
        self, session: Session, step: int, check: Check, report: Report
    ) -> TrainingResumed:
        """The training takes the place of a former one, and a snapshot that of the model."""
        engine = self._engine
        opened = session.opened(step, engine.next_serial())
        opened.write_config(check)
        self._end_former()
        self._session = session
        engine.replace(opened)
        if step:
            self._write_snapshot(session, opened, step, check, report)
        return TrainingResumed(
            summary(opened),
            "snapshot",
            started=session.started,
            progress=session.progress(),
            step=step,
            ended=session.finished is not None,
        )

    # -- along with a saved session ----------------------------------------------------------------

    def describe_snapshots(
        self, request: DescribeSnapshots, check: Check, report: Report
    ) -> SnapshotsKept:
        """What could go along with a saved session."""
        session, model = self._session, self._engine.model
        if session is None:
            return SnapshotsKept(0, 0, None)
        step = session.serials.get(model.serial) if model is not None else None
        return SnapshotsKept(len(session.snapshots.steps), kept_folder.need(session), step)

    def keep_snapshots(
        self, request: KeepSnapshots, check: Check, report: Report
    ) -> SnapshotsWritten:
        """Write the training with all snapshots; the step where it is becomes one of them."""
        if self._session is None:
            raise TrainingGone
        session = self._session
        session.keep()
        written = KeptFolder(Path(request.folder)).write(session, check, report)
        if session.finished is not None:
            note_saved(str(session.left.path / f"step-{session.step}"))
        return written

    def open_training(self, request: OpenTraining, check: Check, report: Report) -> TrainingResumed:
        """Bring a training back; whatever is wrong with it, all that is in memory stays."""
        kept_folder = KeptFolder(Path(request.path))
        asked, record = kept_folder.read()
        side = self._beside(kept_folder.model, record.model_name, check, report)
        folder = LeftFolder()
        try:
            session = side._begun_again(asked, record, folder, check, report)
            kept_folder.restore(session, record, check, report)
            side._write_model(session, check, report)
            if session.finished is None:
                folder.write(session)
            last = session.snapshots.steps[-1]
            step = request.step if request.step in session.snapshots.steps else last
            return self._resumed(session, step, check, report)
        except BaseException:
            if self._mine != folder.path:
                folder.remove()
            raise

    # -- what they share ---------------------------------------------------------------------------

    @property
    def _engine(self) -> Engine:
        # Another side of a comparison has no snapshots: only the engine is asked.
        return cast(Engine, self.holder)

    @property
    def _in_memory(self) -> str:
        """Where the model in memory is, which its Python reads."""
        model = self._engine.model
        return model.source if model is not None else ""

    @property
    def _mine(self) -> Path | None:
        return self._session.left.path if self._session is not None else None

    def _of(self, training: int) -> Session:
        if self._session is None or self._session.started.training != training:
            raise TrainingGone
        return self._session

    def _end_former(self) -> None:
        if self._session is not None:
            self._session.forget(self._in_memory)
            self._session = None

    def prepare(
        self,
        data: DataChoice,
        asked: Objective | str,
        settings: TrainingSettings,
        check: Check,
        report: Report,
    ) -> PreparedData:
        """Read the data and cut them into rows. Raises what is wrong with either, in words."""
        loaded = self.holder.loaded
        objectives.judge(loaded)
        tokenizer = tokenization.need(loaded)
        objective = _objective(loaded, asked)
        settings = default_settings.settled(settings, loaded.model, objective)
        report(tr("Reading the training data"))
        texts = read.read(data, check, answers=_ANSWERS.get(objective, ""))
        labels = _judged_labels(texts) if objective == "labels" else ()
        if objective == "labels" and objectives.own(loaded.model) == "labels":
            labels = objectives.labels_in_order(loaded.model, labels)
        maker = RowMaker(
            tokenizer,
            objective,
            settings.length,
            input_ids.vocab_size(loaded.model),
            labels,
            check,
            report,
        )
        rows = maker.rows(_with_answers(texts.training, objective), texts.unusable)
        held_out = maker.rows(_with_answers(texts.held_out, objective), Unusable())
        usable = len(rows) + len(held_out)
        if usable < _FEWEST[objective]:
            unusable = texts.unusable
            raise TooFewTexts(usable, _FEWEST[objective], unusable.count, unusable.first)
        batches = Batches(
            objective,
            max(0, tokenization.pad_id(tokenizer)),
            tokenizer.mask_token_id if tokenizer.mask_token_id is not None else -1,
            tuple(sorted(tokenizer.all_special_ids)),
            min(len(tokenizer), input_ids.vocab_size(loaded.model) or len(tokenizer)),
            settings.masked,
        )
        return PreparedData(loaded, objective, settings, texts, labels, rows, held_out, batches)

    @staticmethod
    def learner(prepared: PreparedData) -> tuple[Learner, bool, tuple[str, ...]]:
        """A copy that learns, whether it got a fresh head, and its labels."""
        settings = prepared.settings
        model, added, labels = objectives.learner(
            prepared.loaded, prepared.objective, prepared.labels, settings.seed
        )
        if model.config.pad_token_id is None and prepared.objective == "labels":
            # Heads that judge the last token look for the padding behind it.
            model.config.pad_token_id = prepared.batches.pad
        plain = None
        if settings.lora_rank:
            plain = copy.deepcopy(model)
            lora.put_on(model, settings, added_head=added)
        return Learner(model, prepared.rows, prepared.batches, settings, plain), added, labels

    @staticmethod
    def need(learner: Learner, check: Check) -> TrainingNeed:
        """The memory that it needs, by a step on the meta device and what is free."""
        need = memory_need.of_weights(learner.model)
        if learner.plain is not learner.model:
            plain = memory_need.of_weights(learner.plain)
            need = dataclasses.replace(need, weights=need.weights + plain.weights)
        step = memory_need.of_step(learner, check)
        # The copy is there already: what it takes is not free any more.
        return dataclasses.replace(need, step=step, free=need.free + need.weights)

    @staticmethod
    def exam(prepared: PreparedData) -> Exam:
        """What it is asked every few steps."""
        loaded = prepared.loaded
        exam = Exam(
            tokenization.need(loaded),
            prepared.objective,
            prepared.labels,
            prepared.held_out,
            prepared.batches,
            input_ids.max_length(loaded.model) or prepared.settings.length,
            prepared.settings.batch_size,
        )
        for text in read.questions(_with_answers(prepared.texts.texts, prepared.objective)):
            exam.add(text)
        exam.mark_unseen(prepared.texts.training)
        return exam


def _refused(offer: TrainingOffer, failure: Failure) -> TrainingOffer:
    remedy = failure.remedy
    return dataclasses.replace(
        offer,
        disabled_reason=failure.sentence,
        remedy_label=remedy.label if remedy is not None else "",
        remedy=remedy.action if remedy is not None else "",
    )


def _set(loaded: LoadedModel, name: BundledName, objective: Objective | None) -> BundledSet:
    texts = read.bundled(name)
    disabled_reason = ""
    # Labels, and texts to write, are only in the reviews; every set has sentences.
    if objective in ("labels", "text to text") and name != "reviews":
        disabled_reason = tr("It has no labels.")
    best: dict[Objective | None, BundledName] = {
        "masked words": "capitals",
        "next token": "stories",
        "labels": "reviews",
        "text to text": "reviews",
    }
    return BundledSet(
        name=name,
        title=texts.title,
        sentence=_ABOUT[name],
        training=len(texts.training),
        held_out=len(texts.held_out),
        objective=objective or "labels",
        disabled_reason=disabled_reason,
        recommended=best.get(objective) == name,
    )


_ABOUT: dict[BundledName, str] = {
    "capitals": tr("Sentences about countries and their capitals: learned in seconds."),
    "world": tr("Sentences about animals, colours, families, numbers and more: takes minutes."),
    "stories": tr("Short stories about animals and their friends."),
    "reviews": tr("Short reviews of films, meals and hotels, each positive or negative."),
}


def _objective(loaded: LoadedModel, asked: str) -> Objective:
    """The objective that was asked for, or the model's own. Raises CannotTrain."""
    choices = {item.objective: item for item in objectives.choices(loaded.model)}
    own = objectives.own(loaded.model) or "labels"
    chosen = next((name for name in choices if name == asked), own)
    if choices[chosen].disabled_reason:
        raise CannotTrain(choices[chosen].disabled_reason)
    return chosen


def _judged_labels(texts: Texts) -> tuple[str, ...]:
    labels = read.labels_of(texts.texts)
    if len(labels) < 2:
        if not texts.texts:
            unusable = texts.unusable
            raise TooFewTexts(0, _FEWEST["labels"], unusable.count, unusable.first)
        raise TooFewLabels(len(labels), table=bool(texts.columns))
    if len(labels) > min(_MOST_LABELS, len(texts.texts) // 2):
        raise TooManyLabels(texts.label_column, len(labels), len(texts.texts))
    return labels


def _with_answers(texts: Sequence[TrainingText], objective: Objective) -> list[TrainingText]:
    """Those with an answer, where the objective needs one."""
    if objective in ("labels", "text to text"):
        return [text for text in texts if text.answer]
    return list(texts)


def _own_texts(data: DataChoice, rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """The texts of a person's own data that became rows, each once, in their order."""
    if isinstance(data, BundledData):
        return ()
    return tuple((text.text, text.answer) for text in _texts_of(rows))


def _texts_of(rows: Sequence[Row]) -> list[TrainingText]:
    """The texts that became rows, each once, in their order."""
    return list({id(row.text): row.text for row in rows if row.text is not None}.values())


def refuse(need: TrainingNeed) -> None:
    """Raise TrainingMemory where it does not fit."""
    if not need.fits:
        raise TrainingMemory(need.weights, need.gradients, need.optimizer, need.step, need.free)
