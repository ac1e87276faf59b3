"""What is wrong with a request, in the asked language: what, where, and what to do about it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from api_client import Api
from pydantic import BaseModel, Field, PositiveInt, ValidationError
from sqlalchemy import select

from logistics.db import Database
from logistics.parties.models import Role, Seller
from logistics.web.iso_times import Day, Moment
from logistics.web.json_body import JsonBody
from logistics.web.validation import SENTENCES, invalid


class _Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class _Everything(JsonBody):
    text: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]+$")] | None = None
    integer: int | None = Field(default=None, ge=1, le=9)
    number: Annotated[float, Field(gt=0, lt=1)] | None = None
    flag: bool | None = None
    colour: _Colour | None = Field(default=None, strict=False)
    size: Literal["pdf", "zpl"] | None = None
    name: uuid.UUID | None = Field(default=None, strict=False)
    day: Day | None = None
    moment: Moment | None = None
    rows: Annotated[list[int], Field(min_length=1, max_length=2)] | None = None
    table: dict[str, int] | None = None
    inner: _Everything | None = None


FAULTS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"text": 5}, "string_type", "/text phải là chữ", "/text must be text"),
    ({"text": "a"}, "string_too_short", "ít nhất 2 ký tự", "its least length is 2"),
    ({"text": "abcde"}, "string_too_long", "tối đa 4 ký tự", "its greatest length is 4"),
    ({"text": "AB"}, "string_pattern_mismatch", "mẫu ^[a-z]+$", "form ^[a-z]+$"),
    ({"integer": "5"}, "int_type", "/integer phải là số nguyên", "/integer must be an integer"),
    ({"integer": True}, "int_type", "/integer phải là số nguyên", "/integer must be an integer"),
    ({"integer": 2.5}, "int_type", "/integer phải là số nguyên", "/integer must be an integer"),
    ({"integer": 0}, "greater_than_equal", "không được nhỏ hơn 1", "at least 1"),
    ({"integer": 10}, "less_than_equal", "không được lớn hơn 9", "at most 9"),
    ({"number": "0.5"}, "float_type", "/number phải là số", "/number must be a number"),
    ({"number": 0}, "greater_than", "lớn hơn 0", "greater than 0"),
    ({"number": 1}, "less_than", "nhỏ hơn 1", "less than 1"),
    ({"flag": "true"}, "bool_type", "true hoặc false", "true or false"),
    ({"colour": "green"}, "enum", "chỉ nhận: 'red', 'blue'", "takes only: 'red', 'blue'"),
    ({"size": "doc"}, "literal_error", "chỉ nhận: 'pdf', 'zpl'", "takes only: 'pdf', 'zpl'"),
    ({"name": "x"}, "uuid_parsing", "/name phải là một UUID", "/name must be a UUID"),
    ({"name": 5}, "uuid_type", "/name phải là một UUID", "/name must be a UUID"),
    ({"day": 5}, "not_a_day", "viết như 2025-11-05", "written as 2025-11-05"),
    ({"day": "2025-02-30"}, "date_from_datetime_parsing", "ngày có thật", "day of the calendar"),
    ({"day": "9999-12-31"}, "not_a_day", "từ năm 1970 đến 2999", "from 1970 to 2999"),
    ({"moment": "noon"}, "not_a_moment", "viết như 2025-11-05T01:00:00Z", "written as 2025-11-05T01:00:00Z"),
    ({"moment": "2025-11-05T25:00:00Z"}, "datetime_from_date_parsing", "thời điểm", "a moment"),
    ({"moment": "2025-11-05T01:00:00"}, "timezone_aware", "có múi giờ", "with its time zone"),
    ({"moment": "0001-01-01T00:00:00+14:00"}, "not_a_moment", "từ năm 1970", "from 1970"),
    ({"rows": "ab"}, "list_type", "danh sách JSON", "a JSON list"),
    ({"rows": []}, "too_short", "ít nhất 1 mục", "at least 1"),
    ({"rows": [1, 2, 3]}, "too_long", "tối đa 2", "at most 2"),
    ({"table": []}, "dict_type", "đối tượng JSON", "a JSON object"),
    ({"inner": []}, "model_type", "/inner phải là một đối tượng JSON", "/inner must be a JSON object"),
    ({"inner": {"other": 1}}, "extra_forbidden", "/inner/other không có", "/inner/other is not known"),
]


@pytest.mark.parametrize(("body", "kind", "vi", "en"), FAULTS, ids=[f"{kind} {body}" for body, kind, _, _ in FAULTS])
def test_a_fault_is_told_in_both_languages(body: dict[str, Any], kind: str, vi: str, en: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _Everything.model_validate(body)

    [problem] = invalid(refused.value).problems

    assert problem.code == kind
    assert vi in problem.text.vi
    assert en in problem.text.en


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_sentence_is_said_in_both_languages_and_names_the_place(kind: str) -> None:
    sentence = SENTENCES[kind]

    assert sentence.vi != sentence.en
    assert "{at}" in sentence.vi
    assert "{at}" in sentence.en


def test_a_fault_that_nobody_foresaw_has_a_general_sentence() -> None:
    class Odd(BaseModel):
        number: Annotated[int, Field(multiple_of=7)]

    with pytest.raises(ValidationError) as refused:
        Odd.model_validate({"number": 8})

    [problem] = invalid(refused.value).problems
    assert problem.text.vi.startswith("/number không đúng như mô tả")
    assert problem.text.en.startswith("/number is not as /openapi.json describes it")


def test_numbers_in_an_address_are_read_from_their_digits() -> None:
    class Query(BaseModel):
        page: PositiveInt

    assert Query.model_validate({"page": "5"}).page == 5
    with pytest.raises(ValidationError) as refused:
        Query.model_validate({"page": "five"})
    assert "/page phải là số nguyên" in invalid(refused.value).problems[0].text.vi


def _body(world: Database, **more: Any) -> dict[str, Any]:
    with world.reading() as session:
        code = session.scalars(select(Seller.code).order_by(Seller.id)).first()
    consignee = {
        "name": "Linh",
        "phone": "0974305036",
        "address": "Số 329 Hùng Vương",
        "province": "Hà Nội",
        "commune": "Xã Dân Hoà",
    }
    return {"seller_code": code, "consignee": consignee, "lines": [{"sku": "TEA-200", "quantity": 1}]} | more


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_api_refuses_in_the_asked_language_and_tells_both(
    api: Callable[..., Api], world: Database, language: str
) -> None:
    body = _body(world, lines=[{"sku": "TEA-200", "quantity": "2"}], surprise=1)
    said = {
        "/lines/0/quantity": {
            "vi": "/lines/0/quantity phải là số nguyên: chỉ chữ số, không dấu nháy, không phần thập phân.",
            "en": "/lines/0/quantity must be an integer: digits only, without quotation marks or a decimal point.",
        },
        "/surprise": {
            "vi": "/surprise không có trong mô tả. Bỏ đi, hoặc sửa lại tên.",
            "en": "/surprise is not known here. Leave it out, or mend its name.",
        },
    }

    answer = api(Role.CLERK)("POST", "/shipments", json=body, headers={"Accept-Language": language})

    assert {error["pointer"]: error["text"] for error in answer.json["errors"]} == said
    assert answer.json["detail"] == said[answer.json["errors"][0]["pointer"]][language]


def test_json_within_a_json_text_is_no_object(api: Callable[..., Api], world: Database) -> None:
    wrapped = json.dumps(json.dumps(_body(world, reference="A\x00")))

    answer = api(Role.CLERK)("POST", "/shipments", data=wrapped, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json["errors"][0]["code"] == "model_type"
    assert answer.json["text"]["vi"] == "Nội dung gửi lên phải là một đối tượng JSON, trong ngoặc nhọn."


@pytest.mark.parametrize("proof", [True, [1], {"a": 1}, "x" * 401, 2**60], ids=str)
def test_a_piece_of_evidence_is_one_value(api: Callable[..., Api], proof: Any) -> None:
    event = {"id": str(uuid.uuid4()), "code": "collected", "happened_at": "2025-11-05T01:00:00Z"}
    batch = {"sent_at": "2025-11-05T01:00:01Z", "events": [event | {"evidence": {"photo": proof}}]}

    answer = api(Role.CLERK)("POST", "/events", json=batch)

    [verdict] = answer.json["verdicts"]
    assert [(error["pointer"], error["code"]) for error in verdict["errors"]] == [
        ("/events/0/evidence/photo", "not_a_proof")
    ]


def test_a_number_beyond_all_measure_is_refused_at_its_place(api: Callable[..., Api]) -> None:
    sent = '{"sent_at": "2025-11-05T01:00:01Z", "events": [{"lat": 1e999, "sequence": -99999999999999999999}]}'

    answer = api(Role.CLERK)("POST", "/events", data=sent, content_type="application/json")

    [verdict] = answer.json["verdicts"]
    assert {(error["pointer"], error["code"]) for error in verdict["errors"]} == {
        ("/events/0/lat", "number_too_large"),
        ("/events/0/sequence", "number_too_large"),
    }
