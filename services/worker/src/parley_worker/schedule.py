"""What beat does: sweep for what no nudge told of, and look after the tables."""

from parley.bus.nudger import FOLLOWUPS, JOBS

UPKEEP = "parley.upkeep"

# Each message expires before the next comes, so that none pile up while no worker runs.
SCHEDULE = {
    "followups": {"task": FOLLOWUPS, "schedule": 1.0, "options": {"expires": 5}},
    "jobs": {"task": JOBS, "schedule": 1.0, "options": {"expires": 5}},
    "upkeep": {"task": UPKEEP, "schedule": 3600.0, "options": {"expires": 3600}},
}
