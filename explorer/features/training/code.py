"""The Python of a training: the loop in the style of the course, and the same with the Trainer.

Both draw the same random numbers in the same order as the program, so the losses and the weights
are the same (`tests/model/test_training_script.py`).
"""

from __future__ import annotations

from dataclasses import replace

from explorer.features.training import code_tokenizer
from explorer.features.training.protocol import TrainingFinished, TrainingPaused, TrainingStarted
from explorer.protocol.model import ModelSummary
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, OtherWay, fragment
from explorer.text.python.model import obtain
from explorer.text.translation import tr

BETAS = (0.9, 0.99)
CLIP = 1.0
ASKED = 0.8
"""As in `compute.learner` and `compute.rows`, which a test compares."""


def loop(
    request: object,
    result: TrainingStarted | TrainingPaused | TrainingFinished,
    summary: ModelSummary | None,
) -> Fragment:
    """The steps that were made, or that are planned, one after the other."""
    started, steps = _made(result)
    return _prepared(started) + _loop(started, steps)


def before_training(started: TrainingStarted) -> Fragment:
    """What trainings with several seeds have in common: the model, the texts, the rows."""
    return _model(started) + _labels(started) + _texts(started) + _ids(started)


def one_training(started: TrainingStarted) -> Fragment:
    """A training behind `before_training`, all of its steps."""
    parts = _student(started) + _lora(started) + _batch(started) + _optimizer(started)
    return parts + _loop(started, started.settings.steps)


def _loop(started: TrainingStarted, steps: int) -> Fragment:
    return fragment(
        [
            *layout.comment(tr("The loop")),
            f"torch.manual_seed({started.settings.seed})",
            "student.train()",
            "losses = []",
            f"for step in range({steps}):",
            "    loss = student(**batch(picks[step])).loss",
            "    loss.backward()",
            "    torch.nn.utils.clip_grad_norm_(",
            f"        student.parameters(), {CLIP}",
            "    )",
            "    optimizer.step()",
            "    scheduler.step()",
            "    optimizer.zero_grad()",
            "    losses.append(loss.item())",
            "    if step % 20 == 19:",
            '        print(step + 1, f"{losses[-1]:.4f}")',
            "student.eval()",
        ],
        torch=True,
    )


def trainer(
    request: object,
    result: TrainingStarted | TrainingPaused | TrainingFinished,
    summary: ModelSummary | None,
) -> OtherWay:
    """The same with transformers' Trainer, which is given the same batches in the same order."""
    started, steps = _made(result)
    settings = started.settings
    lines = [
        *layout.comment(tr("Trainer chooses its own order; this one is given ours")),
        "class InOrder(Trainer):",
        "    def get_train_dataloader(self):",
        "        return DataLoader(",
        "            range(len(ids)),",
        f"            batch_sampler=picks[:{steps}],",
        "            collate_fn=batch,",
        "            generator=order,",
        "        )",
        "",
        "trainer = InOrder(",
        "    model=student,",
        "    args=TrainingArguments(",
        '        output_dir="training",',
        f"        max_steps={steps},",
        f"        seed={settings.seed},",
        f"        max_grad_norm={CLIP},",
        "        logging_steps=1,",
        '        save_strategy="no",',
        '        report_to="none",',
        "        use_cpu=True,",
        "    ),",
        "    train_dataset=ids,",
        "    optimizers=(optimizer, scheduler),",
        ")",
        *layout.comment(tr("The mean over a batch, as the model computes it")),
        "trainer.model_accepts_loss_kwargs = False",
        f"torch.manual_seed({settings.seed})",
        "trainer.train()",
        "student.eval()",
        "history = trainer.state.log_history",
        'losses = [entry["loss"] for entry in history if "loss" in entry]',
    ]
    own = Fragment(
        tuple(lines),
        frozenset({"Trainer", "TrainingArguments"}),
        torch=True,
        imports=frozenset({"from torch.utils.data import DataLoader"}),
    )
    return OtherWay(
        tr("Our loop"),
        tr("With Trainer"),
        tr(
            "The Trainer writes its losses down with four digits, so they agree with those of our "
            "loop within 0.0001 and not bit for bit. It needs the package accelerate."
        ),
        _prepared(started) + own,
    )


