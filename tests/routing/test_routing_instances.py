"""The literature's files are read by their conventions, and solutions written as it writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from logistics.cli.route import command
from logistics.errors import Invalid
from logistics.routing import Capacity, Iterations, Kind, Window, check, plan_from_json, solve, to_json
from logistics.routing.instances import Rounding, read_instance, read_solution, write_solution
from tests.routing.routing_cases import a_problem, a_van

CVRP = """NAME : tiny
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 6 8
4 0 2.6
DEMAND_SECTION
1 0
2 5
3 5
4 10
DEPOT_SECTION
 1
 -1
EOF
"""

SOLOMON = """R999

VEHICLE
NUMBER     CAPACITY
  3         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      35         35          0          0       230          0
    1      41         49         10        161       171         10
    2      35         17          7         50        60         10
"""

RICH = """NAME: rich
TYPE: MTVRPTWR
DIMENSION: 4
VEHICLES: 3
EDGE_WEIGHT_TYPE: EXPLICIT
EDGE_WEIGHT_FORMAT: LOWER_ROW
EDGE_WEIGHT_SECTION
5
6 7
8 9 4
DEMAND_SECTION
1 0
2 0
3 1
4 1
CAPACITY_SECTION
1 1
2 1
3 9
VEHICLES_DEPOT_SECTION
1 1
2 1
3 2
VEHICLES_RELOAD_DEPOT_SECTION
1 1
2 1
3 2
VEHICLES_MAX_RELOADS: 1
VEHICLES_FIXED_COST: 7
PRIZE_SECTION
1 0
2 0
3 0
4 3
TIME_WINDOW_SECTION
1 0 100
2 10 90
3 0 50
4 0 50
RELEASE_TIME_SECTION
1 0
2 0
3 4
4 0
VEHICLES_ALLOWED_CLIENTS_SECTION
1 3 4
2 3 4
3 4
DEPOT_SECTION
1
2
EOF
"""


def written(folder: Path, text: str, name: str = "file.vrp") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_plain_distances_are_rounded_to_the_nearest(tmp_path: Path) -> None:
    instance = read_instance(written(tmp_path, CVRP))

    assert instance.problem.travel[0].distance_m.tolist()[0] == [0, 5, 10, 3]
    assert [stop.id for stop in instance.problem.stops] == ["1", "2", "3"]
    assert instance.problem.vehicles[0].capacity == Capacity(pieces=10)
    assert instance.problem.vehicles[0].count == 3


@pytest.mark.parametrize("kind", ["EXACT_2D", "FLOOR_2D"])
def test_straight_ways_are_read_by_whatever_name_their_file_gives_them(tmp_path: Path, kind: str) -> None:
    instance = read_instance(written(tmp_path, CVRP.replace("EUC_2D", kind)))

    assert instance.problem.travel[0].distance_m.tolist()[0] == [0, 5, 10, 3]


def test_other_roundings_are_there_for_the_asking(tmp_path: Path) -> None:
    path = written(tmp_path, CVRP)
    last = {way: read_instance(path, rounding=way).problem.travel[0].distance_m[0, 3] for way in Rounding}

    assert last == {Rounding.ROUND: 3, Rounding.TRUNCATE: 2, Rounding.DIMACS: 26, Rounding.EXACT: 2600}
    assert read_instance(path, vehicles=2).problem.vehicles[0].count == 2


def test_a_solomon_table_is_read_in_tenths(tmp_path: Path) -> None:
    problem = read_instance(written(tmp_path, SOLOMON, "R999.txt")).problem

    assert problem.stops[0].windows == (Window(1610, 1710),)
    assert problem.stops[0].options[0].service_s == 100
    assert problem.vehicles[0].shift == Window(0, 2300)
    assert problem.travel[0].distance_m[0, 1] == 152
    assert problem.vehicles[0].count == 25


def test_every_section_of_the_dialect_arrives_in_the_model(tmp_path: Path) -> None:
    instance = read_instance(written(tmp_path, RICH))
    small, large = instance.problem.vehicles
    fetched, prized = instance.problem.stops

    assert instance.seats == (("v1", 0), ("v1", 1), ("v3", 0))
    assert instance.aligned
    assert (small.count, small.start, small.reload_places, small.max_trips, small.fixed_cost) == (2, 0, (0,), 2, 70)
    assert (large.start, large.shift, large.capacity) == (1, Window(100, 900), Capacity(pieces=9))
    assert (fetched.release_s, fetched.skip_cost, fetched.options[0].vehicles) == (40, None, ("v1",))
    assert (prized.skip_cost, prized.options[0].vehicles) == (30, None)
    assert instance.problem.travel[0].distance_m.tolist()[3] == [80, 90, 40, 0]


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "NAME: x\nTYPE: CVRP\n",
        "1 2 3\n",
        CVRP.replace("2 3 4\n", ""),
        CVRP.replace("2 3 4", "2 three 4"),
        CVRP.replace("2 5\n", ""),
        CVRP.replace("DEPOT_SECTION", "LINEHAUL_SECTION"),
        RICH.replace("6 7\n", ""),
        RICH.replace("3 9\n", "", 1),
        "CUST NO. 1\n",
        CVRP.replace("DIMENSION : 4", "DIMENSION : x"),
        CVRP.replace("DIMENSION : 4", "DIMENSION : 4.5"),
        CVRP.replace("DIMENSION : 4", "DIMENSION : 1000000000"),
        CVRP.replace("DIMENSION : 4", "DIMENSION : -4"),
        CVRP.replace("CAPACITY : 10", "CAPACITY : nan"),
        CVRP.replace("CAPACITY : 10", "CAPACITY : five"),
        CVRP.replace("CAPACITY : 10", "CAPACITY : 10\nVEHICLES : -4"),
        CVRP.replace("CAPACITY : 10", "CAPACITY : 10\nVEHICLES : 1000000000"),
        CVRP.replace("EUC_2D", "MAN_2D"),
        CVRP.replace("EUC_2D", "EXPLICIT\nEDGE_WEIGHT_FORMAT : UPPER_COL"),
        CVRP.replace("2 3 4", "2 3"),
        CVRP.replace("2 3 4", "2 nan 4"),
        CVRP.replace("2 3 4", "2 inf 4"),
        CVRP.replace("2 3 4", "2 3e12 4"),
        CVRP.replace("3 6 8", "2 6 8"),
        CVRP.replace("2 5\n", "2\n"),
        CVRP.replace("2 5\n", "2 1.7\n"),
        CVRP.replace("2 5\n", "2 -5\n"),
        CVRP.replace(" 1\n -1", " -1"),
        CVRP.replace(" 1\n -1", " 9\n -1"),
        RICH.replace("4 0 50\n", ""),
        RICH.replace("2 1\n3 2\nVEHICLES_RELOAD", "2 1\nVEHICLES_RELOAD"),
        "",
        "  \n",
        "[]",
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid):
        read_instance(written(tmp_path, text))


ULYSSES = [
    (38.24, 20.42), (39.57, 26.15), (40.56, 25.32), (36.26, 23.12), (33.48, 10.54), (37.56, 12.19), (38.42, 13.11),
    (37.52, 20.44), (41.23, 9.10), (41.17, 13.05), (36.08, -5.21), (38.47, 15.13), (38.15, 15.35), (37.51, 15.17),
    (35.49, 14.32), (39.36, 19.56),
]  # fmt: skip
"""The 16 places of TSPLIB's ulysses16, whose shortest tour is known to be 6859 long."""


