"""What free text means; wrong is worse than ambiguous."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.places.address import Knowledge, understand
from logistics.places.gazetteer import Gazetteer, Hamlet
from logistics.places.locate import Outlines
from logistics.places.plus_codes import decode, plus_code
from logistics.places.positions import position
from logistics.places.units import communes

HAMLETS = [
    Hamlet("Bản Sin Câu", "03405", 22.36, 103.55),
    Hamlet("Sin Câu", "03405", 22.37, 103.56),
    Hamlet("Bản Nà Phát", "03613", 22.02, 103.70),
    Hamlet("Bản Nà Phát", "03390", 22.30, 103.60),
    Hamlet("Po Chà", "03394", 22.54, 103.44),
    Hamlet("Bản Giang Tả", "03408", 22.35, 103.50),
    Hamlet("Seo Sin Chải", "03478", 22.36, 103.25),
]
KNOWN = Knowledge(Gazetteer(HAMLETS, {code: u.province.code for code, u in communes().items()}))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("xã Mường Than, huyện Than Uyên, tỉnh Lai Châu", "03595"),
        ("Mường Than, Than Uyên, Lai Châu", "03595"),
        ("xa muong than huyen than uyen lai chau", "03595"),
        ("thị trấn Mường Tè", "03433"),
        ("TT Mường Tè, H. Mường Tè, Lai Châu", "03433"),
        ("xã Mường Tè, tỉnh Lai Châu", "03445"),
        ("xã Pa Tần, huyện Sìn Hồ", "03503"),
        ("Giang Ma Tam Duong Lai Chau", "03405"),
        ("P. Tân Phong, TP Lai Châu", "03408"),
        ("phường Tân Phong, TP. Lai Châu, Lai Châu", "03408"),
        ("Lai Châu, Tam Đường, Giang Ma", "03405"),
        ("số 12 đường Trần Phú, phường Đoàn Kết, Lai Châu, Việt Nam", "03388"),
        ("P.12 Q.Gò Vấp TPHCM", "26882"),
        ("xã Bình Lư - Tam Đường - Lai Châu", "03390"),
        ("Sin Suối Hồ, Phong Thổ, Lai Châu", "03394"),
        ("Sin Súi Hồ, Lai Châu", "03394"),
    ],
)
def test_old_and_new_forms_lead_to_the_commune_of_2025(text: str, code: str) -> None:
    found = understand(text, KNOWN)

    assert (found.status, found.unit_code) == ("found", code)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("xã Mường Than", {"03618", "03595"}),
        ("Mường Than, Lai Châu", {"03618", "03595"}),
        ("Mường Tè, Lai Châu", {"03445", "03433"}),
        ("Hồ Thầu", {"01084", "03405"}),
        ("Pa Tần", {"03503", "03166"}),
        ("Bản Nà Phát", {"03613", "03390"}),
        ("Lai Châu", {"12"}),
        ("xã Không Có, Lai Châu", {"03583"}),
    ],
)
def test_what_may_mean_several_places_is_ambiguous_with_candidates(text: str, codes: set[str]) -> None:
    found = understand(text, KNOWN)

    assert (found.status, found.unit_code, found.unit, found.lat) == ("ambiguous", None, None, None)
    assert {c.unit_code for c in found.candidates} == codes


def test_a_district_alone_offers_the_communes_it_became() -> None:
    found = understand("huyện Than Uyên, Lai Châu", KNOWN)

    assert found.status == "ambiguous"
    assert {"03595", "03618"} <= {c.unit_code for c in found.candidates}


@pytest.mark.parametrize(
    ("text", "village", "code"),
    [
        ("bản Sin Câu, xã Giang Ma, H. Tam Đường, Lai Châu", "Bản Sin Câu", "03405"),
        ("ban na phat xa binh lu tinh lai chau", "Bản Nà Phát", "03390"),
        ("Po Ch, Sin Suối Hồ, Lai Châu", "Po Chà", "03394"),
        ("bản Po Chà gần trường học, xã Sin Suối Hồ, Lai Châu", "Po Chà", "03394"),
        ("bản Chải Seo Sin, xã Sìn Hồ, Lai Châu", "Seo Sin Chải", "03478"),
        ("Po Chà", "Po Chà", "03394"),
    ],
)
def test_the_village_gives_the_position(text: str, village: str, code: str) -> None:
    found = understand(text, KNOWN)

    hamlet = next(h for h in HAMLETS if h.name == village and h.commune_code == code)
    assert (found.status, found.village, found.unit_code) == ("found", village, code)
    assert (found.lat, found.lon) == (hamlet.lat, hamlet.lon)


def test_a_pinned_village_stands_before_its_namesake_in_the_commune() -> None:
    pinned = Hamlet("Po Chà", "03394", 22.55, 103.45, pinned=True)
    gazetteer = Gazetteer([*HAMLETS, pinned], {"03394": "12"})

    assert gazetteer.look_up("po cha", ["03394"])[0].hamlet is pinned


@pytest.mark.parametrize("text", ["", " , ", "xyz qwrt", "Atlantis", "99999"])
def test_nothing_known_is_unknown(text: str) -> None:
    assert understand(text, KNOWN).status == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "22.3862,103.4702",
        "103.4702, 22.3862",
        "7PJ59FPC+F3",
        "9FPC+F3 Lai Châu",
        "nhà ở 22.3862 103.4702 gần suối",
        "22,3862 103,4702",
        "22,3862; 103,4702",
        "22,3862, 103,4702",
        "N22.3862 E103.4702",
        "22.3862° B, 103.4702° Đ",
        "22°23.172' N, 103°28.212' E",
        "https://www.openstreetmap.org/?mlat=22.3862&mlon=103.4702#map=15/22.3/103.4",
        "https://www.openstreetmap.org/#map=15/22.3862/103.4702",
        "https://vd.example/vi-tri?lat=22.3862&lng=103.4702",
        "geo:22.3862,103.4702?q=22.3862,103.4702(Nhà)",
        "https://www.google.com/maps/place/X/@22.30,103.40,17z/data=!3m1!4b1!8m2!3d22.3862!4d103.4702",
        "https://maps.google.com/?q=22.3862,103.4702",
        "https://www.google.com/maps/search/22.3862,+103.4702",
        "https://www.google.com/maps/dir/?api=1&destination=22.3862%2C103.4702",
        "22°23'10.3\"N 103°28'12.7\"E",
    ],
)
def test_a_stated_position_is_read_in_every_form(text: str) -> None:
    stated = position(text, near=(22.3, 103.4))

    assert stated is not None
    assert stated == pytest.approx((22.3862, 103.4702), abs=2e-4)


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.app.goo.gl/abc",
        "Phường 22, Quận 10",
        "1,25 kg; 103,50 đồng",
        "Số 12.5 đường 3.2",
        "48.85,2.35",
        "tổ 3 + 4",
    ],
)
def test_what_states_no_position_in_vietnam_is_not_taken_for_one(text: str) -> None:
    assert position(text) is None


def test_the_commune_of_a_position_comes_from_its_outline() -> None:
    square = [[[[103.4, 22.3], [103.5, 22.3], [103.5, 22.4], [103.4, 22.4]]]]
    known = Knowledge(outlines=Outlines({"03408": square}))

    found = understand("22.3862,103.4702", known)

    assert (found.status, found.unit_code, found.confidence) == ("found", "03408", 1.0)


def test_without_an_outline_a_position_is_kept_and_its_commune_left_open() -> None:
    found = understand("22.3862,103.4702")

    assert (found.status, found.unit_code) == ("ambiguous", None)
    assert (found.lat, found.lon) == (22.3862, 103.4702)
    assert found.candidates


NEIGHBOURS = Knowledge(
    Gazetteer(
        [
            Hamlet("Bản Me", "03405", 22.36, 103.55),
            Hamlet("Bản Mêu", "03405", 22.37, 103.56),
            Hamlet("Pin Hô", "03405", 22.38, 103.57),
            Hamlet("Mao Xao Phing", "03405", 22.39, 103.58),
            Hamlet("Ta Phing", "03405", 22.40, 103.59),
        ],
        {"03405": "12"},
    )
)


@pytest.mark.parametrize(
    ("text", "villages"), [("Bản Mê, xã Tả Lèng, Lai Châu", {"Bản Me", "Bản Mêu"}), ("Bản Me, xã Tả Lèng", {"Bản Me"})]
)
def test_diacritics_that_contradict_a_short_name_leave_it_open(text: str, villages: set[str]) -> None:
    assert {c.village for c in understand(text, NEIGHBOURS).candidates} == villages


@pytest.mark.parametrize(("text", "sure"), [("Hô Pin", 0.951), ("ho pin", 0.951), ("Hồ Pin", 0.872)])
def test_swapped_words_are_surer_with_the_names_own_diacritics(text: str, sure: float) -> None:
    found = understand(f"{text}, xã Tả Lèng, Lai Châu", NEIGHBOURS)

    assert (found.village, found.confidence) == ("Pin Hô", pytest.approx(sure, abs=0.002))


def test_xa_within_a_villages_name_is_no_commune_where_the_commune_is_named() -> None:
    assert understand("Mao Xa Phing, Xã Tả Lèng, Lai Châu", NEIGHBOURS).village == "Mao Xao Phing"
    assert understand("ban Me Xa Ta Leng, Lai Chau", NEIGHBOURS).unit_code == "03405"


def test_a_position_beside_the_centre_of_a_commune_lies_in_it_even_without_an_outline() -> None:
    found = understand("22.3534,103.485")

    assert (found.status, found.unit_code, found.confidence) == ("found", "03408", 0.9)


@settings(deadline=None)
@given(st.floats(8.5, 23.5), st.floats(102.1, 109.5))
def test_a_plus_code_leads_back_to_its_square(lat: float, lon: float) -> None:
    code = plus_code(lat, lon)

    assert decode(code) == pytest.approx((lat, lon), abs=0.000_063)
    assert decode(code[4:], near=(lat + 0.2, lon - 0.2)) == decode(code)


def test_plus_codes_are_those_of_the_published_examples() -> None:
    assert plus_code(22.3862, 103.4702) == "7PJ59FPC+F3"
    assert plus_code(47.365590, 8.524997) == "8FVC9G8F+6X"
    assert decode("7FG49Q00+") == pytest.approx((20.375, 2.775))
    assert decode("8FVC9G8F+6") is None


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert understand(text, KNOWN).status in ("found", "ambiguous", "unknown")