def snapshot(request: object, result: object, summary: ModelSummary | None) -> Fragment:
    """The weights of one step, which were written as a checkpoint when they were opened."""
    return fragment(layout.printed(tr("{count} parameters"), count="model.num_parameters():,"))


def _made(
    result: TrainingStarted | TrainingPaused | TrainingFinished,
) -> tuple[TrainingStarted, int]:
    match result:
        case TrainingPaused() | TrainingFinished():
            return result.started, result.progress.step
        case TrainingStarted():
            return result, result.settings.steps


def _prepared(started: TrainingStarted) -> Fragment:
    """Everything before the loop: the model, the texts, the batches, the optimizer."""
    return (
        _model(started)
        + _labels(started)
        + _student(started)
        + _lora(started)
        + _texts(started)
        + _ids(started)
        + _batch(started)
        + _optimizer(started)
    )


def _model(started: TrainingStarted) -> Fragment:
    assert started.model is not None
    # One whose tokenizer was trained here is got without it: that is trained once more.
    tokenizer = started.model.tokenizer if started.tokenizer is None else ""
    model = obtain(replace(started.model, tokenizer=tokenizer))
    if not started.threads:
        return model
    threads = fragment(
        [
            *layout.comment(tr("As many threads as the program: the same last digits")),
            f"torch.set_num_threads({started.threads})",
        ],
        torch=True,
    )
    return threads + model


def _texts(started: TrainingStarted) -> Fragment:
    texts = code_tokenizer.texts(
        started.request.data,
        started.own_texts,
        started.texts_file,
        answers=started.objective in ("labels", "text to text"),
    )
    if started.tokenizer is not None:
        texts += code_tokenizer.tokenizer(started.tokenizer)
    return texts


def _labels(started: TrainingStarted) -> Fragment:
    """Those of a fresh head; a head that was there has its own."""
    if not started.added_head:
        return Fragment()
    return fragment(layout.assigned_list("labels", started.labels))


def _student(started: TrainingStarted) -> Fragment:
    imports = frozenset({"import copy"})
    if not started.added_head:
        lines = [
            *layout.comment(tr("A copy learns, so that the model stays to compare with")),
            "student = copy.deepcopy(model).float()",
        ]
        return replace(fragment(lines), imports=imports)
    lines = [
        *layout.comment(tr("The same body under a fresh head for these labels")),
        "config = copy.deepcopy(model.config)",
        "config.id2label = dict(enumerate(labels))",
        "config.label2id = {name: i for i, name in enumerate(labels)}",
        'config.problem_type = "single_label_classification"',
        f"torch.manual_seed({started.settings.seed})",
        f"student = {started.class_name}(config)",
        "student.base_model.load_state_dict(",
        "    model.float().base_model.state_dict(), strict=False",
        ")",
    ]
    return replace(fragment(lines, started.class_name, torch=True), imports=imports)


def _lora(started: TrainingStarted) -> Fragment:
    """Small matrices beside the layers, which learn alone."""
    settings = started.settings
    if not settings.lora_rank:
        return Fragment()
    arguments = [f"r={settings.lora_rank}", f"lora_alpha={settings.lora_alpha}"]
    if settings.lora_where == "all":
        arguments.append('target_modules="all-linear"')
    arguments.append("fan_in_fan_out=turned")
    lines = [
        *layout.comment(tr("LoRA: small matrices learn beside weights that stay")),
        f"torch.manual_seed({settings.seed})",
        "turned = any(",
        '    type(part).__name__ == "Conv1D" for part in student.modules()',
        ")",
        *layout.called("lora = LoraConfig", arguments),
        "inject_adapter_in_model(lora, student)",
    ]
    if started.added_head:
        lines += [
            "for name, weight in student.named_parameters():",
            "    if not name.startswith(student.base_model_prefix):",
            *layout.noted("        weight.requires_grad = True", tr("the fresh head")),
        ]
    return replace(
        fragment(lines, torch=True),
        imports=frozenset({"from peft import LoraConfig, inject_adapter_in_model"}),
    )


