"""A PostgreSQL server that a test may stop, crash or freeze."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cluster import Cluster


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.remove()
