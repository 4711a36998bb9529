"""What a drill asks of a restored chat finds what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies.chat import change, furnished
from running import Running

from parlour.copies.archives import Manifest, Newest
from parlour.copies.backups import make_backup
from parlour.copies.folders import Folder
from parlour.copies.inspections import inspect_chat
from parlour.copies.places import Place, snapshot_of
from parlour.copies.progress import Refused, silent
from parlour.copies.restores import compare
from parlour.copies.visits import check_history
from parlour.store.sqlite import DATABASE, migrating_engine


@pytest.fixture
def chat(folder: Path) -> Place:
    return furnished(folder)


@pytest.fixture
def manifest(chat: Place, tmp_path: Path) -> Manifest:
    return make_backup(chat, tmp_path)[1]


def spoil(chat: Place, *statements: str) -> None:
    """Change what no reference stands in the way of."""
    engine = migrating_engine(chat.folder / DATABASE)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def wrong(chat: Place, manifest: Manifest) -> str:
    with pytest.raises(Refused) as refused, Folder(chat.folder).writing() as connection:
        list(inspect_chat(connection, manifest))
    return str(refused.value)


def test_a_good_chat_has_nothing_wrong(chat: Place, manifest: Manifest) -> None:
    with snapshot_of(chat) as connection:
        assert len(list(inspect_chat(connection, manifest))) == 5
        compare(manifest.tables, connection, silent)


def test_a_broken_database_is_found(chat: Place, manifest: Manifest) -> None:
    obliging = "UPDATE sqlite_master SET sql = replace(sql, 'edited_at BIGINT', 'edited_at BIGINT NOT NULL')"
    spoil(chat, "PRAGMA writable_schema = ON", f"{obliging} WHERE name = 'message'")
    assert wrong(chat, manifest) == "the restored database is damaged"


def test_a_reference_to_nothing_is_found(chat: Place, manifest: Manifest) -> None:
    spoil(chat, "DELETE FROM account WHERE username = 'Kit'")
    assert "refer to others" in wrong(chat, manifest)


def test_a_missing_row_is_found(chat: Place, manifest: Manifest) -> None:
    change(chat, "DELETE FROM message WHERE seq = 9")
    assert wrong(chat, manifest) == "31 rows of message were restored, 32 were backed up"


@pytest.mark.parametrize(
    "statement", ["UPDATE message SET body = 'other' WHERE seq = 9", "DELETE FROM message WHERE seq = 9"]
)
def test_other_content_is_found(chat: Place, manifest: Manifest, statement: str) -> None:
    change(chat, statement)
    with pytest.raises(Refused, match="message did not arrive"), snapshot_of(chat) as connection:
        compare(manifest.tables, connection, silent)


def test_another_message_than_the_newest_is_found(shared_server: Running) -> None:
    token = shared_server.guest("Inspector")
    room = int(str(shared_server.room(token)["id"]))
    sent = shared_server.api(
        "POST", f"/rooms/{room}/messages", token, key="inspected-0001", message="the newest"
    ).json()
    check_history(shared_server.url, token, Newest(room, sent["seq"], "inspected-0001"))
    with pytest.raises(Refused, match="does not show"):
        check_history(shared_server.url, token, Newest(room, sent["seq"], "another"))
