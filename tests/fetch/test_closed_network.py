"""The gate seen from outside: in a network where every number answers, only public ones are ever called."""

from __future__ import annotations

import ipaddress
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from citecheck.fetch.special import special_number

HERE = Path(__file__).parent
ORDINARY = ["http://8.8.8.8/", "http://93.184.215.14:8080/x", "http://[2600::1]/", "http://[2a00:1450:4001::1]:8080/"]
SPECIAL_V4 = [
    "0.0.0.1",
    "10.1.2.3",
    "100.64.1.1",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.20.0.1",
    "192.0.2.9",
]
SPECIAL_V4 += ["192.88.99.1", "192.168.1.1", "198.18.0.1", "203.0.113.7", "168.63.129.16", "100.100.100.200"]
SPECIAL_V6 = [
    "::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "2001:db8::1",
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "5f00::1",
]


def hostile() -> list[str]:
    spelled = [
        f"http://{int(ipaddress.IPv4Address(number)):{form}}/" for number in SPECIAL_V4 for form in ("d", "#x", "#o")
    ]
    plain = [f"http://{number}:{port}/" for number in SPECIAL_V4 for port in (80, 8080)]
    mapped = [f"http://[::ffff:{number}]/" for number in SPECIAL_V4]
    direct = (
        [url.replace("0o", "0") for url in spelled] + plain + mapped + [f"http://[{number}]/" for number in SPECIAL_V6]
    )
    table = (HERE / "cases" / "hostile.txt").read_text("utf-8").splitlines()
    written = [line for line in table if line.startswith("http") and "\\x0" not in line and "\\x7f" not in line]
    listed = [line.encode().decode("unicode_escape").encode("latin-1").decode("utf-8") for line in written]
    return [*direct, *(f"http://8.8.4.4/to?{url}" for url in direct), *listed]


def may_unshare() -> bool:
    return (
        bool(shutil.which("unshare") and shutil.which("ip"))
        and not subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode
    )


@pytest.mark.skipif(not may_unshare(), reason="a network namespace may not be made here")
def test_only_public_numbers_are_called():
    """Of all hostile addresses and redirects none calls a special number, and ordinary ones are reached."""
    urls = [*ORDINARY, *hostile()]
    done = subprocess.run(
        ["unshare", "-n", sys.executable, str(HERE / "closed_network.py")],
        input="".join(json.dumps(url) + "\n" for url in urls),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert [number for number in seen["called"] if special_number(ipaddress.ip_address(number))] == []
    assert {seen["exchanges"][url] for url in ORDINARY} == {"Reached"}
    others = {kind for url, kind in seen["exchanges"].items() if url not in ORDINARY}
    assert "Refused" in others
    assert "Reached" not in others
