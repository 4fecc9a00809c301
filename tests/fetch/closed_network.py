"""Run inside a network namespace of its own: every number answers there, and whoever is called is written down.

Prints {"called": [numbers], "exchanges": {url: kind}} for the addresses on standard input, one a line, JSON strings.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime

from citecheck.fetch import Crawler, FetchRequest
from citecheck.model.settings import NetworkSettings

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
PORTS = (80, 8080)


def open_up() -> None:
    for command in (
        "ip link set lo up",
        "ip route add local 0.0.0.0/0 dev lo",
        "ip -6 route add local ::/0 dev lo",
    ):
        subprocess.run(command.split(), check=True)


async def main() -> None:
    called: set[str] = set()

    async def answer(reader, writer):
        called.add(writer.get_extra_info("sockname")[0].removeprefix("::ffff:"))
        head = await reader.readuntil(b"\r\n\r\n")
        target = head.split(b" ")[1]
        if target.startswith(b"/to?"):
            place = target[4:]
            writer.write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + place + b"\r\n\r\n")
        else:
            writer.write(ANSWER)
        await writer.drain()
        writer.close()

    servers = [await asyncio.start_server(answer, "::", port) for port in PORTS]
    servers += [await asyncio.start_server(answer, "0.0.0.0", port) for port in PORTS]
    urls = [json.loads(line) for line in sys.stdin]
    settings = NetworkSettings(interval=0, per_host=8, tries=1, max_time=5, connect_time=2)
    kinds = {}
    async with Crawler(settings, clock=lambda: datetime.now(UTC)) as crawler:
        async for exchange in crawler.crawl(FetchRequest(url) for url in urls):
            kinds[exchange.url] = type(exchange).__name__
    for server in servers:
        server.close()
    print(json.dumps({"called": sorted(called), "exchanges": kinds}))


if __name__ == "__main__":
    open_up()
    asyncio.run(main())
