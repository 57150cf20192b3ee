"""The Celery app of worker and beat: `celery -A parley_worker.app worker` and `... beat`."""

import os

import django
from celery import signals

from parley import config
from parley.telemetry import logs

_settings = config.current()
os.environ["DJANGO_SETTINGS_MODULE"] = "parley.settings"
# Celery would run Django's checks at each start, and those import the api's urls, which this image has not.
os.environ["CELERY_SKIP_CHECKS"] = "1"
django.setup()

from parley.bus.nudger import make_app  # noqa: E402
from parley_worker import health  # noqa: E402
from parley_worker.schedule import SCHEDULE  # noqa: E402

app = make_app("parley")
app.conf.update(
    beat_schedule=SCHEDULE,
    task_acks_late=True,
    # Rows in Postgres say what is owed and beat sweeps each second, so a task that is lost costs a second. A queue
    # that piled up while no worker ran is worth nothing: its tasks would all do the same sweep.
    worker_prefetch_multiplier=1,
    worker_consumer="parley_worker.consumer:Consumer",
    # What runs is claimed in Postgres: it goes on without the broker, and that gives its message out again in vain.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    include=["parley_worker.tasks.followups", "parley_worker.tasks.jobs", "parley_worker.tasks.upkeep"],
)


@signals.setup_logging.connect(weak=False)
def _set_up_logs(**_: object) -> None:
    """In Celery's stead, when a worker or beat starts: whoever only imports the app keeps their own."""
    logs.set_up("worker", _settings.log_level)


health.serve_beside(app, port=_settings.worker_port, host=_settings.host)
