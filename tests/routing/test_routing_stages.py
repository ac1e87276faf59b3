"""Hand-overs and groups for a search that knows neither: first left open, then fixed."""

from __future__ import annotations

from dataclasses import replace

from logistics.routing import Capacity, Lock, Option, Problem, Transfer, Window, check
from logistics.routing.bringing import brought, giving, without_feeders
from logistics.routing.draft import Draft
from logistics.routing.feeding import meetings, unloading
from logistics.routing.holding import held
from logistics.routing.itinerary import Call, Itinerary, serve
from logistics.routing.joining import join
from logistics.routing.plan import Kind
from logistics.routing.search import Stand
from logistics.routing.slots import from_slots, in_slots, slots_of, with_slots
from logistics.routing.stages import search_in_stages
from logistics.routing.stop import Load
from logistics.routing.timetable import Timekeeper
from tests.routing.routing_cases import HOUR, a_problem, a_stop, a_van, valley

FEEDERS_ONLY = ("feeder",)


def a_village(**transfer: object) -> Problem:
    """Four households behind the end of the road, one beside it; a motorbike lives up there."""
    far = tuple(a_stop(name, 4, options=(Option(4, service_s=300, vehicles=FEEDERS_ONLY),)) for name in "bcde")
    feeder = a_van(id="feeder", count=1, start=4, end=4, end_is_office=False, capacity=Capacity(pieces=3))
    meeting = replace(Transfer("road head", 3, FEEDERS_ONLY, ("van",), 60, 0), **transfer)
    return a_problem(stops=(a_stop("a", 1), *far), vehicles=(a_van(), feeder), transfers=(meeting,))


def searched(problem: Problem) -> Draft:
    draft = Draft(problem)
    join(draft, search_in_stages(problem, few_steps, seed=1).itineraries)
    return draft


def few_steps(stand: Stand) -> float:
    return stand.steps / 3000


def test_feeders_bring_everything_to_the_truck_in_as_many_trips_as_it_takes() -> None:
    problem = a_village()

    draft = searched(problem)

    assert draft.left_out == []
    assert check(problem, draft.plan()) == ()
    assert sum(call.kind is Kind.GIVE for call in draft.itineraries["feeder", 0].calls) == 2


def test_a_feeder_that_nobody_can_meet_fetches_nothing() -> None:
    problem = a_village(window=Window(0, 60))

    draft = searched(problem)

    assert draft.left_out == ["b", "c", "d", "e"]
    assert check(problem, draft.plan()) == ()


def test_a_feeder_ends_its_day_at_the_meeting_point_on_its_way() -> None:
    problem = a_village()
    nearer = replace(problem, transfers=(*problem.transfers, replace(problem.transfers[0], id="mouth", place=1)))

    meeting_of = meetings(nearer, Timekeeper(nearer))
    feeder = unloading(nearer, Timekeeper(nearer), meeting_of).vehicle_of["feeder"]

    assert meeting_of["feeder"].id in ("road head", "mouth")
    assert (feeder.end, feeder.end_is_office) == (meeting_of["feeder"].place, True)
    assert feeder.shift.end_s < nearer.vehicle_of["feeder"].shift.end_s
    assert feeder.fixed_cost > nearer.vehicle_of["feeder"].fixed_cost


def test_what_a_feeder_brings_is_a_stop_for_the_takers() -> None:
    problem = a_village()
    trip = Itinerary("feeder", 0, (serve(problem, "b"), serve(problem, "c"), Call(Kind.RELOAD, 3), serve(problem, "d")))

    brings = brought(problem, Timekeeper(problem), [giving(trip, problem.transfers[0], 1)])
    rest = without_feeders(problem, brings, ["feeder"])

    assert [one.fetched for one in brings] == [("b", "c"), ("d",)]
    assert [stop.id for stop in rest.stops] == ["a", "e", "hand-over 1", "hand-over 2"]
    assert [one.stop.load for one in brings] == [Load(2000, 4000, 2), Load(1000, 2000, 1)]
    assert rest.stop_of["hand-over 1"].options[0].vehicles == ("van",)
    assert rest.vehicle_of["feeder"].count == 0


def test_mixed_goods_stay_apart_from_what_any_of_them_must() -> None:
    village = a_village()
    goods = {"b": "tea", "c": "herbs", "a": "live"}
    stops = tuple(replace(stop, goods=goods.get(stop.id, "")) for stop in village.stops)
    problem = replace(village, stops=stops, apart=(("live", "herbs"),))
    trip = Itinerary("feeder", 0, (serve(problem, "b"), serve(problem, "c")))

    brings = brought(problem, Timekeeper(problem), [giving(trip, problem.transfers[0], 1)])

    assert ("herbs+tea", "live") in without_feeders(problem, brings, ["feeder"]).apart


