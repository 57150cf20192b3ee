"""An empty request through Django's full ASGI handler and through the lean one, in process: CPU of each."""

from django.core.handlers.asgi import ASGIHandler
from django.test.utils import override_settings
from django.urls import path
from dmr import Controller
from dmr.plugins.msgspec import MsgspecSerializer

from parley_api.handler import LeanHandler
from parley_loadtests.bench import urls
from parley_loadtests.bench.asking import asker
from parley_loadtests.bench.ground import Ground
from parley_loadtests.bench.measure import alternate, repeated
from parley_loadtests.bench.table import Table, of_samples


class TypedController(Controller[MsgspecSerializer]):
    """As an endpoint of ours, without signing in."""

    validate_responses = False

    async def get(self) -> dict[str, str]:
        return {"said": "ok"}


async def compare(ground: Ground) -> list[Table]:
    stock = ASGIHandler()
    with override_settings(MIDDLEWARE=[]):
        bare = ASGIHandler()
    lean = LeanHandler(
        [
            path("asynchronous", urls.asynchronous),
            path("class", urls.AsynchronousView.as_view()),
            path("typed", TypedController.as_view()),
        ]
    )
    asked = {
        "Django's handler, stock middleware, async view": asker(stock, "/asynchronous"),
        "  the same, class-based async view": asker(stock, "/class"),
        "  the same, synchronous view": asker(stock, "/synchronous"),
        "Django's handler, no middleware, async view": asker(bare, "/asynchronous"),
        "lean handler, async view": asker(lean, "/asynchronous"),
        "  the same on it, class-based async view": asker(lean, "/class"),
        "  the same on it, django-modern-rest and msgspec": asker(lean, "/typed"),
    }
    samples = await alternate({name: repeated(ask) for name, ask in asked.items()}, times=100)
    return [of_samples("an empty request", samples.items())]
