"""Reading a body that may be larger than it says, or grow when it is unpacked."""

import zlib
from collections.abc import AsyncIterator

_GZIP = 16 + zlib.MAX_WBITS


async def read_body(chunks: AsyncIterator[bytes], *, is_gzip: bool, max_bytes: int) -> tuple[bytes, bool]:
    """Up to `max_bytes`, and whether there was more; bounds what comes in as well as what it unpacks to.

    Of several gzip members the first alone counts. Raises zlib.error.
    """
    unpack = zlib.decompressobj(_GZIP) if is_gzip else None
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        # One more than fits, so that a body of just the size is told from a larger one.
        body += unpack.decompress(chunk, max_bytes + 1 - len(body)) if unpack else chunk
        if received > max_bytes or len(body) > max_bytes:
            return bytes(body[:max_bytes]), True
        if unpack and unpack.eof:
            break
    return bytes(body), False