def test_a_group_is_held_by_the_vehicle_that_serves_most_of_it() -> None:
    problem = a_problem(together=(("a", "b"), ("b", "c")))
    routes = [
        Itinerary("van", 0, (serve(problem, "a"),)),
        Itinerary("van", 1, (serve(problem, "b"), serve(problem, "c"))),
    ]

    locks = held(problem, routes).locks

    assert set(locks) == {Lock("a", "van", 1), Lock("b", "van", 1), Lock("c", "van", 1)}


def test_a_giver_leaves_home_no_earlier_than_its_taker_needs() -> None:
    """The household by the road opens at noon, so the truck comes late; the feeder does not wait for it outside."""
    village = a_village()
    stops = tuple(replace(s, windows=(Window(12 * HOUR, 13 * HOUR),)) if s.id == "a" else s for s in village.stops[:2])
    problem = replace(village, stops=stops, travel=(valley(),))
    give = Call(Kind.GIVE, 3, transfer="road head", handover=1)
    take = Call(Kind.TAKE, 3, transfer="road head", handover=1)
    draft = Draft(problem)

    trial = draft.trial(
        [Itinerary("feeder", 0, (serve(problem, "b"), give)), Itinerary("van", 0, (serve(problem, "a"), take))]
    )

    assert draft.take(trial), trial.broken
    feeder = draft.timed["feeder", 0].route
    assert feeder.duration_s < HOUR
    assert check(problem, draft.plan()) == ()


def test_hand_overs_and_groups_live_together() -> None:
    village = a_village()
    problem = replace(village, together=(("b", "c"), ("a", "d")))

    draft = searched(problem)

    assert check(problem, draft.plan()) == ()
    assert {"b", "c"} <= draft.seat_of.keys()


def met_twice(problem: Problem) -> Draft:
    """The feeder brings b and c, then d; the van takes both times, and fetches a on its way."""
    first, second = (Call(Kind.GIVE, 3, transfer="road head", handover=number) for number in (1, 2))
    takes = [replace(give, kind=Kind.TAKE) for give in (first, second)]
    fetched = [serve(problem, name) for name in "bcd"]
    draft = Draft(problem)
    trial = draft.trial(
        [
            Itinerary("feeder", 0, (*fetched[:2], first, fetched[2], second)),
            Itinerary("van", 0, (serve(problem, "a"), *takes)),
        ]
    )
    assert draft.take(trial), trial.broken
    return draft


def test_each_trip_of_a_feeder_up_to_a_hand_over_is_a_slot() -> None:
    draft = met_twice(a_village(keeps_s=HOUR))

    one, two = slots_of(draft)

    assert (one.fetched, two.fetched) == (("b", "c"), ("d",))
    assert (one.vehicle.start, one.vehicle.end) == (4, 3)
    assert (two.vehicle.start, two.vehicle.end) == (3, 3)
    assert one.vehicle.shift.end_s <= two.vehicle.shift.start_s <= two.vehicle.shift.end_s
    assert one.vehicle.end_is_office


def test_a_plan_goes_into_slots_and_comes_out_as_it_was() -> None:
    problem = a_village(keeps_s=HOUR)
    draft = met_twice(problem)
    slots = slots_of(draft)

    opened = with_slots(problem, slots)
    within = in_slots(opened, draft.itineraries.values(), slots)

    assert all(not Draft(opened).trial([one]).broken for one in within)
    assert from_slots(within, slots) == [draft.itineraries["feeder", 0]]
    assert opened.vehicle_of["feeder"].count == 0


def test_a_hand_over_with_nothing_left_to_give_is_given_up() -> None:
    problem = a_village(keeps_s=HOUR)
    slots = slots_of(met_twice(problem))

    (feeder,) = from_slots([Itinerary(slots[0].vehicle.id, 0, (serve(problem, "b"),))], slots)

    assert [call.kind for call in feeder.calls] == [Kind.SERVE, Kind.GIVE]


def test_goods_that_do_not_get_on_with_the_takers_join_no_slot() -> None:
    village = a_village(keeps_s=HOUR)
    goods = {"a": "live", "e": "tea"}
    stops = tuple(replace(stop, goods=goods.get(stop.id, "")) for stop in village.stops)
    problem = replace(village, stops=stops, apart=(("live", "tea"),))

    opened = with_slots(problem, slots_of(met_twice(problem)))

    assert opened.stop_of["e"].options[0].vehicles == ()
    assert opened.stop_of["b"].options[0].vehicles


def test_parcels_move_to_the_truck_where_it_may_come_and_that_is_cheaper() -> None:
    """All but b lie at the road: the motorbike is asked for b alone, whatever the first stage made of it."""
    village = a_village()
    open_to_all = (Option(3, service_s=300),)
    stops = tuple(replace(stop, options=open_to_all) if stop.id in "cde" else stop for stop in village.stops)
    problem = replace(village, stops=stops)

    draft = searched(problem)

    assert draft.left_out == []
    assert draft.itineraries["feeder", 0].stops == ("b",)
