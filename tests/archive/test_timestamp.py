"""Time stamps of a local authority: OpenSSL answers, no network is touched."""

import http.server
import shutil
import subprocess
import threading

import httpx
import pytest
from click.testing import CliRunner

from citecheck.archive.wacz import read_data_package
from citecheck.cli.archive import command
from citecheck.errors import RunIncomplete, UnreadableInput, WrongUsage
from citecheck.extras.timestamp import request_time_stamp
from citecheck.store.database import open_store

AUTHORITY = "https://tsa.example/stamp"
CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[leaf]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
[req]
distinguished_name = name
[name]
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A folder with the keys of an authority and its root; a client whose requests OpenSSL answers."""
    pytest.importorskip("rfc3161_client", reason="the extra `timestamp` is not installed")
    if shutil.which("openssl") is None:
        pytest.skip("OpenSSL is not installed")
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIGURATION)
    (folder / "serial").write_text("01\n")

    def openssl(*arguments, data=None):
        command = ["openssl", *arguments]
        return subprocess.run(command, cwd=folder, input=data, capture_output=True, check=True).stdout

    new = ("req", "-newkey", "rsa:2048", "-nodes", "-config", "tsa.cnf")
    openssl(*new, "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Root", "-extensions", "ca")
    openssl(*new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Authority")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-extfile", "tsa.cnf", "-extensions", "leaf")
    openssl("x509", "-req", "-in", "tsa.csr", *signing, "-out", "tsa.pem", "-set_serial", "7")

    def answer(request):
        assert request.headers["content-type"] == "application/timestamp-query"
        (folder / "query").write_bytes(request.content)
        signer = ("-signer", "tsa.pem", "-inkey", "tsa.key")
        return httpx.Response(
            200, content=openssl("ts", "-reply", "-queryfile", "query", "-config", "tsa.cnf", *signer)
        )

    return folder, httpx.Client(transport=httpx.MockTransport(answer)), openssl


def test_a_stamp_is_verified_and_openssl_agrees(authority):
    """The answer verifies against the root, and the command in the documentation accepts it."""
    folder, client, openssl = authority
    stamp = request_time_stamp(b"the package", AUTHORITY, roots=(folder / "ca.pem").read_bytes(), client=client)
    (folder / "package.json").write_bytes(b"the package")
    (folder / "case.tsr").write_bytes(stamp)
    verified = openssl("ts", "-verify", "-data", "package.json", "-in", "case.tsr", "-CAfile", "ca.pem")
    assert b"OK" in verified


def test_a_stamp_of_another_request_is_refused(authority):
    """An answer that was given before, to another message, is not taken."""
    _, client, _ = authority
    old = request_time_stamp(b"another", AUTHORITY, roots=None, client=client)
    replaying = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=old)))
    with pytest.raises(RunIncomplete, match="not about this case"):
        request_time_stamp(b"the package", AUTHORITY, roots=None, client=replaying)


def test_a_stamp_under_another_root_does_not_verify(authority):
    """A signature that the given root does not vouch for is refused."""
    folder, client, openssl = authority
    new = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-config", "tsa.cnf", "-extensions", "ca")
    openssl(*new, "-keyout", "other.key", "-out", "other.pem", "-subj", "/CN=Other")
    with pytest.raises(RunIncomplete, match="does not verify"):
        request_time_stamp(b"the package", AUTHORITY, roots=(folder / "other.pem").read_bytes(), client=client)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(503), "answers 503"),
        (httpx.Response(200, content=b"<html>"), "no time stamp"),
        (httpx.ConnectError("refused"), "does not answer"),
    ],
    ids=["busy", "page", "unreachable"],
)
def test_an_authority_that_fails_is_one_sentence(authority, answer, said):
    """What goes wrong at the authority leaves the run incomplete, in one sentence."""

    def give(_):
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(RunIncomplete, match=said):
        request_time_stamp(b"x", AUTHORITY, roots=None, client=httpx.Client(transport=httpx.MockTransport(give)))


def test_roots_and_addresses_that_are_none_are_refused(authority):
    """A file without certificates and an address that is none are named."""
    _, client, _ = authority
    with pytest.raises(UnreadableInput, match="root certificates"):
        request_time_stamp(b"x", AUTHORITY, roots=b"nothing", client=client)
    with pytest.raises((WrongUsage, RunIncomplete), match="nowhere"):
        request_time_stamp(b"x", "http://nowhere:port/", roots=None, client=client)


class Authority(http.server.BaseHTTPRequestHandler):
    """The authority as a server on loopback."""

    def do_POST(self):
        request = httpx.Request("POST", AUTHORITY, content=self.rfile.read(int(self.headers["Content-Length"])))
        request.headers["content-type"] = self.headers["Content-Type"]
        answer = self.server.client.send(request)
        self.send_response(answer.status_code)
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_):
        pass


def test_an_export_is_stamped(authority, tmp_path):
    """The command asks the authority, verifies its stamp and keeps it next to the case."""
    folder, client, openssl = authority
    open_store(tmp_path / "citecheck.db").close()
    with http.server.HTTPServer(("127.0.0.1", 0), Authority) as server:
        server.client = client
        threading.Thread(target=server.handle_request, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        options = ("--store", tmp_path / "citecheck.db", "--timestamp", address, "--timestamp-ca", folder / "ca.pem")
        arguments = [str(part) for part in ("export", "--wacz", tmp_path / "case.wacz", *options)]
        result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert "stamped by" in result.output
    (folder / "package.json").write_bytes(read_data_package(tmp_path / "case.wacz"))
    stamp = str(tmp_path / "case.wacz.tsr")
    assert b"OK" in openssl("ts", "-verify", "-data", "package.json", "-in", stamp, "-CAfile", "ca.pem")
