"""Where a request comes from, as a session remembers it."""

from ipaddress import ip_address

from django.http import HttpRequest

from parley.writes.session import Device


def device_of(request: HttpRequest) -> Device:
    """Its User-Agent and its address; behind a proxy the server has put the client's there (X-Forwarded-For)."""
    address = request.META.get("REMOTE_ADDR")
    try:
        address = str(ip_address(address)) if address else None
    except ValueError:
        address = None
    return Device(agent=request.META.get("HTTP_USER_AGENT", ""), address=address)