def _ids(started: TrainingStarted) -> Fragment:
    """`ids`, a list of input IDs for each row, and what belongs to a row besides."""
    length = started.settings.length
    if started.objective == "next token":
        return fragment(
            [
                *layout.comment(tr("Rows of input IDs, with the mark for the end of a text")),
                "encoded = tokenizer(texts, add_special_tokens=False)",
                "ids = []",
                'for row in encoded["input_ids"]:',
                "    end = tokenizer.eos_token_id",
                "    if end is not None and row[-1] != end:",
                "        row = [*row, end]",
                f"    for start in range(0, len(row), {length}):",
                f"        piece = row[start : start + {length}]",
                "        if len(piece) > 1:",
                "            ids.append(piece)",
            ]
        )
    lines = [
        *layout.comment(tr("Rows of input IDs, {length} at most", length=length)),
        "special = tokenizer.all_special_ids",
        "",
        "def cut(row):",
        f"    if len(row) <= {length}:",
        "        return row",
        "    last = row[-1:] if row[-1] in special else []",
        f"    return row[: {length} - len(last)] + last",
        "",
        "encoded = tokenizer(texts)",
        'ids = [cut(row) for row in encoded["input_ids"]]',
    ]
    if started.objective == "labels":
        named = [] if started.added_head else layout.assigned_list("labels", started.labels)
        lines += [*named, "numbers = [labels.index(answer) for answer in answers]"]
    if started.objective == "text to text":
        lines += [
            "encoded = tokenizer(text_target=answers)",
            f'targets = [row[:{length}] for row in encoded["input_ids"]]',
        ]
    if started.spans:
        lines += [
            *layout.comment(tr("The tokens of the words that may be asked for")),
            "encoded = tokenizer(texts, return_offsets_mapping=True)",
            'offsets = encoded["offset_mapping"]',
            "asked = [",
            "    [",
            "        [",
            "            place",
            "            for place, (first, last) in enumerate(offsets[i])",
            "            if first < last",
            "            and first >= start - 1",
            "            and start < last <= end",
            "        ]",
            '        for start, end in row["spans"]',
            "    ]",
            "    for i, row in enumerate(rows)",
            "]",
            "asked = [",
            "    [word for word in words if word and max(word) < len(row) - 1]",
            "    for words, row in zip(asked, ids)",
            "]",
        ]
    return fragment(lines)


def _batch(started: TrainingStarted) -> Fragment:
    lines = [
        *layout.comment(tr("A batch: rows filled up to one length")),
        "pad = next(",
        "    token",
        "    for token in (",
        "        tokenizer.pad_token_id,",
        "        tokenizer.eos_token_id,",
        "        tokenizer.unk_token_id,",
        "        0,",
        "    )",
        "    if token is not None",
        ")",
        "",
        "def padded(rows):",
        "    longest = max(map(len, rows))",
        "    filled = [row + [pad] * (longest - len(row)) for row in rows]",
        "    real = [",
        "        [1] * len(row) + [0] * (longest - len(row))",
        "        for row in rows",
        "    ]",
        *layout.comment(tr("[rows, tokens] each"), 4),
        "    return torch.tensor(filled), torch.tensor(real)",
        "",
        "def batch(picked):",
        "    input_ids, mask = padded([ids[i] for i in picked])",
    ]
    match started.objective:
        case "labels":
            lines += ["    right = torch.tensor([numbers[i] for i in picked])"]
        case "text to text":
            lines += [
                "    right, real = padded([targets[i] for i in picked])",
                "    right = right.masked_fill(real == 0, -100)",
            ]
        case "next token":
            lines += ["    right = input_ids.masked_fill(mask == 0, -100)"]
        case "masked words":
            lines += _hiding(started)
    lines += [
        "    return {",
        '        "input_ids": input_ids,',
        '        "attention_mask": mask,',
        '        "labels": right,',
        "    }",
    ]
    if started.objective == "labels":
        lines += [
            "",
            "if student.config.pad_token_id is None:",
            "    student.config.pad_token_id = pad",
        ]
    return fragment(lines, torch=True)


