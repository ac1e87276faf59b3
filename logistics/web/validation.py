"""Pydantic's complaints as the meanings of the kernel: every fault at once, each at its JSON pointer, in our words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from logistics.errors import Invalid, Problem, Text
from logistics.web.json_body import escaped

_WHOLE = Text("Nội dung gửi lên", "What was sent")
_KEY = "[key]"
"""What pydantic writes after a name in an object where it is the name that it complains about."""

_OBJECT = Text("{at} phải là một đối tượng JSON, trong ngoặc nhọn.", "{at} must be a JSON object, in braces.")
_INTEGER = Text(
    "{at} phải là số nguyên: chỉ chữ số, không dấu nháy, không phần thập phân.",
    "{at} must be an integer: digits only, without quotation marks or a decimal point.",
)
_NUMBER = Text("{at} phải là số, không dấu nháy.", "{at} must be a number, without quotation marks.")
_BOOLEAN = Text("{at} phải là true hoặc false, không dấu nháy.", "{at} must be true or false, without quotation marks.")
_ONE_OF = Text("{at} chỉ nhận: {expected}. Chọn một trong số đó.", "{at} takes only: {expected}. Choose one of them.")
_UUID = Text(
    "{at} phải là một UUID, viết như 019a52b1-6f1e-7c55-9d8e-3f1b2a4c5d6e.",
    "{at} must be a UUID, written as 019a52b1-6f1e-7c55-9d8e-3f1b2a4c5d6e.",
)
_DAY = Text(
    "{at} phải là một ngày có thật, từ năm 1970 đến 2999, viết như 2025-11-05.",
    "{at} must be a day of the calendar, from 1970 to 2999, written as 2025-11-05.",
)
_MOMENT = Text(
    "{at} phải là một thời điểm có múi giờ, từ năm 1970 đến 2999, viết như 2025-11-05T01:00:00Z.",
    "{at} must be a moment with its time zone, from 1970 to 2999, written as 2025-11-05T01:00:00Z.",
)

SENTENCES: Mapping[str, Text] = {
    "missing": Text("Thiếu {at}. Thêm vào rồi gửi lại.", "{at} is missing. Add it and send again."),
    "extra_forbidden": Text(
        "{at} không có trong mô tả. Bỏ đi, hoặc sửa lại tên.", "{at} is not known here. Leave it out, or mend its name."
    ),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "list_type": Text("{at} phải là một danh sách JSON, trong ngoặc vuông.", "{at} must be a JSON list, in brackets."),
    "too_short": Text("{at} cần ít nhất {min_length} mục.", "{at} has too few entries: at least {min_length}."),
    "too_long": Text(
        "{at} có quá nhiều mục: tối đa {max_length}. Chia ra nhiều lần gửi.",
        "{at} has too many entries: at most {max_length}. Send them in parts.",
    ),
    "string_type": Text("{at} phải là chữ, trong dấu nháy kép.", "{at} must be text, in quotation marks."),
    "string_too_short": Text(
        "{at} quá ngắn: ít nhất {min_length} ký tự.", "{at} is too short: its least length is {min_length}."
    ),
    "string_too_long": Text(
        "{at} quá dài: tối đa {max_length} ký tự. Rút gọn lại.",
        "{at} is too long: its greatest length is {max_length}. Shorten it.",
    ),
    "string_pattern_mismatch": Text(
        "{at} không đúng mẫu {pattern}. Sửa theo mẫu.", "{at} is not of the form {pattern}. Write it so."
    ),
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_parsing_size": _INTEGER,
    "int_from_float": _INTEGER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "greater_than": Text("{at} phải lớn hơn {gt}.", "{at} must be greater than {gt}."),
    "greater_than_equal": Text("{at} không được nhỏ hơn {ge}.", "{at} must be at least {ge}."),
    "less_than": Text("{at} phải nhỏ hơn {lt}.", "{at} must be less than {lt}."),
    "less_than_equal": Text("{at} không được lớn hơn {le}.", "{at} must be at most {le}."),
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "not_a_day": _DAY,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "not_a_moment": _MOMENT,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "not_a_proof": Text(
        "{at} phải là chữ tối đa 400 ký tự, một số (đến 2^53) hoặc null.",
        "{at} must be text of at most 400 signs, a number (up to 2^53) or null.",
    ),
    "one_of_both": Text(
        "{at}: cho biết office_code hoặc name, đúng một trong hai.", "{at}: give either office_code or name, not both."
    ),
    "is_instance_of": Text(
        "{at} phải là một tệp. Gửi bằng multipart/form-data.", "{at} must be a file. Send it as multipart/form-data."
    ),
}
"""What is wrong and what to do, by pydantic's type of error and our own; `at` is where, the rest pydantic's context."""

_OTHER = Text(
    "{at} không đúng như mô tả trong /openapi.json. Sửa lại rồi gửi lần nữa.",
    "{at} is not as /openapi.json describes it. Mend it and send again.",
)


def invalid(error: ValidationError, within: str = "") -> Invalid:
    """The Invalid that says what pydantic found, where what it looked at stands at the pointer `within`."""
    found = error.errors(include_url=False, include_input=False)
    return Invalid([_problem(within, fault["loc"], fault["type"], fault.get("ctx", {})) for fault in found])


def _problem(within: str, where: Sequence[int | str], kind: str, context: Mapping[str, Any]) -> Problem:
    pointer = within + "".join(f"/{escaped(part)}" for part in where if part != _KEY)
    sentence = SENTENCES.get(kind, _OTHER)
    told = {name: str(value).replace(" or ", ", ") for name, value in context.items()}
    return Problem(
        pointer,
        kind,
        Text(
            sentence.vi.format(at=pointer or _WHOLE.vi, **told),
            sentence.en.format(at=pointer or _WHOLE.en, **told),
        ),
    )
