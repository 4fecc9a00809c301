"""A site on loopback for measurements: every address answers, after a delay, with a page of so many bytes.

    python bench/site.py --port 8090 --bytes 40000 --delay 0.2

It listens on every number of 127.0.0.0/8, so that hosts are numbers and need no resolver. `--faults` makes hosts
misbehave by the number in their name: h7.example drips, h8 is silent, h9 closes, h10 sends 500.
"""

from __future__ import annotations

import argparse
import asyncio

from pages import body


def page(size: int) -> bytes:
    sent = body(size)
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(sent) + sent


class Site(asyncio.Protocol):
    """Answers each request on a connection in turn."""

    def __init__(self, answer: bytes, delay: float, *, faults: bool) -> None:
        self._answer = answer
        self._delay = delay
        self._faults = faults
        self._rest = b""

    def connection_made(self, transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for head in heads:
            if self._delay:
                asyncio.get_running_loop().call_later(self._delay, self._send, head)
            else:
                self._send(head)

    def _send(self, head: bytes) -> None:
        if self._transport.is_closing():
            return
        kind = int(head.split(b"Host: h", 1)[1].split(b".")[0]) % 12 if self._faults else 0
        if kind == 7:
            self._drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        elif kind == 8:
            pass
        elif kind == 9:
            self._transport.abort()
        elif kind == 10:
            self._transport.write(b"HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n")
        else:
            self._transport.write(self._answer)

    def _drip(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)
            asyncio.get_running_loop().call_later(0.2, self._drip, b"x")


async def serve(arguments: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    answer = page(arguments.bytes)
    server = await loop.create_server(
        lambda: Site(answer, arguments.delay, faults=arguments.faults), "0.0.0.0", arguments.port, backlog=4096
    )
    print("ready", flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--bytes", type=int, default=40_000)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--faults", action="store_true")
    arguments = parser.parse_args()
    try:
        import uvloop  # noqa: PLC0415 (not on every platform)

        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    except ImportError:
        runner = asyncio.Runner()
    with runner:
        runner.run(serve(arguments))


if __name__ == "__main__":
    main()
