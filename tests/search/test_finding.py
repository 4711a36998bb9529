"""The same is found on every database, in every language, whether it is indexed yet or not."""

# ruff: noqa: RUF001  (every script has its own letters)

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from search.finding import found, hits, index, say
from world import World

from parlour.errors import Invalid, NotFound
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room, leave_room
from parlour.search import candidates
from parlour.search.folding import folded
from parlour.search.lines import says
from parlour.search.query import parsed

CORPUS = [
    "The kettle is on the Stove.",
    "kettles and KETTLEDRUMS",
    "Straße nach Gießen",
    "STRASSE in capitals",
    "会議は明日です",
    "明日、東京都庁で会議",
    "см. сервер Ёлка",
    "path /var/log/parlour/server.log and C:\\Users\\Kit",
    "10.0.0.17 answered, 10.0.0.170 did not",
    '100%_sure "quoted" ^caret* (a OR b) NEAR \\',
    "café with é composed",
    "cafe\u0301 in parts",
    "👩\u200d💻 rockets 🚀🚀🚀",
    "مرحبا بالعالم",
    "שלום עולם",
    "see https://example.org/a?b=c#d",
    "run `make test` now",
    "ＦＵＬＬ ｗｉｄｔｈ",
    "line one\nline two",
    "the kettle, once more: kettle",
]
LONG = {
    "kettle": [19, 1, 0],
    "KETTLE": [19, 1, 0],
    '"the kettle"': [19, 0],
    '"kettle the"': [],
    "kettle stove": [0],
    "strasse": [3, 2],
    "gießen": [2],
    "東京都": [5],
    "сервер": [6],
    "ёлка": [6],
    "/var/log": [7],
    "C:\\Users\\Kit": [7],
    "10.0.0.17": [8],
    "10.0.0.17 -10.0.0.170": [],
    "100%_": [9],
    '"^caret* (a OR b)"': [9],
    "NEAR": [9],
    "café": [11, 10],
    "🚀🚀🚀": [12],
    "👩\u200d💻": [12],
    "بالعالم": [13],
    "שלום": [14],
    "b=c#d": [15],
    "has:link": [15],
    "has:code": [16],
    "has:link has:code": [],
    "make has:code": [16],
    '"full width"': [17],
    '"one line"': [18],
    "from:mira kettle": [19, 1],
    "from:me kettle": [0],
    "from:Kit from:mira kettle": [19, 1, 0],
    "from:nobody kettle": [],
    "from:@@ kettle": [],
    "in:kitchen kettle": [19, 1, 0],
    "in:#Kitchen from:me stove": [0],
    "in:attic kettle": [],
    "kettle -drums": [19, 0],
    "kettle -drums -more": [0],
    "kettle on": [19, 0],
    "kettle before:2020-01-01": [],
    "kettle after:2020-01-01": [19, 1, 0],
    "kettle on:2020-01-01": [],
    "nowhere": [],
}
SHORT = {
    "明日": [5, 4],
    "会": [5, 4],
    "%_": [9],
    '"': [9],
    "\\": [9, 7],
    "é": [11, 10],
    "🚀": [12],
}


@pytest.fixture(params=["beside", "half", "indexed"])
def corpus(request: pytest.FixtureRequest, world: World) -> Callable[[str], list[int]]:
    """Said by Kit and Mira in turn, while others say more about kettles elsewhere; return what Kit finds, by number."""
    attic = world.store.write(lambda tx: create_room(tx, world.otto, "Attic")).id
    say(world, world.otto, *["a kettle `x` https://otto.example café on the stove"] * 40, room=attic)
    places: list[int] = []
    for number, text in enumerate(CORPUS):
        places += say(world, world.mira if number % 2 else world.kit, text)
        if request.param == "half" and number == len(CORPUS) // 2:
            index(world.store, 7)
    if request.param == "indexed":
        index(world.store, 7)
    return lambda q: [places.index(seq) for seq in found(world.store, world.kit, q)]


def test_what_is_there_is_found_and_nothing_else(corpus: Callable[[str], list[int]]) -> None:
    assert {q: corpus(q) for q in LONG | SHORT} == LONG | SHORT


