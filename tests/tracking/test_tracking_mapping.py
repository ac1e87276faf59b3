"""Other systems' codes: every table is whole, and what nobody knows is kept."""

from __future__ import annotations

from importlib.resources import files

import pytest

from logistics.errors import NotFound
from logistics.shipments.models import Status
from logistics.tracking import EventCode
from logistics.tracking.mapping import Vocabulary, mapping
from logistics.tracking.reasons import DELIVERY, PICKUP, Fault, reasons_for
from logistics.tracking.status_texts import text_of

NAMED = {"viettel_post", "ghn", "ghtk", "easypost", "aftership", "upu"}
TABLES = files("logistics.tracking") / "mappings"


def test_every_system_of_the_notes_has_a_table_with_its_source() -> None:
    assert set(Vocabulary) == NAMED == {file.name.removesuffix(".toml") for file in TABLES.iterdir()}
    assert all(mapping(system).source for system in Vocabulary)


@pytest.mark.parametrize("system", sorted(NAMED))
def test_what_a_system_is_told_it_knows_itself(system: str) -> None:
    table = mapping(system)
    assert {*table.outgoing.values(), *table.attempts.values()} <= set(table.incoming)


@pytest.mark.parametrize("system", sorted(NAMED))
def test_a_failed_attempt_is_told_by_a_code_that_means_one(system: str) -> None:
    table = mapping(system)
    assert all(table.hear(raw).event is event for event, raw in table.attempts.items())


def test_an_event_is_told_as_what_it_made_of_the_parcel_and_a_failed_attempt_as_that() -> None:
    aftership, easypost = mapping("aftership"), mapping("easypost")
    assert aftership.tell(EventCode.DELIVERY_FAILED, Status.AT_HUB) == "AttemptFail"
    assert easypost.tell(EventCode.DELIVERY_FAILED, Status.AT_HUB) == "in_transit"
    assert mapping("upu").tell(EventCode.BAGGED, Status.BAGGED) is None


@pytest.mark.parametrize(
    ("system", "raw", "event"),
    [
        ("viettel_post", "501", EventCode.DELIVERED),
        ("viettel_post", "506", EventCode.DELIVERY_FAILED),
        ("viettel_post", "107", EventCode.CANCELLED),
        ("viettel_post", "505", EventCode.RETURNING),
        ("ghn", "picked", EventCode.COLLECTED),
        ("ghn", "delivery_fail", EventCode.DELIVERY_FAILED),
        ("ghn", "return_fail", EventCode.RETURNING),
        ("ghtk", "-1", EventCode.CANCELLED),
        ("easypost", "out_for_delivery", EventCode.OUT_FOR_DELIVERY),
        ("aftership", "AttemptFail", EventCode.DELIVERY_FAILED),
        ("upu", "EMF", EventCode.DEPARTED),
        ("upu", "EMG", EventCode.ARRIVED),
        ("upu", "EDG", EventCode.OUT_FOR_DELIVERY),
        ("upu", "EDH", EventCode.AVAILABLE_FOR_PICKUP),
        ("upu", "EMI", EventCode.DELIVERED),
        ("upu", "EXX", EventCode.CANCELLED),
    ],
)
def test_what_a_system_says_becomes_an_event(system: str, raw: str, event: EventCode) -> None:
    assert mapping(system).hear(raw).event is event


def test_a_code_that_nobody_knows_is_kept_as_it_came() -> None:
    heard = mapping("ghn").hear("teleported")
    assert (heard.raw, heard.event, heard.known) == ("teleported", None, False)


def test_a_code_that_moves_no_parcel_is_known_all_the_same() -> None:
    heard = mapping("ghtk").hear("6")
    assert (heard.event, heard.known) == (None, True)


@pytest.mark.parametrize("raw", [status.value for status in Status if status.value not in mapping("ghn").incoming])
def test_our_own_words_mean_nothing_in_another_systems_mouth(raw: str) -> None:
    assert not mapping("ghn").hear(raw).known


@pytest.mark.parametrize(
    ("system", "raw"), [("easypost", "failure"), ("aftership", "Exception"), ("upu", "EDB"), ("ghn", "exception")]
)
def test_a_word_that_may_mean_anything_moves_nothing(system: str, raw: str) -> None:
    heard = mapping(system).hear(raw)
    assert (heard.event, heard.known) == (None, True)


def test_an_unknown_system_is_named() -> None:
    with pytest.raises(NotFound, match="pigeon"):
        mapping("pigeon")


def test_every_status_has_words_for_everybody() -> None:
    for status in Status:
        text = text_of(status)
        assert all(part.vi and part.en for part in (text.label, text.sentence, text.next_step))


def test_there_are_sixteen_reasons_for_a_failed_pickup_and_nobody_is_at_fault_for_the_weather() -> None:
    assert len(PICKUP) == 16
    assert PICKUP["weather"].fault is PICKUP["road_blocked"].fault is Fault.NOBODY
    assert reasons_for(EventCode.DELIVERY_FAILED) is DELIVERY
