"""Fetch a linked page and add what it says of itself to the message."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import structlog

from parley import config
from parley.actions.message.add_preview import add_preview
from parley.ids import MessageId
from parley.ports.http import AiohttpClient, HttpClient, OutboundError
from parley.queries.job import ClaimedJob
from parley_worker.loop import resource
from parley_worker.opengraph import read_preview

log = structlog.get_logger()

_ACCEPT = "text/html, application/xhtml+xml;q=0.9"
_HEAD_BYTES = 256 * 1024  # what a page says of itself stands at its beginning


@asynccontextmanager
async def open_client() -> AsyncIterator[HttpClient]:
    """The worker's one session for requests that leave the system."""
    client = AiohttpClient(outbound_allow=config.current().outbound_allow)
    try:
        yield client
    finally:
        await client.aclose()


async def run_preview(job: ClaimedJob) -> None:
    """A page that does not answer is tried again; one that says nothing of itself, or may not be asked, is done."""
    url = job.data["url"]
    client = await resource(open_client)
    try:
        response = await client.get(url, accept=_ACCEPT, up_to_bytes=_HEAD_BYTES)
    except OutboundError as error:
        if error.is_worth_retrying:
            raise
        log.info("preview.refused", job=job.id, code=error.code)
        return
    if response.status >= 500:
        raise OSError(f"the page answered {response.status}")
    if response.status != 200:
        return
    # In a thread, for a page made for it takes its 256 KiB a quarter of a second, and the loop has others to serve.
    preview = await asyncio.to_thread(
        read_preview, response.url, response.body, response.content_type, response.charset
    )
    if preview is None:
        return
    await add_preview(
        message_id=MessageId(UUID(job.data["message"])),
        url=url,
        place=job.data["place"],
        title=preview.title,
        description=preview.description,
        site_name=preview.site_name,
    )
