"""Views that answer nothing, and the steps of the migration."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views import View

from parley_loadtests.bench import steps


def synchronous(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


async def asynchronous(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


class AsynchronousView(View):
    """Django's own, with an asynchronous method."""

    async def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok")


urlpatterns = [
    path("synchronous", synchronous),
    path("asynchronous", asynchronous),
    path("class", AsynchronousView.as_view()),
    *(path(f"{view.__name__}/<uuid:channel>", view) for view in steps.VIEWS),
]
