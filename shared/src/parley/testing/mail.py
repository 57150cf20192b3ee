"""A stand-in for the port of mail, and a mail server on this machine for the real one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from parley.ports.mail import Mail, MailFailed, MailRefused

REFUSED, LATER = "refused@tidewater.example", "later@tidewater.example"


class FakeMailer:
    """Keeps what it is given; refuses REFUSED for good, LATER for now, and all mail while `is_down`."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.is_down = False

    async def send(self, mail: Mail) -> None:
        if "\n" in mail.subject or "\n" in mail.to:
            raise ValueError("a header is one line")
        if self.is_down:
            raise MailFailed("the mail server does not answer (as the test wants it)")
        if mail.to == REFUSED:
            raise MailRefused("the mail server said 550 the address: no such mailbox")
        if mail.to == LATER:
            raise MailFailed("the mail server said 451 the address: come back later")
        self.sent.append(mail)


class SmtpServer:
    """As much of RFC 5321 as our client speaks; judges addresses as FakeMailer does."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                data = await reader.readuntil(b"\r\n.\r\n")
                self.received.append(message_from_bytes(data[:-3], policy=policy.default))  # type: ignore[arg-type]
            writer.write(self._judge(verb, line))
            await writer.drain()
            if verb == "QUIT":
                break
        writer.close()

    def _judge(self, verb: str, line: str) -> bytes:
        if verb == "RCPT" and REFUSED in line:
            return f"550 {REFUSED}: no such mailbox\r\n".encode()
        if verb == "RCPT" and LATER in line:
            return f"451 {LATER}: come back later\r\n".encode()
        return b"221 bye\r\n" if verb == "QUIT" else b"250 fine\r\n"


@asynccontextmanager
async def smtp_server() -> AsyncIterator[SmtpServer]:
    server = SmtpServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
