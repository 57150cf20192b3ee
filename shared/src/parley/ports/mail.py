"""Mail to people: one Protocol, and Django's mail backends behind it, in a thread and with a deadline."""

import asyncio
import hashlib
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Protocol

from asgiref.sync import sync_to_async
from django.core.mail import EmailMultiAlternatives
from django.core.mail.handler import MailersHandler

# Each step of a conversation has its own ten seconds (config.mail_server); this is for all of it.
_SECONDS = 30.0
_AT_ONCE = 4
_turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


class MailFailed(Exception):
    """The server does not answer, or not now: worth trying again. The text names no address."""


class MailRefused(MailFailed):
    """The server does not take this mail, now or later."""


@dataclass(frozen=True, slots=True)
class Mail:
    """`key` is the same each time the same mail is tried: its Message-ID is made of it."""

    to: str
    subject: str
    text: str
    html: str
    key: str


class Mailer(Protocol):
    async def send(self, mail: Mail) -> None:
        """Hand it to the server. Raises MailRefused, MailFailed."""
        ...


class DjangoMailer:
    """By one of Django's MAILERS, as config.mail_server makes it of a URL."""

    def __init__(self, server: dict[str, Any], *, sender: str, seconds: float = _SECONDS) -> None:
        self._server, self._sender, self._seconds = server, sender, seconds

    async def send(self, mail: Mail) -> None:
        turns = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))
        try:
            async with asyncio.timeout(self._seconds), turns:
                await sync_to_async(self._send_sync, thread_sensitive=False)(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            code, answer = next(iter(refused.recipients.values()))
            raise _failure(mail, code, answer) from None
        except smtplib.SMTPResponseException as refused:
            # Who may not sign in at the server, or send at all, may once an operator has looked.
            is_about_us = isinstance(refused, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError)
            code = 0 if is_about_us else refused.smtp_code
            raise _failure(mail, code, refused.smtp_error) from None
        except (OSError, TimeoutError) as fault:  # smtplib's other errors are OSErrors
            raise MailFailed(f"the mail server does not answer ({type(fault).__name__})") from None

    def _send_sync(self, mail: Mail) -> None:
        message = EmailMultiAlternatives(
            mail.subject,
            mail.text,
            self._sender,
            [mail.to],
            headers={"Message-ID": message_id(mail.key, self._sender), "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(mail.html, "text/html")
        handler = _Handler({"default": self._server})
        handler.default.send_messages([message])


class _Handler(MailersHandler):
    """Django's, over the server that we were given."""

    def __init__(self, mailers: dict[str, Any]) -> None:
        self._mailers = mailers

    @property
    def settings(self) -> dict[str, Any]:
        return self._mailers


def message_id(key: str, sender: str) -> str:
    """The same for the same mail, so that servers and readers see a second copy for what it is."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def _failure(mail: Mail, code: int, answer: bytes | str) -> MailFailed:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    kind = MailRefused if 500 <= code < 600 else MailFailed
    return kind(f"the mail server said {code} {text.replace(mail.to, 'the address')}"[:500])
