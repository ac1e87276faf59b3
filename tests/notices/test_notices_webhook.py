"""Signed, and never to an address inside."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import socket
from typing import Any

import pytest
from http_receiver import Receiver
from hypothesis import given
from hypothesis import strategies as st

from logistics import clock
from logistics.notices.transports import Letter, TransportError
from logistics.notices.transports.webhook import signing
from logistics.notices.transports.webhook.address import is_public, target
from logistics.notices.transports.webhook.transport import Webhook

SECRET, FORMER = signing.new_secret(), signing.new_secret()
NOW = dt.datetime(2025, 11, 5, tzinfo=dt.UTC)
BODY = b'{"type":"parcel.delivered"}'


def a_letter(url: str, **more: Any) -> Letter:
    return Letter("msg_7", url, {"type": "parcel.delivered", "name": "Mường Tè"}, more.get("secrets", (SECRET,)))


def test_the_signature_is_the_one_of_standard_webhooks() -> None:
    # The example that the specification's own libraries are tested with.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = dt.datetime.fromtimestamp(1614265330, dt.UTC)

    made = signing.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', [secret])

    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_on_the_wire_can_be_verified_by_hand(receiver: Receiver) -> None:
    Webhook(public_only=False).send(a_letter(receiver.url + "/hook?a=1"))

    [heard] = receiver.heard
    signed = f"{heard.headers['webhook-id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert heard.headers["webhook-signature"] == f"v1,{digest}"
    assert (heard.path, heard.headers["content-type"]) == ("/hook?a=1", "application/json")
    assert heard.headers["host"] == receiver.url.removeprefix("http://")
    assert heard.json["name"] == "Mường Tè"
    assert signing.verified(heard.headers, heard.body, [SECRET], clock.now())


def test_while_secrets_are_exchanged_a_receiver_may_hold_either() -> None:
    made = signing.headers("msg_1", NOW, BODY, [SECRET, FORMER])

    assert signing.verified(made, BODY, [SECRET], NOW)
    assert signing.verified(made, BODY, [FORMER], NOW)
    assert not signing.verified(made, BODY, [signing.new_secret()], NOW)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_an_altered_body_is_not_believed(at: int, by: int) -> None:
    altered = BODY[:at] + bytes([BODY[at] ^ by]) + BODY[at + 1 :]
    assert not signing.verified(signing.headers("msg_1", NOW, BODY, [SECRET]), altered, [SECRET], NOW)


@given(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text(max_size=60))
def test_an_altered_header_is_not_believed(name: str, other: str) -> None:
    made = signing.headers("msg_1", NOW, BODY, [SECRET])
    if other.split() != made[name].split():
        assert not signing.verified(made | {name: other}, BODY, [SECRET], NOW)


@given(st.integers(301, 10**9), st.sampled_from([-1, 1]))
def test_a_recorded_message_is_not_believed_later(seconds: int, sign: int) -> None:
    made = signing.headers("msg_1", NOW, BODY, [SECRET])
    later = dt.datetime.fromtimestamp(NOW.timestamp() + sign * seconds, dt.UTC)
    assert not signing.verified(made, BODY, [SECRET], later)


INSIDE = [
    *("http://127.0.0.1", "http://localhost", "http://127.1", "http://2130706433", "http://0x7f000001", "http://0"),
    *("http://0.0.0.0", "http://017700000001", "http://127.0.0.1.", "http://[::1]", "http://[::]"),
    *("http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]", "http://[64:ff9b::7f00:1]", "http://[2002:7f00:1::]"),
    *("http://10.0.0.1", "http://172.16.0.1", "http://192.168.1.1", "http://169.254.169.254", "http://100.64.0.1"),
    *("http://198.18.0.1", "http://192.0.2.1", "http://203.0.113.9", "http://224.0.0.1", "http://240.0.0.1"),
    *("http://255.255.255.255", "http://[fe80::1]", "http://[fc00::1]", "http://[fd12::1]", "http://[ff02::1]"),
    *("http://[2001:db8::1]", "http://[64:ff9b::a00:1]", "http://[2002:a00:1::1]", "http://[::ffff:10.0.0.1]"),
    *("http://[2002:c0a8:101::]", "http://[::ffff:169.254.169.254]", "http://[fec0::1]", "http://192.0.0.1"),
]


@pytest.mark.parametrize("origin", INSIDE)
def test_no_address_inside_is_called(receiver: Receiver, origin: str) -> None:
    port = receiver.url.rpartition(":")[2]
    for scheme in ("http", "https"):
        url = origin.replace("http", scheme, 1) + f":{port}/hook"
        with pytest.raises(TransportError):
            Webhook().send(a_letter(url))

    assert receiver.heard == []


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://example.org",
            "file:///etc/passwd",
            "gopher://127.0.0.1",
            "https://",
            "//example.org",
            "",
            "https://[::1",
        ),
        *("https://user:word@example.org/", "https://user@example.org", "http://example.org/", "javascript:alert(1)"),
        *("https://example.org:99999/", "https://example.org:port/"),
    ],
)
def test_what_is_not_a_plain_https_address_is_refused_for_good(url: str) -> None:
    with pytest.raises(TransportError) as refusal:
        target(url)
    assert refusal.value.permanent


def _answers(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names answer with these addresses, one list a look-up; what was asked for is collected."""
    asked: list[str] = []
    left = iter(answers)

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(left)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, ["8.8.8.8", "127.0.0.1"])
    with pytest.raises(TransportError, match="public"):
        target("https://example.org/")


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    # A name that answers with another address the second time: nobody asks it a second time.
    ip, port = "127.0.0.1", receiver.url.rpartition(":")[2]
    original = socket.getaddrinfo
    asked: list[str] = []

    def look_up(host: str, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        return original(ip if host == "rebinding.example" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    Webhook(public_only=False).send(a_letter(f"http://rebinding.example:{port}/hook"))

    assert asked.count("rebinding.example") == 1
    assert receiver.heard[0].headers["host"] == f"rebinding.example:{port}"


def test_a_redirect_is_a_failure_and_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.location = 302, receiver.url + "/inside"

    with pytest.raises(TransportError, match="302") as refusal:
        Webhook(public_only=False).send(a_letter(receiver.url + "/hook"))

    assert [heard.path for heard in receiver.heard] == ["/hook"]
    assert not refusal.value.permanent


@pytest.mark.parametrize(("status", "permanent", "gone"), [(500, False, False), (404, False, False), (410, True, True)])
def test_only_gone_is_final(receiver: Receiver, status: int, permanent: bool, gone: bool) -> None:
    receiver.status = status
    with pytest.raises(TransportError) as refusal:
        Webhook(public_only=False).send(a_letter(receiver.url))
    assert (refusal.value.permanent, refusal.value.gone) == (permanent, gone)


def test_whoever_is_not_there_may_be_tried_again(receiver: Receiver) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", "http://name.invalid/"):
        with pytest.raises(TransportError) as refusal:
            Webhook(public_only=False).send(a_letter(url))
        assert not refusal.value.permanent


def test_a_slow_receiver_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> None:
    monkeypatch.setattr("logistics.notices.transports.webhook.transport.TIMEOUT_S", (1.0, 0.1))
    receiver.delay_s = 0.5
    with pytest.raises(TransportError, match="ReadTimeout"):
        Webhook(public_only=False).send(a_letter(receiver.url))


@given(st.ip_addresses(v=4))
def test_ipv6_that_wraps_an_address_is_as_public_as_that_address(address: ipaddress.IPv4Address) -> None:
    for wrapping in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public(ipaddress.ip_address(wrapping)) == is_public(address)
