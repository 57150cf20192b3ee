"""A message with links: fetch what each linked page says of itself."""

import hashlib
import re
from collections.abc import Iterator

from parley.actions.followup.advance import Change, NewJob

NAME = "previews"
KINDS = ("message.posted", "message.edited")
JOB = "preview"
MAX_LINKS = 3

_LINK = re.compile(r"https?://[^\s<>\"'`|\\^{}]+", re.IGNORECASE)
# A sentence's own marks are no part of the link at its end.
_TAIL = ".,;:!?)]*_~"


def find_links(body: str) -> list[str]:
    """The first links of a text, each once, without the marks of the sentence around them."""
    links = dict.fromkeys(found.rstrip(_TAIL) for found in _LINK.findall(body))
    return [link for link in links if len(link) <= 2000][:MAX_LINKS]


def on_message(change: Change) -> Iterator[NewJob]:
    """A job for each link; the same link of the same message is owed once."""
    body = change.data.get("body") or ""
    for place, link in enumerate(find_links(body)):
        key = f"{JOB}:{change.data['id']}:{hashlib.blake2b(link.encode(), digest_size=12).hexdigest()}"
        yield NewJob(key, JOB, {"message": change.data["id"], "url": link, "place": place})
