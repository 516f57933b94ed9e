"""What the months after an issue begin with: what was issued, a home of its own, and the register."""

from typing import Any

import pytest

from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.prepare import Prepared
from tests.shell.operations.issued import issued, overseas, register_of


@pytest.fixture(scope="session")
def ready() -> Prepared:
    """What was issued."""
    return issued()


@pytest.fixture
def kept() -> Evidence:
    """A home overseas that knows of the issue and of no month yet."""
    return overseas()


@pytest.fixture
def register(ready: Prepared) -> Any:
    """Everybody holds what was allotted."""
    return register_of(ready)
