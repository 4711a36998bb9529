"""The judge himself: he finds each kind of fault, and convicts three servers that were broken on purpose."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from faults.checker import Database, Fault, Row, Size, complaints, faults, growth
from faults.diary import Entry
from faults.kills import Outcome, judged
from faults.swarm import swarm
from running import Running

HERE = Path(__file__).parent
KIT, MIRA, ROOM = 1, 2, 7
ROWS = [
    Row(ROOM, 1, 1, KIT, "created-7-1", "created", "Kit made this room"),
    Row(ROOM, 2, 2, MIRA, "joined-7-2", "joined", "Mira joined"),
    Row(ROOM, 3, 3, KIT, "key-3", "message", "three"),
    Row(ROOM, 4, 4, KIT, "key-4", "message", "four"),
    Row(ROOM, 5, 5, MIRA, "key-5", "message", "five"),
]
HEADS = {ROOM: 5}

# Kit's first message is edited at 6, his second deleted at 7.
EDITED = ROWS[2]._replace(rev=6, text="drei", edited=True)
DELETED = ROWS[3]._replace(rev=7, kind="deleted", text="")
LATER = [*ROWS[:2], EDITED, DELETED, ROWS[4]]


def saw(row: Row, **changed: object) -> Entry:
    return {"saw": "message", "room": row.room, "rev": row.rev, "seq": row.seq, "by": row.author, "key": row.key,
            "kind": row.kind, "text": row.text, "edited": row.edited, **changed}  # fmt: skip


def sent(row: Row, t: int) -> list[Entry]:
    return asked(row, t, {"did": "send", "key": row.key, "text": row.text}, row.seq)


def edit(row: Row, t: int) -> list[Entry]:
    return asked(row, t, {"did": "edit", "key": f"edit-{t}", "seq": row.seq, "text": row.text}, row.rev)


def deletion(row: Row, t: int) -> list[Entry]:
    return asked(row, t, {"did": "delete", "key": f"delete-{t}", "seq": row.seq}, row.rev)


def asked(row: Row, t: int, entry: Entry, at: int) -> list[Entry]:
    """What somebody asked for, and the answer."""
    return [
        {"t": t, "room": row.room, **entry},
        {"t": t + 1, "saw": "ack", "room": row.room, "key": entry["key"], "seq": row.seq, "at": at},
    ]


def kit(*more: list[Entry]) -> list[Entry]:
    said = [*sent(ROWS[2], 10), *sent(ROWS[3], 20)]
    return [{"t": 0, "did": "begin", "person": KIT}, *said, *(entry for entries in more for entry in entries)]


def mira(*more: Entry) -> list[Entry]:
    opened = {"t": 1, "saw": "opened", "room": ROOM, "rev": 2}
    said = sent(ROWS[4], 30)
    return [{"t": 0, "did": "begin", "person": MIRA}, opened, *(saw(row) for row in ROWS[2:]), *said, *more]


def broken(rows: list[Row] = ROWS, **diaries: list[Entry]) -> set[str]:
    """The promises that are broken, by what these people tell."""
    known = {"kit": kit(), "mira": mira()} | diaries
    heads = {ROOM: max((row.rev for row in rows), default=0)}
    return {fault.promise for fault in faults(Database(rows, heads), known)}


def changed(rows: list[Row] = LATER, **diaries: list[Entry]) -> set[str]:
    """The same, after the edit and the deletion."""
    known = {"kit": kit(edit(EDITED, 40), deletion(DELETED, 50)), "mira": mira(saw(EDITED), saw(DELETED))}
    return broken(rows, **(known | diaries))


def late(*read: Entry) -> list[Entry]:
    return [{"t": 60, "did": "begin", "person": 3}, *read]


def page(rows: list[Row], upto: int = 7) -> list[Entry]:
    return [saw(row, saw="read", upto=upto) for row in rows]


def test_a_good_run_is_found_good() -> None:
    assert faults(Database(ROWS, HEADS), {"kit": kit(), "mira": mira()}) == []
    assert changed(late=late(*page(LATER))) == set()


def test_an_acknowledged_message_that_is_not_stored_is_found() -> None:
    assert "durable" in broken([row for row in ROWS if row.seq != 4])


def test_a_message_acknowledged_at_anothers_place_is_found() -> None:
    diary = kit()
    diary[2]["seq"] = 5
    assert "durable" in broken(kit=diary)


def test_a_key_that_is_stored_twice_is_found() -> None:
    assert "once" in broken([*ROWS, ROWS[3]._replace(seq=6, rev=6)])


def test_a_message_that_nobody_sent_is_found() -> None:
    assert "once" in broken([*ROWS[:4], ROWS[4]._replace(text="something else")])


def test_a_number_given_twice_and_a_number_lost_are_found() -> None:
    assert "one order" in broken([*ROWS[:4], ROWS[4]._replace(rev=4)])
    assert "one order" in broken([*ROWS[:4], ROWS[4]._replace(seq=6, rev=6)])


def test_a_counter_ahead_of_its_rows_is_found() -> None:
    assert [fault.promise for fault in faults(Database(ROWS, {ROOM: 6}), {})] == ["one order", "one order"]


def test_what_was_sent_after_an_answer_and_stands_before_it_is_found() -> None:
    early = [{"t": 0, "did": "begin", "person": MIRA}, *sent(ROWS[4], 1)]
    assert "one order" in broken(mira=early)


def test_a_message_that_was_not_seen_is_found() -> None:
    assert broken(mira=[entry for entry in mira() if entry.get("rev") != 4]) == {"no gaps"}


def test_a_message_not_seen_is_no_gap_where_a_hole_was_told() -> None:
    diary = [entry for entry in mira() if entry.get("rev") != 3]
    diary.insert(2, {"t": 2, "saw": "hole", "room": ROOM, "before": 4})
    assert broken(mira=diary) == set()


def test_a_message_seen_twice_and_one_seen_late_are_found() -> None:
    twice = mira()
    twice.insert(4, saw(ROWS[2]))
    assert broken(mira=twice) == {"shown once"}
    swapped = mira()
    swapped[2:4] = [swapped[3], swapped[2]]
    assert broken(mira=swapped) == {"one order"}


def test_a_message_seen_that_is_not_stored_or_reads_otherwise_is_found() -> None:
    assert broken(mira=mira(saw(ROWS[4], seq=9, rev=9))) == {"durable"}
    diary = mira()
    diary[2]["text"] = "something else"
    assert broken(mira=diary) == {"durable"}


def test_a_senders_order_that_was_turned_round_is_found() -> None:
    diary = [kit()[0], *sent(ROWS[3], 10), *sent(ROWS[2], 20)]
    assert "own order" in broken(kit=diary)


def test_a_message_by_someone_who_is_not_in_the_room_is_found() -> None:
    left = ROWS[4]._replace(kind="left", key="left-7-5", text="Mira left")
    after = Row(ROOM, 6, 6, MIRA, "key-6", "message", "six")
    silent = [entry for entry in mira() if entry.get("room") is None]
    assert "removal" in broken([*ROWS[:4], left, after], mira=silent)


def test_an_edit_by_someone_who_has_left_is_found() -> None:
    left = Row(ROOM, 6, 6, MIRA, "left-7-6", "left", "Mira left")
    rows = [*ROWS[:4], ROWS[4]._replace(rev=7, text="fuenf", edited=True), left]
    assert "removal" in broken(rows, mira=mira(*edit(rows[4], 40)))


def test_a_message_heard_after_the_removal_is_found() -> None:
    diary = mira()
    diary.insert(4, {"t": 5, "saw": "closed", "room": ROOM})
    assert broken(mira=diary) == {"removal"}


# Edits and deletions


def test_a_change_that_was_acknowledged_and_is_not_there_is_found() -> None:
    assert "durable" in changed([*ROWS[:3], DELETED, ROWS[4]])
    assert "durable" in changed([*ROWS[:2], EDITED._replace(text="three"), DELETED, ROWS[4]])
    assert "durable" in changed([*ROWS[:2], EDITED, DELETED._replace(kind="message", text="four"), ROWS[4]])


def test_a_change_that_was_made_twice_is_found() -> None:
    twice = DELETED._replace(rev=8)  # the first time was at 7, and a retry was told 8
    diary = kit(edit(EDITED, 40), deletion(twice, 50))
    assert changed([*ROWS[:2], EDITED, twice, ROWS[4]], kit=diary, mira=mira(saw(EDITED), saw(twice))) == {"one order"}


def test_a_change_that_nobody_asked_for_is_found() -> None:
    assert "once" in changed(kit=kit(deletion(DELETED, 50)))
    assert "once" in changed(kit=kit(edit(EDITED, 40)))


def test_two_changes_at_one_place_are_found() -> None:
    diary = kit(edit(EDITED, 40), deletion(DELETED._replace(rev=6), 50))
    assert {"one order", "own order"} <= changed(kit=diary)


def test_a_change_that_was_not_seen_is_found_and_the_text_before_it_need_not_be() -> None:
    assert changed(mira=mira(saw(EDITED))) == {"no gaps"}
    assert changed(mira=[*mira()[:2], saw(ROWS[4]), saw(EDITED), saw(DELETED), *sent(ROWS[4], 30)]) == set()


def test_a_change_seen_otherwise_than_it_was_made_is_found() -> None:
    assert changed(mira=mira(saw(EDITED, edited=False), saw(DELETED))) == {"durable"}
    assert changed(mira=mira(saw(EDITED), saw(DELETED, text="four"))) == {"durable"}
    assert changed(mira=mira(saw(EDITED), saw(EDITED, rev=7))) == {"durable"}


def test_what_a_text_was_before_its_change_is_known() -> None:
    diary = mira(saw(EDITED), saw(DELETED))
    diary[2]["text"] = "something else"
    assert changed(mira=diary) == {"durable"}


def test_after_a_hole_the_newest_page_stands_in_order_of_places() -> None:
    hole = {"t": 2, "saw": "hole", "room": ROOM, "before": None}
    diary = [*mira()[:2], hole, saw(ROWS[1]), saw(EDITED), saw(DELETED), saw(ROWS[4]), *sent(ROWS[4], 30)]
    assert changed(mira=diary) == set()
    assert changed(mira=[entry for entry in diary if entry.get("rev") != 6]) == {"no gaps"}


def test_a_deleted_text_that_is_shown_to_one_who_came_later_is_found() -> None:
    stale = [*ROWS[:2], EDITED, ROWS[3], ROWS[4]]
    assert changed(late=late(*page(stale))) == {"taken back"}
    assert changed(late=late(*page(stale, upto=6))) == set()


def test_an_old_text_or_none_on_a_page_of_history_is_found() -> None:
    assert changed(late=late(*page([*ROWS[:3], DELETED, ROWS[4]]))) == {"no gaps"}
    assert changed(late=late(*page([*LATER[:2], *LATER[3:]]))) == {"no gaps"}
    assert changed(late=late(*page([*LATER[:2], EDITED._replace(text="?"), *LATER[3:]]))) == {"durable"}


def test_only_so_many_faults_of_a_kind_are_told() -> None:
    rows = [ROWS[0], *(Row(ROOM, seq, seq, KIT, f"key-{seq}", "message", "x") for seq in range(2, 100))]
    assert len(faults(Database(rows, {ROOM: 99}), {"kit": [{"t": 0, "did": "begin", "person": KIT}]})) == 20


def test_a_loud_log_and_growth_are_found() -> None:
    log = "level=info event=fine\nlevel=error event=commit_failed\nTraceback (most recent call last):"
    assert [fault.promise for fault in complaints(log)] == ["quiet", "quiet"]
    assert complaints(log, ["commit_failed", "Traceback"]) == []
    assert growth(Size(10, 50_000), Size(10, 51_000)) == []
    assert [fault.promise for fault in growth(Size(10, 50_000), Size(12, 90_000))] == ["bounded", "bounded"]


@pytest.mark.parametrize("program", ["broken_push.py", "broken_changes.py"])
async def test_a_server_that_has_not_everything_for_those_who_were_away_is_convicted(
    program: str, tmp_path: Path
) -> None:
    """One is away while the others talk and the server loses its memory."""
    server = Running(tmp_path / "served", "--limits", "off", program=[str(HERE / program)])
    async with swarm(server, tmp_path / "diaries", people=4) as crowd:
        away = crowd.people[-1]
        await away.step_out()
        crowd.begin(3)
        await crowd.more_changes(3)
        await crowd.hush()
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        await away.step_in()
        await crowd.end(patience=5.0)
    assert "no gaps" in promises(judged(server, tmp_path / "diaries", crowd.people, Outcome()))


async def test_a_server_that_answers_before_its_commit_is_convicted(tmp_path: Path) -> None:
    crash = {"CRASH": "20"}
    server = Running(tmp_path / "served", "--limits", "off", program=[str(HERE / "broken_ack.py")], variables=crash)
    async with swarm(server, tmp_path / "diaries", people=4) as crowd:
        crowd.begin(4)
        assert await asyncio.to_thread(server.died) == -9
        server.variables.clear()
        await asyncio.to_thread(server.start)
        await crowd.end()
    assert "durable" in promises(judged(server, tmp_path / "diaries", crowd.people, Outcome()))


def promises(outcome: Outcome) -> set[str]:
    assert all(isinstance(fault, Fault) for fault in outcome.found)
    return {fault.promise for fault in outcome.found}


@pytest.mark.parametrize("program", ["broken_push.py", "broken_ack.py", "broken_changes.py"])
def test_without_a_crash_even_a_broken_server_looks_well(program: str, tmp_path: Path) -> None:
    """So that it is the crash that convicts, and not something else that is wrong with them."""
    server = Running(tmp_path / "served", "--limits", "off", program=[str(HERE / program)])
    outcome = asyncio.run(quiet_run(server, tmp_path / "diaries"))
    assert outcome.found == []


async def quiet_run(server: Running, folder: Path) -> Outcome:
    async with swarm(server, folder, people=3) as crowd:
        crowd.begin(3)
        await crowd.first_ack(time.monotonic())
        await crowd.end()
    return judged(server, folder, crowd.people, Outcome())
