"""A session as one page for a browser: every step in words, with its numbers, pictures, Python.

The page is whole in itself: it loads nothing, runs nothing, and follows the reader's light or
dark theme. What people, models and files named is text in it and never markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer import __version__
from explorer.features import explanations
from explorer.features.export.results_page import shown
from explorer.features.export.session_script import parts, settings, worth_keeping
from explorer.protocol.explanation import Step
from explorer.protocol.run import InspectionResult, Run, RunResult
from explorer.text.markup import code, paragraph, safe
from explorer.text.python.fragment import Fragment, source
from explorer.text.translation import tr

_STYLE = """
:root{--back:#f6f7f9;--card:#fff;--line:#e1e5eb;--text:#181b22;--muted:#5b6472;--accent:#2f55d4;
--soft:#e3e9fd;--chip:#edf0f5;--special:#7028d8;--k:#7028d8;--s:#12683a;--c:#5b6472;--n:#94450a;
--f:#2f55d4;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--back:#13161b;--card:#1b1f26;--line:#2c323b;
--text:#e8eaee;--muted:#a0a8b5;--accent:#8ca3ff;--soft:#242d4d;--chip:#262b34;--special:#c39bff;
--k:#c39bff;--s:#74d8a0;--c:#a0a8b5;--n:#f6b76c;--f:#8ca3ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 4rem;background:var(--back);
color:var(--text);font:16px/1.55 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.7rem;margin:0 0 .3rem}h2{font-size:1.2rem;margin:0 0 .5rem}
h3{font-size:1.05rem;margin:1rem 0 .3rem}h4{font-size:1rem;margin:1rem 0 .3rem;font-weight:600}
section,nav{background:var(--card);border:1px solid var(--line);border-radius:10px;
padding:1rem 1.2rem;margin:1rem 0}
nav ol{margin:.3rem 0;padding-left:1.6rem}a{color:var(--accent)}
.muted,small,figcaption,footer{color:var(--muted)}
.asked{color:var(--muted);margin:.2rem 0 .8rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.4rem 0;font-size:.92rem}
th,td{text-align:left;padding:.2rem .9rem .2rem 0;border-bottom:1px solid var(--line);
vertical-align:top;white-space:pre-wrap}
th{color:var(--muted);font-weight:500}.number{text-align:right;font-variant-numeric:tabular-nums}
.bar{display:inline-block;height:.6em;min-width:1px;background:var(--accent);border-radius:.3em}
.tokens{line-height:3.1}
.token{display:inline-block;line-height:1.3;background:var(--chip);border-radius:7px;
padding:.1rem .5rem;margin:0 .3rem 0 0;text-align:center;white-space:pre-wrap}
.token.special{color:var(--special);background:var(--soft)}.token small{display:block;
font-size:.72rem}
.written{white-space:pre-wrap}.written span{color:var(--muted)}
figure{margin:.8rem 0}svg{max-width:none;display:block;fill:var(--accent)}
svg text{fill:var(--text);font:11px system-ui,sans-serif}
svg .frame{fill:none;stroke:var(--line)}
pre{background:var(--back);border:1px solid var(--line);border-radius:8px;padding:.8rem;
overflow-x:auto;font:13.5px/1.5 ui-monospace,monospace;white-space:pre;overflow-wrap:normal}
.k{color:var(--k)}.s{color:var(--s)}.c{color:var(--c)}.n{color:var(--n)}.f{color:var(--f)}
@media print{body{background:#fff}section{break-inside:avoid}}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


def page(
    steps: Sequence[Step],
    looks: Sequence[InspectionResult] = (),
    *,
    threads: int = 0,
    title: str = "",
    when: str = "",
) -> str:
    """The text of an .html file. `looks` are looks inside that were not explained as steps.

    `threads` as in `python.code`; `when` is the day, as the reader should see it.
    """
    title = title or tr("A session with Transformer Explorer")
    rows = worth_keeping(steps)
    actions = parts(rows)
    before = settings(rows, threads)
    imports = source([*(fragment.only_imports() for fragment in (before, *actions)), before])
    named = [explanations.after(step.result, step.summary) for step in rows]
    contents = "".join(
        f'<li><a href="#step-{number}">{safe(explanation.title)}</a></li>'
        for number, explanation in enumerate(named, start=1)
    )
    day = f"{safe(when)}. " if when else ""
    truth = tr("Every number on this page was computed by the model that each step names.")
    body = [
        f"<h1>{safe(title)}</h1>",
        f'<p class="muted">{day}{truth}</p>',
        f'<nav aria-label="{tr("Steps")}"><h2>{tr("Steps")}</h2><ol>{contents}</ol></nav>'
        if rows
        else "",
        f"<section><h2>{tr('Before the first step')}</h2>{code(imports)}</section>"
        if imports.strip()
        else "",
    ]
    for number, (step, own, sentence) in enumerate(zip(rows, actions, named, strict=True), start=1):
        words = "".join(paragraph(text) for text in sentence.paragraphs)
        body.append(
            f'<section id="step-{number}"><h2>{number}. {safe(sentence.title)}</h2>{_asked(step)}'
            f"{words}{shown(step.result)}{_looks(step, rows, looks)}{_python(own)}</section>"
        )
    return _whole(safe(title), "".join(body))


def _asked(step: Step) -> str:
    """What was asked for: the request, and the texts that went in."""
    request = step.request
    asked = [safe(request.title)]
    texts = request.texts if isinstance(request, Run) else (getattr(request, "text", ""),)
    asked += [f"“{safe(text)}”" for text in texts if text]
    if step.summary is not None:
        asked.append(
            tr(
                "model {model} ({origin_of_weights})",
                model=safe(step.summary.name),
                origin_of_weights=safe(step.summary.state_text),
            )
        )
    return f'<p class="asked">{" · ".join(asked)}</p>'


def _looks(step: Step, steps: Sequence[Step], looks: Sequence[InspectionResult]) -> str:
    """The last look of each kind into this very run, where it is not a separate step."""
    if not isinstance(step.result, RunResult):
        return ""
    numbers = {id(item.result) for item in steps}
    last = {
        type(look): look for look in looks if look.ran is step.result and id(look) not in numbers
    }
    text = "".join(shown(result) for result in last.values())
    return f"<h3>{tr('Inside this run')}</h3>{text}" if text else ""


def _python(own: Fragment) -> str:
    text = "\n".join(own.lines).strip("\n")
    return f"<h3>{tr('In Python')}</h3>{code(text)}" if text else ""


def _whole(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main>{body}</main>"
        f"<footer>Made with Transformer Explorer {__version__}</footer></body></html>\n"
    )
