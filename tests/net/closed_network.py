"""Run inside namespaces of its own: every number answers there, names lead where it says, and all calls are noted.

Takes {"runs": {name: [arguments, standard input]}, "inward": [addresses]} as JSON on standard input; runs the program
with each (the input lies in `draft.md` as well) and prints {name: {"called": [numbers], "targets": [what proxies were asked], "code": …, "out": …, "err": …}}.
The server leads inward: `/location/3` by a redirect to the third address, `/meta/3`, `/script/3`, `/canonical/3`
inside a page, and any `/robots.txt` of the host `r3.robots.org`; names below rebind.org lead inward at every second
look-up.
"""

from __future__ import annotations

import asyncio
import html
import ipaddress
import json
import struct
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path

PORTS = (80, 8080)
PUBLIC = "8.8.4.4"
NAMES = {
    "loopback": ["127.0.0.1"],
    "private": ["10.0.0.1"],
    "metadata": ["169.254.169.254"],
    "mixed": [PUBLIC, "10.0.0.1"],
    "mixed6": [PUBLIC, "::1"],
    "mapped": ["::ffff:127.0.0.1"],
    "translated": ["64:ff9b::7f00:1"],
    "6to4": ["2002:7f00:1::1"],
    "site": ["fec0::1"],
    "zero": ["0.0.0.0"],
    "alias": ["loopback.inward.org"],
    "alias-mixed": ["mixed.inward.org"],
    "broadcast": ["255.255.255.255"],
}
A, CNAME, AAAA = 1, 5, 28
TURNS = count()


def open_up(folder: str) -> None:
    """Make every number local, and this program the name server."""
    resolver = Path(folder, "resolv.conf")
    resolver.write_text("nameserver 127.0.0.1\n", encoding="ascii")
    for command in (
        "ip link set lo up",
        "ip route add local 0.0.0.0/0 dev lo",
        "ip -6 route add local ::/0 dev lo",
        f"mount --bind {resolver} /etc/resolv.conf",
    ):
        subprocess.run(command.split(), check=True)


def numbers_of(name: str) -> list[str]:
    """Give what a name leads to: another name first, then numbers."""
    found = NAMES.get(name.removesuffix(".inward.org"), [PUBLIC])
    return found + numbers_of(found[0]) if found[0][-1].isalpha() else found


def packed_name(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


class NameServer(asyncio.DatagramProtocol):
    """Answers A and AAAA."""

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, caller):
        labels, at = [], 12
        while size := data[at]:
            labels.append(data[at + 1 : at + 1 + size].decode("latin-1").lower())
            at += size + 1
        kind = struct.unpack_from(">H", data, at + 1)[0]
        owner, records = packed_name(".".join(labels)), []
        if labels[-2:] == ["rebind", "org"] and kind == A and next(TURNS) % 2:
            labels = ["loopback", "inward", "org"]
        for value in numbers_of(".".join(labels)):
            if value[-1].isalpha():
                records.append((owner, CNAME, packed_name(value)))
                owner = packed_name(value)
            elif kind == (AAAA if ":" in value else A):
                records.append((owner, kind, ipaddress.ip_address(value).packed))
        head = data[:2] + struct.pack(">HHHHH", 0x8180, 1, len(records), 0, 0)
        body = b"".join(o + struct.pack(">HHIH", k, 1, 0, len(v)) + v for o, k, v in records)
        self.transport.sendto(head + data[12 : at + 5] + body, caller)


class Web:
    """Answers on every number and notes which was called."""

    def __init__(self, inward: list[str]) -> None:
        self.inward = inward
        self.called: set[str] = set()
        self.targets: set[str] = set()

    async def answer(self, reader, writer):
        self.called.add(writer.get_extra_info("sockname")[0].removeprefix("::ffff:"))
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, target, _ = head.split(" ", 2)
            if not target.startswith("/"):
                self.targets.add(target if method != "CONNECT" else f"https://{target}/")
            writer.write(self.sent(target, head))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        writer.close()

    def sent(self, target: str, head: str) -> bytes:
        _, how, *place = target.split("/")
        fields, body = "", "<p>An ordinary page with a few words.</p>"
        if target == "/robots.txt" and "Host: r" in head:
            how, place = "location", [head.partition("Host: r")[2].partition(".")[0]]
        to = self.inward[int(place[0])] if place and place[0].isdigit() else ""
        match how:
            case "location":
                fields = f"Location: {to}\r\n"
            case "meta":
                body = f'<meta http-equiv="refresh" content="0; url={html.escape(to)}">'
            case "script":
                body = f"<script>location.replace({json.dumps(to, ensure_ascii=False)})</script>"
            case "canonical":
                body += f'<link rel="canonical" href="{html.escape(to)}"><link rel="amphtml" href="{html.escape(to)}">'
        status = "302 Found" if fields else "200 OK"
        data = body.encode()
        lines = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{fields}Content-Length: {len(data)}\r\n\r\n"
        return lines.encode() + data


async def main(folder: str) -> None:
    wanted = json.load(sys.stdin)
    web = Web(wanted["inward"])
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 53))
    for port in PORTS:
        await asyncio.start_server(web.answer, "::", port, backlog=512)
        await asyncio.start_server(web.answer, "0.0.0.0", port, backlog=512)
    seen = {}
    for name, (arguments, given) in wanted["runs"].items():
        web.called, web.targets = set(), set()
        Path(folder, "draft.md").write_text(given, encoding="utf-8")
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "citecheck", *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
        )
        out, err = await program.communicate(given.encode("utf-8"))
        texts = {"out": out.decode("utf-8"), "err": err.decode("utf-8")}
        seen[name] = {"called": sorted(web.called), "targets": sorted(web.targets), "code": program.returncode, **texts}
    print(json.dumps(seen))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as own:
        open_up(own)
        asyncio.run(main(own))
