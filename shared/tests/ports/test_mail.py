"""Mail: what the fake and the real port both do, and what a mail looks like on its way."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from parley.config import mail_server
from parley.ports.mail import DjangoMailer, Mail, Mailer, MailFailed, MailRefused, message_id
from parley.testing.mail import LATER, REFUSED, FakeMailer, SmtpServer, smtp_server

SENDER = "Parley <parley@tidewater.example>"


@pytest.fixture
async def server() -> AsyncIterator[SmtpServer]:
    async with smtp_server() as running:
        yield running


def real(port: int, **options: float) -> DjangoMailer:
    return DjangoMailer(mail_server(f"smtp://127.0.0.1:{port}"), sender=SENDER, **options)


def mail(to: str = "grace@tidewater.example", *, subject: str = "Grüße aus Tidewater") -> Mail:
    return Mail(to, subject, "Guten Tag\n", "<p>Guten <b>Tag</b>", "mail:invite:1")


@pytest.fixture(params=["fake", "real"])
def mailer(request: pytest.FixtureRequest, server: SmtpServer) -> Mailer:
    return FakeMailer() if request.param == "fake" else real(server.port)


async def test_a_mail_is_taken(mailer: Mailer, server: SmtpServer) -> None:
    await mailer.send(mail())

    assert len(mailer.sent if isinstance(mailer, FakeMailer) else server.received) == 1


async def test_what_is_refused_for_good_is_told_from_what_may_be_tried_again(mailer: Mailer) -> None:
    with pytest.raises(MailRefused) as refused:
        await mailer.send(mail(REFUSED))
    with pytest.raises(MailFailed) as failed:
        await mailer.send(mail(LATER))

    assert not isinstance(failed.value, MailRefused)
    for error, code in ((refused.value, "550"), (failed.value, "451")):
        assert code in str(error)
        assert "@" not in str(error)  # it goes into logs


@pytest.mark.parametrize(
    "wrong",
    [
        mail(subject="Hello\nBcc: everybody@tidewater.example"),
        mail("grace@tidewater.example\nBcc: x@y.example"),
    ],
)
async def test_nothing_gets_into_the_headers(mailer: Mailer, server: SmtpServer, wrong: Mail) -> None:
    with pytest.raises(ValueError, match=r"."):
        await mailer.send(wrong)

    assert server.received == []


async def test_a_mail_has_a_text_a_page_and_the_same_id_each_time(server: SmtpServer) -> None:
    for _ in range(2):
        await real(server.port).send(mail())

    first, second = server.received
    assert (first["To"], first["From"], first["Subject"]) == (
        "grace@tidewater.example",
        SENDER,
        "Grüße aus Tidewater",
    )
    kinds = [part.get_content_type() for part in first.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html"]
    assert first["Message-ID"] == second["Message-ID"] == message_id("mail:invite:1", SENDER)
    assert first["Message-ID"].endswith("@tidewater.example>")
    assert first["Auto-Submitted"] == "auto-generated"


async def test_a_server_that_is_not_there_and_one_that_says_nothing_are_given_up() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]

    with pytest.raises(MailFailed):
        await real(port, seconds=0.2).send(mail())
    silent.close()
    with pytest.raises(MailFailed):
        await real(port).send(mail())


async def test_the_console_gets_the_whole_mail(capsys: pytest.CaptureFixture[str]) -> None:
    await DjangoMailer(mail_server("console:"), sender=SENDER).send(mail())

    assert "Guten Tag" in capsys.readouterr().out