def test_the_index_finds_what_is_not_among_the_newest(
    corpus: Callable[[str], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "WINDOW", 3)
    assert {q: corpus(q) for q in LONG} == LONG


@pytest.mark.parametrize("indexed", [True, False])
def test_what_stands_in_threads_is_found_by_that(world: World, indexed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    root, plain = say(world, world.kit, "Is the kettle on?", "The kettle sings. https://example.org")
    posts = [
        Post(world.mira, world.room, "key-0000000a", "The kettle is https://example.org", thread=root),
        Post(world.kit, world.room, "key-0000000b", "On", thread=root, also_to_room=True),
    ]
    beside, shown = (world.store.write_many(post_messages, post).seq for post in posts)
    if indexed:
        index(world.store)
    for window in (10_000, 2):
        monkeypatch.setattr(candidates, "WINDOW", window)
        wanted = {
            "is:thread": [shown, beside],
            "kettle is:thread": [beside],
            "from:kit is:thread": [shown],
            "has:link is:thread": [beside],
            "on is:thread": [shown],
            "kettle": [beside, plain, root],
        }
        assert {q: found(world.store, world.kit, q) for q in wanted} == wanted
    world.store.write(lambda tx: edit_message(tx, world.mira, world.room, beside, "No kettle"))
    assert found(world.store, world.kit, "kettle is:thread") == [beside]


WORDS = some.text(some.sampled_from("ab éß漢字🚀%_\"*^-\\'\u0301 "), min_size=1, max_size=8)


def test_the_search_is_a_scan_of_everything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []

    @settings(max_examples=80, database=None, derandomize=True)
    @given(WORDS)
    def gather(text: str) -> None:
        if text.strip() and any(letter.isalnum() or letter in "%_🚀" for letter in text):
            texts.append(text)

    gather()
    places = say(world, world.kit, *texts)
    index(world.store)
    monkeypatch.setattr(candidates, "WINDOW", len(texts) + 1)  # wide enough for one letter, and used for no other
    monkeypatch.setattr("parlour.search.finding.SEARCH_PAGE", len(texts))

    @settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(some.one_of(WORDS, some.sampled_from(texts), WORDS.map(lambda word: f'"{word}"')))
    def check(q: str) -> None:
        try:
            query = parsed(q)
        except Invalid:
            return
        wanted = [place for place, text in zip(places, texts, strict=True) if says(folded(text), query)]
        for window in (len(texts) + 1, 2):
            if window == 2 and not any(len(word) > 2 for word in query.words):
                continue
            monkeypatch.setattr(candidates, "WINDOW", window)
            assert found(world.store, world.kit, q) == wanted[::-1]

    check()


@pytest.mark.parametrize("indexed", [True, False])
def test_only_rooms_that_one_is_in_now_are_searched(world: World, indexed: bool) -> None:
    [place] = say(world, world.kit, "a secret of the kitchen")
    if indexed:
        index(world.store)
    assert found(world.store, world.otto, "secret") == []
    assert found(world.store, world.mira, "secret") == [place]
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    assert found(world.store, world.mira, "secret in:kitchen") == []
    with pytest.raises(NotFound):
        hits(world.store, world.mira, "secret", before=f"{world.room}:{place}")
    world.store.write(lambda tx: join_room(tx, world.mira, code=world.code))
    assert found(world.store, world.mira, "secret") == [place]


@pytest.mark.parametrize("indexed", [True, False])
def test_what_the_room_says_by_itself_is_not_found(world: World, indexed: bool) -> None:
    if indexed:
        index(world.store)
    assert found(world.store, world.kit, "joined") == found(world.store, world.kit, "made") == []


@pytest.mark.parametrize("first", [True, False])
def test_an_edit_is_found_by_its_new_words_at_once_and_never_by_the_old(world: World, first: bool) -> None:
    before, place, after = say(world, world.kit, "one kettle", "the old kettle `x`", "last kettle")
    if first:
        index(world.store)
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, place, "the teapot instead"))
    for _ in range(2):
        assert found(world.store, world.mira, "old kettle") == found(world.store, world.mira, "has:code") == []
        assert found(world.store, world.mira, "teapot") == [place]
        assert found(world.store, world.mira, "from:kit") == [after, place, before]
        index(world.store)