def test_places_on_the_globe_are_as_far_apart_as_tsplib_defines(tmp_path: Path) -> None:
    head = "NAME : ulysses16\nTYPE : CVRP\nDIMENSION : 16\nVEHICLES : 1\nEDGE_WEIGHT_TYPE : GEO\nNODE_COORD_SECTION\n"
    rows = [f"{i} {latitude} {longitude}\n" for i, (latitude, longitude) in enumerate(ULYSSES, 1)]

    instance = read_instance(written(tmp_path, head + "".join(rows) + "EOF\n"))

    assert solve(instance.problem, Iterations(4000)).cost == 6859


def test_no_vehicles_are_none(tmp_path: Path) -> None:
    none = written(tmp_path, CVRP.replace("CAPACITY", "VEHICLES : 0\nCAPACITY"))

    assert read_instance(none).problem.vehicles == ()
    assert read_instance(written(tmp_path, CVRP), vehicles=0).problem.vehicles == ()
    assert read_instance(written(tmp_path, SOLOMON.replace("  3  ", "  0  "), "R999.txt")).problem.vehicles == ()


def test_the_fleet_of_our_own_json_can_be_replaced_where_it_is_of_one_type(tmp_path: Path) -> None:
    one = written(tmp_path, to_json(a_problem()), "one.json")
    two = written(tmp_path, to_json(a_problem(vehicles=(a_van(), a_van(id="bike")))), "two.json")

    assert read_instance(one, vehicles=7).problem.vehicles[0].count == 7
    with pytest.raises(Invalid):
        read_instance(two, vehicles=7)