def _hiding(started: TrainingStarted) -> list[str]:
    """BERT's way of hiding tokens, with one at least in every row."""
    share = started.settings.masked
    lines = [
        *layout.comment(tr("Which tokens are hidden: one at least in every row"), 4),
        "    marks = torch.tensor(sorted(special))",
        "    can_hide = ~torch.isin(input_ids, marks) & (mask == 1)",
        "    chance = torch.rand(input_ids.shape)",
        "    chance = chance.masked_fill(~can_hide, 1.0)",
        "    lowest = chance.amin(-1, keepdim=True)",
        f"    hidden = (chance < {share}) | (chance == lowest)",
        "    hidden &= can_hide",
        "    luck = torch.rand(len(picked)).tolist()",
    ]
    if started.spans:
        lines += [
            *layout.comment(
                tr("In {share} of the rows one word that may be asked for", share=f"{ASKED:.0%}"), 4
            ),
            "    for row, i in enumerate(picked):",
            f"        if asked[i] and luck[row] < {ASKED}:",
            f"            which = int(luck[row] / {ASKED} * len(asked[i]))",
            "            hidden[row] = False",
            "            hidden[row, asked[i][which]] = True",
        ]
    return [
        *lines,
        "    right = input_ids.masked_fill(~hidden, -100)",
        *layout.comment(tr("8 of 10 are masked, 1 is another token, 1 stays"), 4),
        "    kind = torch.rand(input_ids.shape)",
        "    words = min(len(tokenizer), student.config.vocab_size)",
        "    other = torch.randint(words, input_ids.shape)",
        "    input_ids = torch.where(",
        "        hidden & (kind < 0.8), tokenizer.mask_token_id, input_ids",
        "    )",
        "    input_ids = torch.where(",
        "        hidden & (kind > 0.9), other, input_ids",
        "    )",
    ]


def _optimizer(started: TrainingStarted) -> Fragment:
    settings = started.settings
    name = "constant_with_warmup" if settings.schedule == "constant" else settings.schedule
    return fragment(
        [
            *layout.comment(tr("Biases and norms are not pulled towards zero")),
            "weights = [w for w in student.parameters() if w.requires_grad]",
            "decayed = [w for w in weights if w.dim() > 1]",
            "plain = [w for w in weights if w.dim() <= 1]",
            "optimizer = torch.optim.AdamW(",
            "    [",
            f'        {{"params": decayed, "weight_decay": {settings.weight_decay}}},',
            '        {"params": plain, "weight_decay": 0.0},',
            "    ],",
            f"    lr={settings.learning_rate},",
            f"    betas={BETAS},",
            "    fused=True,",
            ")",
            "scheduler = get_scheduler(",
            f'    "{name}", optimizer, {round(settings.warmup * settings.steps)}, {settings.steps}',
            ")",
            "",
            *layout.comment(tr("Which rows each step reads: all of them, again and again")),
            f"order = torch.Generator().manual_seed({settings.seed})",
            "picks = []",
            f"while len(picks) < {settings.steps}:",
            "    rows = torch.randperm(len(ids), generator=order).tolist()",
            "    picks += [",
            f"        rows[start : start + {settings.batch_size}]",
            f"        for start in range(0, len(rows), {settings.batch_size})",
            "    ]",
        ],
        "get_scheduler",
        torch=True,
    )
