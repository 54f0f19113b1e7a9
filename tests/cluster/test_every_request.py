"""Every kind of request of the model lane, asked here and of another computer: equal results."""

from __future__ import annotations
