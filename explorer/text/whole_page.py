"""A page for a browser that is whole in itself: its style, its policy, its head and its foot.

It loads nothing, runs nothing, and follows the reader's light or dark theme.
"""

from __future__ import annotations

from explorer import __version__
from explorer.text.translation import language, tr

STYLE = """
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
img{max-width:100%;height:auto;border:1px solid var(--line);border-radius:8px}
.note{border-left:3px solid var(--accent);padding-left:.8rem;white-space:pre-wrap}
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


def whole(title: str, body: str, head: str = "") -> str:
    """The text of an .html file; all three are markup that is safe already.

    `head` comes first, so that a program finds it without reading the rest.
    """
    foot = tr("Made with Transformer Explorer {version}", version=__version__)
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"{head}"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title}</title><style>{STYLE}</style></head>\n<body><main>{body}</main>"
        f"<footer>{foot}</footer></body></html>\n"
    )