def test_a_fleet_of_a_million_has_no_more_seats_than_can_be_used(tmp_path: Path) -> None:
    path = written(tmp_path, to_json(a_problem(vehicles=(a_van(count=1_000_000),))), "many.json")

    assert read_instance(path).seats == (("van", 0), ("van", 1), ("van", 2))


def test_a_file_that_is_no_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.vrp"
    path.write_bytes(CVRP.replace("tiny", "ti\nCOMMENT : caf\u00e9").encode("latin-1"))

    with pytest.raises(Invalid, match="Line 2 is not in UTF-8"):
        read_instance(path)


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "mark.json"
    path.write_bytes(b"\xef\xbb\xbf" + to_json(a_problem()).encode())

    assert read_instance(path).problem == a_problem()


def test_a_solution_survives_the_way_through_its_file(tmp_path: Path) -> None:
    instance = read_instance(written(tmp_path, CVRP))
    plan = solve(instance.problem, Iterations(50))

    text = write_solution(instance, plan)

    assert text.endswith(f"Cost: {plan.cost}\n")
    assert read_solution(instance, text).cost == plan.cost == 26


def test_reloads_stand_between_trips_and_unused_vehicles_have_empty_lines(tmp_path: Path) -> None:
    instance = read_instance(written(tmp_path, RICH))
    text = "Route #1: 2 0 3\nRoute #2:\nRoute #3:\nCost: 370\n"

    plan = read_solution(instance, text)

    assert [step.kind for step in plan.routes[0].steps].count(Kind.RELOAD) == 1
    assert check(instance.problem, plan) == ()
    assert write_solution(instance, plan).splitlines()[:3] == ["Route #1: 2 0 3", "Route #2:", "Route #3:"]


def test_a_solution_that_cannot_be_driven_is_refused(tmp_path: Path) -> None:
    instance = read_instance(written(tmp_path, CVRP))

    with pytest.raises(Invalid):
        read_solution(instance, "Route #1: 1 2 3\n")


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["C201R0.25", "PR03", "PR07", "PR17A", "RC2_2_01R0.25", "X-n101-k25", "X-n401-k29"])
def test_the_best_known_solutions_cost_what_they_say_and_pass_the_audit(shared_data: Path, name: str) -> None:
    folder = shared_data.parent / "bench" / "routing"
    instance = read_instance(folder / f"{name}.vrp")
    text = (folder / f"{name}.sol").read_text()

    plan = read_solution(instance, text)

    assert check(instance.problem, plan) == ()
    assert plan.missing == 0
    assert plan.cost == int(text.split("Cost")[1].split("\n")[0].strip(" :"))


def test_the_command_plans_audits_and_writes(tmp_path: Path) -> None:
    out = tmp_path / "out.sol"
    options = ["--iterations", "50", "--json", "--solution", str(out)]

    result = CliRunner().invoke(command, [str(written(tmp_path, CVRP)), *options])

    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (told["cost"], told["checked"], told["unserved"]) == (26, True, [])
    keys = {"cost", "routes", "unserved", "checked", "bound", "gap_to_bound", "cpu_s", "wall_s", "iterations"}
    assert set(told) == keys
    assert out.read_text().startswith("Route #1:")


def test_the_command_reads_our_own_json_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    path = written(tmp_path, to_json(a_problem(vehicles=())), "problem.json")

    result = CliRunner().invoke(command, [str(path), "--iterations", "5"])

    assert result.exit_code == 1
    assert "left out: a (no_vehicle)" in result.stdout


def test_a_plan_is_written_as_json_that_reads_back() -> None:
    plan = solve(a_problem(), Iterations(50))

    assert plan_from_json(to_json(plan, indent=2)) == plan
