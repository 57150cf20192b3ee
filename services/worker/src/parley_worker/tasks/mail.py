"""Send a mail that is owed."""

import structlog

from parley import config
from parley.ports.mail import DjangoMailer, Mailer, MailRefused
from parley.queries.job import ClaimedJob
from parley_worker.letters import write_mail
from parley_worker.tasks.failures import CannotSucceed

log = structlog.get_logger()


def mailer() -> Mailer:
    """It holds nothing open between mails: these are few, and servers hang up on who is idle."""
    settings = config.current()
    return DjangoMailer(config.mail_server(settings.mail_url), sender=settings.mail_from)


async def run_mail(job: ClaimedJob) -> None:
    """What a server refuses for good is dead at once; what fails otherwise is tried again."""
    mail = await write_mail(job.key, job.data)
    if mail is None:
        log.info("mail.unwanted", job=job.id, template=job.data["template"])
        return
    try:
        await mailer().send(mail)
    except MailRefused as refused:
        raise CannotSucceed(str(refused)) from None
