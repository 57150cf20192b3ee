"""`parley migrate`: Django's migrations, then the log's weeks."""

import argparse
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management import call_command

from parley.actions.log.partitions import ensure_partitions


async def run(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    # The checks would import every service's urls; an image holds only its own.
    await sync_to_async(call_command)("migrate", verbosity=0, interactive=False, skip_checks=True)
    made = await ensure_partitions()
    return {"weeks_made": made}, f"The database is up to date; {len(made)} weeks of the log were made."
