"""What `parlour export`, `import` and `claim` say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli.test_copying import parlour, refusal
from copies.chat import change, furnished
from imports.sample import slack_zip

from parlour.copies.addresses import place_at
from parlour.store import Store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return slack_zip(tmp_path / "slack.zip")


def test_an_import_says_what_it_did_and_where_the_rest_is(file: Path, tmp_path: Path) -> None:
    done = parlour("import", "--data", tmp_path / "data", file)
    assert done.exit_code == 0, done.output
    assert "3 rooms" in done.stdout
    assert "Codes of the rooms" not in done.stdout
    report = tmp_path / "slack.zip.report.txt"
    assert done.stdout.endswith(f"{report}\n")
    assert re.search(r"^  \w{4}-\w{4}  kitchen$", report.read_text(), re.M)
    assert report.stat().st_mode & 0o777 == 0o600
    parlour("import", "--data", tmp_path / "data", file, "--report", tmp_path / "again.txt")
    assert "messages that were here already" in (tmp_path / "again.txt").read_text()


def test_what_cannot_be_imported_is_said(file: Path, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "x.zip").write_text("no zip")
    assert "is no zip" in refusal("import", "--data", folder, tmp_path / "x.zip")
    assert "No such file" in refusal("import", "--data", folder, tmp_path / "none.zip")
    store = Store(folder)
    assert "another server is running" in refusal("import", "--data", folder, file)
    store.close()


def test_links_are_printed_for_who_was_imported(file: Path, tmp_path: Path) -> None:
    data = ["--data", tmp_path / "data"]
    parlour("import", *data, file)
    one = parlour("claim", "mira", "--public-url", "https://chat.example.org", *data).stdout
    assert re.fullmatch(r"Mira\thttps://chat\.example\.org/claim/\d+\.[0-9a-f]{64}\n", one)
    everybody = parlour("claim", "--all", *data).stdout.splitlines()
    assert len(everybody) == 7
    assert "http://127.0.0.1:5000/claim/" in everybody[0]


def test_whose_link_there_is_none_is_said(folder: Path) -> None:
    furnished(folder)
    data = ["--data", folder]
    change(place_at(folder, ""), "UPDATE account SET password = 'x'")
    assert refusal("claim", *data) == "say whose: a NAME, or --all"
    assert refusal("claim", "Kit", *data) == "there is nobody called Kit here without a password"
    assert refusal("claim", "@", *data) == "there is nobody called @ here without a password"
    assert refusal("claim", "--all", *data) == "there is nobody here without a password"
    change(place_at(folder, ""), "UPDATE alembic_version SET version_num = '0001'")
    assert "another version" in refusal("claim", "--all", *data)