@pytest.mark.parametrize("first", [True, False])
def test_what_was_deleted_is_found_no_more_and_nowhere_kept(world: World, first: bool) -> None:
    [place] = say(world, world.kit, "a dreadful secret")
    if first:
        index(world.store)
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, place))
    for _ in range(2):
        for q in ("secret", "from:kit", "in:kitchen", "ad"):
            assert found(world.store, world.kit, q) == []
        assert kept(world) == 0
        index(world.store)


def test_results_come_in_pages_newest_first_none_twice(world: World) -> None:
    places = say(world, world.kit, *(f"kettle number {number}" for number in range(50)))
    index(world.store)
    places += say(world, world.mira, *(f"kettle number {number}" for number in range(50, 75)))
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, places[10], "another kettle"))
    pages, before = [], None
    while before or not pages:
        page = hits(world.store, world.kit, "kettle", **({"before": before} if before else {}))
        before = page.before
        pages.append([hit.seq for hit in page.hits])
    assert [len(page) for page in pages] == [30, 30, 15]
    assert list(chain.from_iterable(pages)) == places[::-1]


def test_relevance_puts_whole_words_first_and_pages(world: World) -> None:
    whole = say(world, world.kit, *["a kettle stands here"] * 20)
    parts = say(world, world.kit, *["kettles, kettledrums"] * 25)
    index(world.store)
    first = hits(world.store, world.kit, "kettle", sort="relevance")
    assert [hit.seq for hit in first.hits] == [*whole[::-1], *parts[:14:-1]]
    second = hits(world.store, world.kit, "kettle", sort="relevance", before=str(first.before))
    assert [hit.seq for hit in second.hits] == parts[14::-1]
    assert (first.complete, second.before) == (True, None)


def test_relevance_says_when_there_was_too_much_to_compare(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parlour.search.finding.RANKED", 5)
    say(world, world.kit, *["kettle"] * 6)
    assert not hits(world.store, world.kit, "kettle", sort="relevance").complete


@pytest.mark.parametrize("before", ["x", "1", "1:x", "1:", f"{10**17}:1"])
def test_a_page_after_what_is_no_message_is_refused(world: World, before: str) -> None:
    with pytest.raises(Invalid):
        hits(world.store, world.kit, "kettle", before=before)


def test_one_letter_is_sought_among_the_newest_and_that_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    places = say(world, world.kit, *["x"] * 3, *["y"] * 10)
    index(world.store)
    assert (found(world.store, world.kit, "x"), hits(world.store, world.kit, "x").complete) == (places[2::-1], True)
    monkeypatch.setattr(candidates, "WINDOW", 11)
    few = hits(world.store, world.kit, "x")
    assert ([hit.seq for hit in few.hits], few.complete) == ([places[2]], False)
    assert found(world.store, world.kit, "in:kitchen") == places[::-1]
    garden = world.store.write(lambda tx: create_room(tx, world.kit, "Garden")).id
    [last] = say(world, world.kit, "z", room=garden)
    index(world.store)
    assert found(world.store, world.kit, "-y") == [last, *places[2::-1]]


def test_a_hit_tells_who_said_it_where_and_what_around(world: World) -> None:
    [place] = say(world, world.mira, "The **Kettle** is <b>on</b>")
    [hit] = hits(world.store, world.kit, "kettle").hits
    assert (hit.id, hit.room, hit.seq) == (f"{world.room}:{place}", world.room, place)
    assert (hit.user_id, hit.username) == (world.mira.id, "Mira")
    assert hit.excerpt == [("The **", False), ("Kettle", True), ("** is <b>on</b>", False)]


def test_who_is_in_no_room_finds_nothing(world: World) -> None:
    assert hits(world.store, world.otto, "kettle").hits == []


def kept(world: World) -> int:
    """Count the texts that are kept to search in."""
    return world.store.read(lambda tx: tx.connection.exec_driver_sql("SELECT count(*) FROM search_text").scalar_one())
