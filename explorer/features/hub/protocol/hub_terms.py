"""The Hub's own words for how results are sorted, and ours for what is here and what fits."""

from __future__ import annotations

from typing import Literal

Sort = Literal["trending", "downloads", "likes", "newest"]


OnDisk = Literal["yes", "partly", "no"]


Verdict = Literal["fits", "tight", "too large", "cannot tell"]


Access = Literal["open", "needs sign-in", "needs licence", "denied"]
