"""What beat does: sweep for what no nudge told of, and look after the tables."""

from parley.bus.nudger import FOLLOWUPS, JOBS

UPKEEP = "parley.upkeep"

# What piles up while no worker runs is bounded by the broker (parley.bus.broker), and then over at once.
SCHEDULE = {
    "followups": {"task": FOLLOWUPS, "schedule": 1.0, "options": {"expires": 5}},
    "jobs": {"task": JOBS, "schedule": 1.0, "options": {"expires": 5}},
    "upkeep": {"task": UPKEEP, "schedule": 3600.0, "options": {"expires": 3600}},
}
