"""The mails of a stack, as its worker prints them where no mail server is set."""

import asyncio
import email
import email.policy
import re

from parley_loadtests.stack import Stack

_APART = re.compile(r"^-{79}$", re.MULTILINE)


async def find_link(stack: Stack, *, to: str, what: str) -> str:
    """The newest link of a kind (invite, reset, confirm) that was mailed to an address, once it is there."""
    pattern = re.compile(rf"{re.escape(stack.public_url)}/{what}/[^\s\"<>]+")
    async with asyncio.timeout(60):
        while True:
            found = [link for text in _texts(stack, to) for link in pattern.findall(text)]
            if found:
                return found[-1]
            await asyncio.sleep(0.2)


def _texts(stack: Stack, to: str) -> list[str]:
    log = (stack.var / "log" / "worker.log").read_text(errors="replace")
    texts: list[str] = []
    for printed in _APART.split(log):
        # Lines of the log stand between mails, and before the headers of one.
        start = re.search(r"^(?:Content-Type|MIME-Version|Subject): ", printed, re.MULTILINE)
        if start is None:
            continue
        mail = email.message_from_string(printed[start.start() :], policy=email.policy.default)
        body = mail.get_body(("plain",))
        if body is not None and to in str(mail["To"]):
            texts.append(body.get_content())
    return texts
