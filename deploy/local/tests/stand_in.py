"""Stands in for Parley's processes: a stack of tiny servers, and one such server.

stand_in.py up|down      the command line of the stack
stand_in.py serve PORT   answers every GET with 200
stand_in.py hang         never becomes ready

STAND_IN=api:hang,worker:fail has those processes do that instead; what fails says why and ends with status 3.
"""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from parley_local.down import down
from parley_local.plan import Program, Ready, Stage
from parley_local.settings import Settings
from parley_local.up import up


def services(settings: Settings, var: Path) -> list[Stage]:
    odd = dict(word.split(":") for word in os.environ.get("STAND_IN", "").split(",") if word)

    def server(name: str) -> Program:
        port = settings.port(name)
        command = _self(odd[name]) if name in odd else _self("serve", str(port))
        ready = Ready("http", f"http://127.0.0.1:{port}/readyz")
        return Program(name=name, command=command, ready=ready, port=port, grace_seconds=5)

    migrate = Program(
        name="migrate", label="migrations", command=_self(odd.get("migrate", "pass")), ready=Ready("done")
    )
    beat = Program(name="beat", command=_self(odd.get("beat", "hang")), ready=Ready("alive"))
    return [[migrate], [server("api"), server("gateway"), server("worker"), beat]]


def _self(*arguments: str) -> list[str]:
    if arguments == ("fail",):
        return ["/bin/sh", "-c", "echo broken on purpose; exit 3"]  # at once, even on a busy machine
    return [sys.executable, __file__, *arguments]


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"needed": True}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests read the logs."""


def main() -> int:
    match sys.argv[1:]:
        case ["up"]:
            return up(os.environ, services=services)
        case ["down"]:
            return down(os.environ)
        case ["serve", port]:
            ThreadingHTTPServer(("127.0.0.1", int(port)), Answer).serve_forever()
        case ["hang"]:
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
