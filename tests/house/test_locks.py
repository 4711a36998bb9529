"""The locks: every dependency pinned by version and hash, and no address of an index."""

from __future__ import annotations

import re
import tomllib

import pytest
from house import places

LOCKS = ["requirements.lock", "requirements-postgres.lock", "requirements-test.lock", "requirements-build.lock"]
PROJECT = tomllib.loads((places.ROOT / "pyproject.toml").read_text())


def locked(name: str) -> dict[str, str]:
    """Return each package of a lock with its entry."""
    entries = re.findall(r"^([a-z0-9-]+)==(.*(?:\n[ \t].*)*)", (places.ROOT / name).read_text(), re.M)
    return dict(entries)


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


def test_every_dependency_is_in_the_lock() -> None:
    assert names(PROJECT["project"]["dependencies"]) <= set(locked("requirements.lock"))


def test_what_tests_and_checks_need_is_in_their_lock() -> None:
    groups = PROJECT["dependency-groups"]
    wanted = names(PROJECT["project"]["dependencies"]) | {name for group in groups.values() for name in names(group)}
    assert wanted <= set(locked("requirements-test.lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_has_hashes(lock: str) -> None:
    assert [name for name, entry in locked(lock).items() if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_address_or_an_index(lock: str) -> None:
    text = (places.ROOT / lock).read_text()
    assert [word for word in ("://", "index-url", "find-links", "trusted-host", " @ ") if word in text] == []


def test_who_keeps_everything_in_postgresql_gets_the_driver_and_no_one_else() -> None:
    driver = names(PROJECT["project"]["optional-dependencies"]["postgres"])
    assert names(PROJECT["project"]["dependencies"]) | driver <= set(locked("requirements-postgres.lock"))
    assert not driver & set(locked("requirements.lock"))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-postgres.lock"])
def test_tests_run_on_the_versions_that_people_get(lock: str) -> None:
    people, tests = locked(lock), locked("requirements-test.lock")
    assert [name for name, entry in people.items() if tests[name].split()[0] != entry.split()[0]] == []
