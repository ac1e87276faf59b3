"""Collection routes through the mountains: state a Problem, `solve` it within a budget, get a checked Plan."""

from logistics.routing.account import Account, account
from logistics.routing.budget import Budget, CpuSeconds, Iterations, Progress, Seconds, first_of
from logistics.routing.changes import progressed, with_breakdown, with_closure, with_pickup, without_pickup
from logistics.routing.check import Rule, Violation, check
from logistics.routing.exchange import plan_from_json, problem_from_json, to_json
from logistics.routing.explain import Change, Explanation, explain
from logistics.routing.plan import Kind, Plan, Route, Step, Unserved
from logistics.routing.problem import Problem
from logistics.routing.reasons import TEXTS, Reason
from logistics.routing.replan import Difference, Replanned, replan
from logistics.routing.solve import solve
from logistics.routing.stop import Load, Option, Stop, Window
from logistics.routing.ties import Lock, Precedence, Transfer
from logistics.routing.travel import NO_WAY, Pace, Travel
from logistics.routing.vehicle import Break, Capacity, UnderWay, VehicleType

__all__ = [
    "NO_WAY",
    "TEXTS",
    "Account",
    "Break",
    "Budget",
    "Capacity",
    "Change",
    "CpuSeconds",
    "Difference",
    "Explanation",
    "Iterations",
    "Kind",
    "Load",
    "Lock",
    "Option",
    "Pace",
    "Plan",
    "Precedence",
    "Problem",
    "Progress",
    "Reason",
    "Replanned",
    "Route",
    "Rule",
    "Seconds",
    "Step",
    "Stop",
    "Transfer",
    "Travel",
    "UnderWay",
    "Unserved",
    "VehicleType",
    "Violation",
    "Window",
    "account",
    "check",
    "explain",
    "first_of",
    "plan_from_json",
    "problem_from_json",
    "progressed",
    "replan",
    "solve",
    "to_json",
    "with_breakdown",
    "with_closure",
    "with_pickup",
    "without_pickup",
]
