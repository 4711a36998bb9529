"""Socket.IO packets, bytes in and bytes out."""

import msgspec
import pytest

from parlour.sio.packets import (
    Malformed,
    Packet,
    decode,
    encode_ack,
    encode_connect,
    encode_connect_error,
    encode_event,
    put_back,
)


def test_an_event_is_written_without_spaces():
    assert encode_event("message", 1, "2", {"3": [True]}).text == b'42["message",1,"2",{"3":[true]}]'


def test_another_namespace_stands_before_the_id():
    assert encode_event("hello", namespace="/admin").text == b'42/admin,["hello"]'
    assert encode_ack(b"12", ["ok"], "/admin").text == b'43/admin,12["ok"]'


def test_bytes_anywhere_in_an_event_become_attachments():
    packet = encode_event("file", {"parts": [b"\x01", (b"\x02",)]})
    placeholders = b'{"_placeholder":true,"num":0},[{"_placeholder":true,"num":1}]'
    assert packet.text == b'452-["file",{"parts":[' + placeholders + b"]}]"
    assert packet.attachments == [b"\x01", b"\x02"]


def test_a_struct_is_encoded_as_it_is():
    class Point(msgspec.Struct):
        x: int

    assert encode_event("at", Point(1)).text == b'42["at",{"x":1}]'


def test_the_frame_is_built_once_and_holds_the_attachments():
    packet = encode_event("file", b"ab")
    assert packet.frame is packet.frame
    assert packet.frame.endswith(b"\x82\x02ab")


def test_for_polling_attachments_are_base64():
    assert Packet(b"4x", [b"\x01\x02\x03\x04"]).parts() == [b"4x", b"bAQIDBA=="]


def test_connect_and_its_refusal():
    assert encode_connect("abc", "/").text == b'40{"sid":"abc"}'
    assert encode_connect_error("/x", "no").text == b'44/x,{"message":"no"}'
    assert encode_connect_error("/", "no", {"code": 1}).text == b'44{"message":"no","data":{"code":1}}'


@pytest.mark.parametrize("name", ["connect", "disconnect", "disconnecting", "newListener"])
def test_a_reserved_name_cannot_be_emitted(name: str):
    with pytest.raises(ValueError, match="reserved"):
        encode_event(name)


@pytest.mark.parametrize(
    ("text", "namespace", "number", "body"),
    [
        (b'42["a"]', "/", None, b'["a"]'),
        (b'42456["a"]', "/", b"456", b'["a"]'),
        (b'42/admin,["a"]', "/admin", None, b'["a"]'),
        (b'42/admin,7["a"]', "/admin", b"7", b'["a"]'),
        (b"40", "/", None, b""),
        (b"40/admin", "/admin", None, b""),
        (b"40/admin,", "/admin", None, b""),
        (b'40/admin?token=1,{"a":1}', "/admin", None, b'{"a":1}'),
        (b"41/admin", "/admin", None, b""),
        (b"439007199254740991[]", "/", b"9007199254740991", b"[]"),
    ],
)
def test_a_packet_is_taken_apart(text: bytes, namespace: str, number: bytes | None, body: bytes):
    packet = decode(text, 10)
    assert (packet.namespace, packet.id, packet.body, packet.missing) == (namespace, number, body, 0)


@pytest.mark.parametrize(
    "text",
    [
        *[b"4", b"4abc", b"47", b"4 ", b"49[]", b"42", b"42{}", b'42"a"', b"42abc[]", b"42-1[]", b"421.5[]"],
        *[b"40[]", b'40"a"', b"40abc", b"401{}", b"41{}", b"411", b"44{}", b'44{"message":"x"}', b"43[]", b"43"],
        *[b'45["a"]', b'45-["a"]', b'451["a"]', b'421-["a"]', b'45-1-["a"]', b'4511-["a"]', b'45999999999-["a"]'],
        *[b"4299999999999999999[]", b"46[]", b"461-[]", b"40/" + b"a" * 300 + b","],
    ],
)
def test_what_is_no_packet_is_malformed(text: bytes):
    with pytest.raises(Malformed):
        decode(text, 10)


def test_placeholders_are_replaced_where_they_stand():
    value = {"a": [{"_placeholder": True, "num": 1}], "b": {"_placeholder": True, "num": 0}, "c": 1}
    assert put_back(value, [b"x", b"y"]) == {"a": [b"y"], "b": b"x", "c": 1}


@pytest.mark.parametrize("num", [2, -1, "0", 0.0, True, None, [0]])
def test_a_placeholder_for_nothing_is_malformed(num: object):
    with pytest.raises(Malformed):
        put_back([{"_placeholder": True, "num": num}], [b"x", b"y"])
