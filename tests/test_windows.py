"""Moving windows: what is counted, for how long, and that those who stopped are forgotten."""

from __future__ import annotations

from parlour.windows import Windows


class Hands:
    """A clock that is moved by hand."""

    at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_window_moves_and_says_how_long_to_wait() -> None:
    hands = Hands()
    windows = Windows(hands)
    assert [windows.hit("kit", 2, 10) for hands.at in (100, 104)] == [0, 0]
    hands.at = 105
    assert windows.test("kit", 2, 10) == windows.hit("kit", 2, 10) == 5
    hands.at = 110
    assert windows.test("kit", 2, 10) == windows.hit("kit", 2, 10) == 0
    assert windows.hit("kit", 2, 10) == 4


def test_what_is_refused_or_only_asked_is_not_counted() -> None:
    windows = Windows(Hands())
    assert windows.test("kit", 1, 10) == 0
    assert windows.hit("kit", 1, 10) == 0
    assert [windows.hit("kit", 1, 10) for _ in range(3)] == [10, 10, 10]
    assert windows.hit("mira", 1, 10) == 0


def test_who_has_stopped_takes_no_memory() -> None:
    hands = Hands()
    windows = Windows(hands)
    for number in range(1_000):
        windows.hit(f"guest {number}", 5, 10)
    hands.at += 10
    for _ in range(600):
        windows.hit("kit", 1_000, 10)
    assert len(windows) == 1


def test_who_goes_on_is_not_forgotten_with_those_who_stopped() -> None:
    hands = Hands()
    windows = Windows(hands)
    windows.hit("slow", 1, 1_000)
    for _ in range(50):
        hands.at += 1
        windows.hit(f"quick {hands.at}", 1, 1)
    assert windows.test("slow", 1, 1_000) > 0
    assert len(windows) <= 3
