"""Direct conversations: the same people have the same one; nobody else comes in, and nobody gets out."""

from __future__ import annotations

import pytest
from people.conftest import Company
from statements import asked

from parlour import wire
from parlour.accounts.actions import register
from parlour.errors import Forbidden, Invalid, NotFound, UnknownCode
from parlour.events import AccountChanged, MemberJoined
from parlour.messages.actions import Post, post_messages
from parlour.messages.reads import changes_since
from parlour.people.actions import open_direct
from parlour.rooms.actions import rename_room
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.reads import room_for, rooms_for, rooms_of, rooms_of_each
from parlour.store import Store, Tx
from parlour.wire import PEOPLE_LIMIT, Person


def opened(company: Company, actor: Person, *people: Person) -> wire.Room:
    return company.store.write(lambda tx: open_direct(tx, actor, [person.id for person in people]))[0]


def many(store: Store, count: int) -> list[Person]:
    return store.write(lambda tx: [register(tx, f"Somebody {number}", "a hash") for number in range(count)])


def test_it_is_called_after_the_others_and_has_neither_code_nor_owner(company: Company) -> None:
    room = opened(company, company.kit, company.mira)
    assert (room.kind, room.name, room.code, room.owner_id, room.open) == ("direct", "Mira", None, None, False)
    assert (room.member, room.rev, room.unread, room.members) == (True, 0, 0, 2)
    assert room.people == [company.kit, company.mira]
    assert company.store.read(lambda tx: room_for(tx, company.mira, room.id)).name == "Kit"


def test_the_same_people_have_the_same_one_whoever_begins_it(company: Company) -> None:
    first = opened(company, company.kit, company.mira, company.otto)
    again, fresh = company.store.write(
        lambda tx: open_direct(tx, company.otto, [company.mira.id, company.kit.id, company.otto.id, company.kit.id])
    )
    assert (again.id, again.name, fresh) == (first.id, "Kit, Mira", False)
    assert opened(company, company.kit, company.mira).id != first.id


def test_alone_it_is_notes_to_oneself(company: Company) -> None:
    room = opened(company, company.kit, company.kit)
    assert (room.name, room.members, room.people) == ("You", 1, [company.kit])


def test_everybody_is_in_it_at_once_and_nobody_is_said_to_have_come(company: Company) -> None:
    def begin(tx: Tx) -> list[object]:
        open_direct(tx, company.kit, [company.mira.id])
        return list(tx.events)

    facts = company.store.write(begin)
    assert [fact.person for fact in facts if isinstance(fact, MemberJoined)] == [company.kit, company.mira]
    assert [fact.account for fact in facts if isinstance(fact, AccountChanged)] == [company.kit.id, company.mira.id]
    room = opened(company, company.kit, company.mira)
    company.store.write_many(post_messages, Post(company.mira, room.id, "key-00000001", "Here I am"))
    told = company.store.read(lambda tx: changes_since(tx, company.kit, room.id, 0))
    assert [(message.seq, message.message) for message in told.messages] == [(1, "Here I am")]
    assert company.store.read(lambda tx: room_for(tx, company.kit, room.id)).unread == 1


def test_the_outsider_neither_sees_it_nor_gets_in(company: Company) -> None:
    room = opened(company, company.kit, company.mira)
    for act in (
        lambda tx: room_for(tx, company.otto, room.id),
        lambda tx: join_room(tx, company.otto, room=room.id),
        lambda tx: leave_room(tx, company.otto, room.id),
        lambda tx: rename_room(tx, company.otto, room.id, "Ours"),
    ):
        with pytest.raises(NotFound):
            company.store.write(act)
    for code in ("", "None", "null", "????-????"):
        with pytest.raises(UnknownCode):
            company.store.write(lambda tx, code=code: join_room(tx, company.otto, code=code))
    assert company.store.read(lambda tx: rooms_for(tx, company.otto)) == []
    with pytest.raises(NotFound):
        company.store.write_many(post_messages, Post(company.otto, room.id, "key-00000001", "let me in"))


def test_it_is_neither_left_nor_renamed(company: Company) -> None:
    room = opened(company, company.kit, company.mira)
    with pytest.raises(Forbidden):
        company.store.write(lambda tx: leave_room(tx, company.kit, room.id))
    with pytest.raises(Forbidden):
        company.store.write(lambda tx: rename_room(tx, company.kit, room.id, "Ours"))
    assert company.store.write(lambda tx: join_room(tx, company.mira, room=room.id))[1] is False
    assert company.store.read(lambda tx: room_for(tx, company.kit, room.id)).rev == 0


def test_at_most_twenty_people_are_in_it(company: Company) -> None:
    others = [person.id for person in many(company.store, PEOPLE_LIMIT)]
    room, _ = company.store.write(lambda tx: open_direct(tx, company.kit, others[:-1]))
    assert (room.members, len(room.people)) == (PEOPLE_LIMIT, PEOPLE_LIMIT)
    with pytest.raises(Invalid) as caught:
        company.store.write(lambda tx: open_direct(tx, company.kit, others))
    assert caught.value.field == "people"


def test_who_is_not_there_cannot_be_written_to(company: Company) -> None:
    with pytest.raises(NotFound):
        company.store.write(lambda tx: open_direct(tx, company.kit, [company.mira.id, 999]))
    assert company.store.read(lambda tx: rooms_of(tx, company.mira)) == []


def test_a_guest_writes_only_to_those_he_shares_a_room_with(company: Company) -> None:
    with pytest.raises(NotFound):
        opened(company, company.gast, company.mira)
    assert opened(company, company.gast, company.kit).name == "Kit"
    direct = opened(company, company.mira, company.gast)
    assert opened(company, company.gast, company.mira).id == direct.id


def test_the_people_of_all_conversations_are_asked_for_together(company: Company) -> None:
    for others in ([company.mira], [company.otto], [company.mira, company.otto]):
        opened(company, company.kit, *others)
    everybody = [company.kit.id, company.mira.id, company.otto.id, company.gast.id]

    def look(tx: Tx) -> tuple[list[str], int]:
        with asked(tx) as one:
            names = [room.name for room in rooms_of(tx, company.kit) if room.kind == "direct"]
        with asked(tx) as all_of_them:
            found = rooms_of_each(tx, everybody)
        assert [room.name for room in found[company.otto.id]] == ["Kit", "Kit, Mira"]
        assert [room.name for room in found[company.gast.id]] == ["Kitchen"]
        return names, len(one) * 10 + len(all_of_them)

    assert company.store.read(look) == (["Mira", "Otto", "Mira, Otto"], 23)


def test_rooms_cost_no_statement_more_than_before(company: Company) -> None:
    def look(tx: Tx) -> list[int]:
        with asked(tx) as one:
            rooms_of(tx, company.kit)
        with asked(tx) as each:
            rooms_of_each(tx, [company.kit.id])
        return [len(one), len(each)]

    assert company.store.read(look) == [1, 2]
