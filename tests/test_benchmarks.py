"""The tool that measures: what it counts, and what it draws. Nothing is timed."""

from __future__ import annotations

import importlib
import socket
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

ROOT = str(Path(__file__).parents[1])


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The package beside the tests, which is not installed."""
    monkeypatch.setattr(sys, "path", [ROOT, *sys.path])
    for name in ("connection", "picture", "servers"):
        importlib.import_module(f"benchmarks.{name}")
    return importlib.import_module("benchmarks")


@pytest.mark.parametrize("cut", range(1, 34))
def test_a_delivery_is_counted_once_wherever_the_reads_are_cut(bench: ModuleType, cut: int) -> None:
    message = b'42["new_message",{"ok":true}] padding'
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = bench.connection.Connection(listener.getsockname()[1])
        server, _ = listener.accept()
    client.awaits_acks = True
    with server, client.socket:
        for piece in (message[:cut], message[cut:] + message):
            server.sendall(piece)
            client.socket.settimeout(5)
            client.read()
    assert (client.deliveries, client.acks) == (2, 2)


def test_everybody_is_in_the_one_room_of_a_peer(bench: ModuleType) -> None:
    entrance = bench.servers.Open(0)
    assert (len(entrance.tickets(3)), entrance.rooms) == (3, {1: [0, 1, 2]})


def test_the_bars_are_a_picture_of_their_values(bench: ModuleType) -> None:
    svg = ET.fromstring(bench.picture.bars("<title>", {"one": 100.0, "half": 50.0}))
    one, half = (float(bar.attrib["width"]) for bar in svg.iter() if bar.attrib.get("height") == "24")
    assert one == pytest.approx(2 * half)


def test_a_curve_rises_with_its_values(bench: ModuleType) -> None:
    svg = ET.fromstring(bench.picture.curves("title", "across", {"line": [(10, 50), (1000, 5000)]}))
    low, high = (float(dot.attrib["cy"]) for dot in svg.iter() if dot.tag.endswith("circle"))
    assert high < low
