"""An engine without a model, for the tests of the torch room."""

from __future__ import annotations

import pytest
import torch

from explorer.engine.engine import Engine
from explorer.protocol.model import Prepared


@pytest.fixture
def engine() -> Engine:
    torch.set_num_threads(1)
    return Engine(Prepared("", "", ("cpu",), 1, 0.0))
