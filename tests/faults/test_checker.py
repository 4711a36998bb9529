"""The judge itself: it finds each kind of fault, and convicts two servers that were broken on purpose."""

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


def saw(row: Row, **changed: object) -> Entry:
    return {"saw": "message", "room": row.room, "rev": row.rev, "seq": row.seq, "by": row.author, "key": row.key,
            "text": row.text, **changed}  # fmt: skip


def sent(row: Row, t: int) -> list[Entry]:
    return [
        {"t": t, "did": "send", "room": row.room, "key": row.key, "text": row.text},
        {"t": t + 1, "saw": "ack", "room": row.room, "key": row.key, "seq": row.seq, "dup": False},
    ]


def kit() -> list[Entry]:
    return [{"t": 0, "did": "begin", "person": KIT}, *sent(ROWS[2], 10), *sent(ROWS[3], 20)]


def mira() -> list[Entry]:
    opened = {"t": 1, "saw": "opened", "room": ROOM, "rev": 2}
    return [{"t": 0, "did": "begin", "person": MIRA}, opened, *(saw(row) for row in ROWS[2:]), *sent(ROWS[4], 30)]


def broken(rows: list[Row] = ROWS, **diaries: list[Entry]) -> set[str]:
    """The promises that are broken, by what these people tell."""
    known = {"kit": kit(), "mira": mira()} | diaries
    heads = {ROOM: max((row.rev for row in rows), default=0)}
    return {fault.promise for fault in faults(Database(rows, heads), known)}


def test_a_good_run_is_found_good() -> None:
    assert faults(Database(ROWS, HEADS), {"kit": kit(), "mira": mira()}) == []


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
    assert broken(mira=[*mira(), saw(ROWS[4], seq=9, rev=9)]) == {"durable"}
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


def test_a_message_heard_after_the_removal_is_found() -> None:
    diary = mira()
    diary.insert(4, {"t": 5, "saw": "closed", "room": ROOM})
    assert broken(mira=diary) == {"removal"}


def test_only_so_many_faults_of_a_kind_are_told() -> None:
    rows = [ROWS[0], *(Row(ROOM, seq, seq, KIT, f"key-{seq}", "message", "x") for seq in range(2, 100))]
    assert len(faults(Database(rows, {ROOM: 99}), {"kit": [{"t": 0, "did": "begin", "person": KIT}]})) == 20


def test_a_loud_log_and_growth_are_found() -> None:
    log = "level=info event=fine\nlevel=error event=commit_failed\nTraceback (most recent call last):"
    assert [fault.promise for fault in complaints(log)] == ["quiet", "quiet"]
    assert complaints(log, ["commit_failed", "Traceback"]) == []
    assert growth(Size(10, 50_000), Size(10, 51_000)) == []
    assert [fault.promise for fault in growth(Size(10, 50_000), Size(12, 90_000))] == ["bounded", "bounded"]


async def test_a_server_that_only_pushes_is_convicted(tmp_path: Path) -> None:
    server = Running(tmp_path / "served", "--limits", "off", program=[str(HERE / "broken_push.py")])
    async with swarm(server, tmp_path / "diaries", people=6) as crowd:
        crowd.begin(6)
        for _ in range(2):
            await crowd.first_ack(time.monotonic())
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        await crowd.end(patience=8.0)
    assert "no gaps" in promises(judged(server, tmp_path / "diaries", crowd.people, Outcome()))


async def test_a_server_that_answers_before_its_commit_is_convicted(tmp_path: Path) -> None:
    crash = {"FAILPOINT": "before_commit@40"}
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


@pytest.mark.parametrize("program", ["broken_push.py", "broken_ack.py"])
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
