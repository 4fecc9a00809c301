"""The checker of WARC files: what is whole passes, every breach is named."""

import gzip
import hashlib
import re
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.archive.warc.capture_event import KeptBody
from citecheck.archive.warc_checker import verify_warc
from citecheck.archive.warc_requirements import REQUIREMENTS
from citecheck.errors import UnreadableInput
from citecheck.model.exchange import Truncation
from citecheck.model.finding import Level

from .exchanges import START, a_hop, reached


@pytest.fixture
def records(open_writer, tmp_path):
    """The records of a file that holds every type we write, each as bytes without compression."""
    with open_writer() as writer:
        moved = a_hop("http://example.org/", b"", status=301, reason="Moved Permanently")
        first = writer.write(reached(moved, a_hop(body=b"the body " * 40)))
        kept = KeptBody("https://example.org/", first.moment, first.id, first.warc, first.offset, first.sha256)
        later = START + timedelta(days=1)
        writer.write(reached(a_hop("https://example.org/copy", b"the body " * 40, moment=later)))
        writer.write(reached(a_hop(body=b"", status=304, headers=(), moment=later)), confirmed=kept)
        writer.write(reached(a_hop(body=b"cut", truncated=Truncation.LENGTH, version="HTTP/2")))
        writer.write_text(first, "https://example.org/", "the body")
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    packed = path.read_bytes()
    whole = gzip.decompress(packed)
    return re.split(rb"(?<=\r\n\r\n)(?=WARC/1\.1\r\n)", whole)


def index_of(records, kind, nth=0):
    return [i for i, record in enumerate(records) if b"WARC-Type: " + kind + b"\r\n" in record][nth]


def write(tmp_path, records, packed):
    path = tmp_path / ("x.warc.gz" if packed else "x.warc")
    path.write_bytes(b"".join(gzip.compress(record, mtime=0) if packed else record for record in records))
    return path


def errors(path):
    return [fault for fault in verify_warc(path) if fault.level is Level.ERROR]


@pytest.mark.parametrize("packed", [True, False])
def test_what_we_write_passes_without_a_warning(records, tmp_path, packed):
    """A file with every type of record has no fault, compressed or not."""
    assert verify_warc(write(tmp_path, records, packed)) == ()


def sub(pattern, replacement, kind=b"response", nth=0):
    """Give a mutation of one record by a regular expression."""

    def mutate(records):
        at = index_of(records, kind, nth)
        changed = re.sub(pattern, replacement, records[at], count=1)
        assert changed != records[at]
        records[at] = changed

    return mutate


def without(field, kind=b"response", nth=0):
    return sub(rb"\r\n" + field + rb": [^\r]*", b"", kind, nth)


def append_field(line, kind=b"response", nth=0):
    return sub(rb"\r\nContent-Length", b"\r\n" + line + b"\r\nContent-Length", kind, nth)


def duplicate_id(records):
    at, other = index_of(records, b"request", 0), index_of(records, b"request", 1)
    found = re.search(rb"WARC-Record-ID: [^\r]*", records[at])[0]
    records[other] = re.sub(rb"WARC-Record-ID: [^\r]*", found, records[other])


def version_1_0(records):
    records[:] = [record.replace(b"WARC/1.1", b"WARC/1.0", 1) for record in records]


def no_digests(records):
    records[:] = [re.sub(rb"\r\nWARC-(Block|Payload)-Digest: [^\r]*", b"", record) for record in records]


def payload_digest_on_metadata(records):
    append_field(b"WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"metadata")(records)


def broken_chunk_digest(records):
    sub(rb"WARC-Payload-Digest: sha256:..", b"WARC-Payload-Digest: sha256:00", nth=1)(records)


MUTANTS = {
    "payload byte flipped": (sub(rb"the body", b"the b0dy", nth=1), "block-digest"),
    "payload byte flipped, payload digest": (sub(rb"the body", b"the b0dy", nth=1), "payload-digest"),
    "HTTP header flipped": (sub(rb"Content-Type: text/html", b"Content-Type: text/htmk", nth=1), "block-digest"),
    "request flipped": (sub(rb"User-Agent: citecheck", b"User-Agent: citechekc", b"request"), "block-digest"),
    "warcinfo flipped": (sub(rb"software: c", b"software: k", b"warcinfo"), "block-digest"),
    "payload digest of something else": (broken_chunk_digest, "payload-digest"),
    "digest without algorithm": (sub(rb"Block-Digest: sha256:", b"Block-Digest: "), "digest-form"),
    "digest of an unknown algorithm": (sub(rb"Block-Digest: sha256:", b"Block-Digest: crc7:"), "digest-algorithm"),
    "length too great": (sub(rb"Content-Length: 60", b"Content-Length: 65", b"request"), ("content-length", "trailer")),
    "length too small": (sub(rb"\nContent-Length: \d+\r\n\r\n", b"\nContent-Length: 9\r\n\r\n"), "trailer"),
    "length not a number": (sub(rb"\nContent-Length: \d+\r\n\r\n", b"\nContent-Length: x\r\n\r\n"), "content-length"),
    "no length": (sub(rb"\r\nContent-Length: \d+\r\n\r\n", b"\r\n\r\n", b"request"), "field-missing"),
    "version 9.9": (sub(rb"WARC/1.1", b"WARC/9.9"), "version"),
    "no version": (sub(rb"WARC/1.1\r\n", b""), ("version", "trailer")),
    "no type": (without(b"WARC-Type"), "field-missing"),
    "unknown type": (sub(rb"WARC-Type: response", b"WARC-Type: reply"), "type"),
    "no target": (without(b"WARC-Target-URI"), "field-missing"),
    "target with spaces": (sub(rb"(WARC-Target-URI: [^\r]*)", rb"\1 and more"), "target-uri"),
    "target not absolute": (sub(rb"WARC-Target-URI: https?:", b"WARC-Target-URI: "), "target-uri"),
    "target in angle brackets": (sub(rb"WARC-Target-URI: ([^\r]*)", rb"WARC-Target-URI: <\1>"), "target-uri-brackets"),
    "target on warcinfo": (append_field(b"WARC-Target-URI: https://a.org/", b"warcinfo"), "field-misplaced"),
    "no date": (without(b"WARC-Date"), "field-missing"),
    "bad date": (sub(rb"WARC-Date: 2026-03", b"WARC-Date: 2026-13"), "date"),
    "local date": (sub(rb"(WARC-Date: [^\r]*)Z", rb"\1+01:00"), "date"),
    "dates of one event differ": (sub(rb"WARC-Date: 2026", b"WARC-Date: 2025", b"request"), "one-date"),
    "fraction of a second in 1.0": (version_1_0, "date"),
    "no record id": (without(b"WARC-Record-ID"), "field-missing"),
    "record id without angle brackets": (sub(rb"WARC-Record-ID: <([^>]*)>", rb"WARC-Record-ID: \1"), "record-id"),
    "record id cut short": (sub(rb"(WARC-Record-ID: <urn:uuid:[^>]*).>", rb"\1>"), "record-id"),
    "record id twice": (duplicate_id, "record-id-repeated"),
    "concurrent record is not there": (
        sub(rb"Concurrent-To: <urn:uuid:.", b"Concurrent-To: <urn:uuid:z", b"request"),
        "concurrent-to",
    ),
    "field twice": (append_field(b"WARC-Type: response"), "field-repeated"),
    "line that is no field": (append_field(b"no field"), "head-line"),
    "bare line feeds": (sub(rb"WARC/1.1\r\n", b"WARC/1.1\n"), "head-line"),
    "field not UTF-8": (append_field(b"X-Note: \xff"), "head-line"),
    "no digests": (no_digests, "digest-missing"),
    "payload digest on metadata": (payload_digest_on_metadata, "payload-none"),
    "IP address that is none": (sub(rb"IP-Address: [^\r]*", b"IP-Address: 300.1.1.1"), "ip-address"),
    "file name on a response": (append_field(b"WARC-Filename: x"), "field-misplaced"),
    "unknown reason of a cut": (sub(rb"WARC-Truncated: length", b"WARC-Truncated: bored", nth=2), "truncated"),
    "no trailer": (sub(rb"\r\n\r\n\Z", b"", b"metadata"), "trailer"),
    "half a trailer": (sub(rb"\r\n\r\n\Z", b"\r\n", b"metadata"), "trailer"),
    "no empty line": (sub(rb"(?s)\r\n\r\n.*", b"\r\n", b"metadata"), ("head-end", "head-line")),
    "revisit without profile": (without(b"WARC-Profile", b"revisit"), "revisit-profile"),
    "revisit of an unknown profile": (sub(rb"identical-payload", b"equal", b"revisit"), "revisit-profile-known"),
    "revisit without digest": (without(b"WARC-Payload-Digest", b"revisit"), "revisit-digest"),
    "revisit not marked as cut": (without(b"WARC-Truncated", b"revisit"), "revisit-truncated"),
    "block that is no HTTP": (sub(rb"HTTP/1.1 301", b"HTPT/1.1 301"), "http-message"),
    "warcinfo that is no fields": (sub(rb"software: ", b"software; ", b"warcinfo"), "warc-fields"),
    "continuation without number": (sub(rb"WARC-Type: response", b"WARC-Type: continuation"), "segment"),
    "file does not begin with warcinfo": (lambda records: records.pop(0), "warcinfo-first"),
}


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_is_caught_by_its_rule(records, tmp_path, name, packed):
    """A breach is named with the rule it breaks, at the record where it is."""
    mutate, expected = MUTANTS[name]
    mutate(records)
    path = write(tmp_path, records, packed)
    rules = {fault.rule for fault in verify_warc(path)}
    assert rules & set([expected] if isinstance(expected, str) else expected), rules


def test_a_fault_names_record_and_offset(records, tmp_path):
    """The number of the record and its byte offset lead to the fault."""
    at = index_of(records, b"response", 1)
    sub(rb"the body", b"the b0dy", nth=1)(records)
    path = write(tmp_path, records, True)
    faults = errors(path)
    assert {fault.record for fault in faults} == {at + 1}
    assert {fault.offset for fault in faults} == {sum(len(gzip.compress(r, mtime=0)) for r in records[:at])}


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("cut", [1, 3, 5, 9, 60, 300])
def test_a_cut_file_is_caught(records, tmp_path, packed, cut):
    """A file that ends before its last record does is reported, wherever it was cut."""
    path = write(tmp_path, records, packed)
    path.write_bytes(path.read_bytes()[:-cut])
    assert {fault.rule for fault in errors(path)} & {"cut", "trailer"}


def test_a_file_cut_inside_a_head_is_caught(records, tmp_path):
    """A plain file that ends inside the head of a record is reported."""
    path = write(tmp_path, [*records, records[-1][:90]], False)
    assert [fault.rule for fault in errors(path)] == ["cut"]


def test_one_gzip_stream_for_all_records_is_caught(records, tmp_path):
    """A file packed as a whole cannot be read by seek, and is reported once."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(b"".join(records)))
    assert [fault.rule for fault in errors(path)] == ["record-per-member"]


def test_what_stands_behind_a_record_in_its_member_is_told_and_passed_over(records, tmp_path):
    """Bytes after a record are one fault; the next member is read as it is."""
    records[2] += b"left over"
    faults = verify_warc(write(tmp_path, records, True))
    assert [(fault.record, fault.rule) for fault in faults] == [(3, "record-per-member")]


def test_a_flipped_bit_is_one_fault_and_the_rest_is_checked(records, tmp_path):
    """After a damaged member the next is found, and what follows is still read."""
    members = [gzip.compress(record, mtime=0) for record in records]
    at = index_of(records, b"response", 1)
    broken = bytearray(members[at])
    broken[len(broken) // 2] ^= 0x10
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"".join([*members[:at], bytes(broken), *members[at + 1 :]]))
    (fault,) = errors(path)
    assert (fault.record, fault.offset) == (at + 1, sum(map(len, members[:at])))


def test_bytes_between_members_are_told_where_they_are(records, tmp_path):
    """What is no gzip member is one fault at its own offset, and the next member is found."""
    members = [gzip.compress(record, mtime=0) for record in records]
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"".join([*members[:3], b"stray bytes", *members[3:]]))
    (fault,) = errors(path)
    assert (fault.rule, fault.offset) == ("gzip-member", sum(map(len, members[:3])))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_flipped_bit_is_caught(tmp_path_factory, data):
    """Whichever bit of a packed file is flipped, the checker tells or refuses, and never crashes."""
    path = tmp_path_factory.getbasetemp() / "flip.warc.gz"
    whole = SAMPLE_PACKED
    at = data.draw(st.integers(10, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
    header = any(0 <= at - start < 10 for start in SAMPLE_STARTS)
    assert errors(path) or header  # a member's own header holds fields that nobody uses: time, system


@settings(max_examples=60, deadline=None)
@given(noise=st.binary(max_size=400), packed=st.booleans())
def test_noise_never_crashes_the_checker(tmp_path_factory, noise, packed):
    """Any bytes after a version line are a fault or a refusal, never a traceback."""
    path = tmp_path_factory.getbasetemp() / "noise.warc.gz"
    content = b"WARC/1.1\r\n" + noise
    path.write_bytes(gzip.compress(content) if packed else content)
    assert verify_warc(path)


def test_a_member_without_end_is_given_up(tmp_path, monkeypatch):
    """What unpacks to far more than pages do is read no further, and said, also where a WACZ packs it."""
    monkeypatch.setattr("citecheck.archive.warc.stream.MAX_UNPACKED", 1 << 20)
    head = b"WARC/1.1\r\nContent-Length: 9000000\r\n\r\n"
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(head + bytes(9_000_000)) * 3)
    found = [fault.rule for fault in errors(path)]
    assert found.count("unpacked-size") == 1
    wacz = tmp_path / "x.wacz"
    with zipfile.ZipFile(wacz, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("archive/x.warc", head + bytes(9_000_000))
    with pytest.raises(UnreadableInput, match="unpacks without end"):
        verify_warc(wacz)


def test_version_lines_without_end_are_one_record(tmp_path):
    """A head of a million version lines is named once for each piece that was looked through."""
    path = tmp_path / "x.warc"
    path.write_bytes(b"WARC/1.1\r\n" * 200_000)
    assert {fault.rule for fault in errors(path)} == {"head-length", "cut"}


def test_every_rule_has_a_mutant():
    """Each rule of the table is shown by at least one test of this file."""
    shown = set()
    for _, rule in MUTANTS.values():
        shown |= {rule} if isinstance(rule, str) else set(rule)
    elsewhere = {"gzip-member", "gzip-damaged", "record-per-member", "head-length", "content-type", "http-length"}
    elsewhere |= {"cut", "digest-advised", "revisit-refers", "unpacked-size"}
    assert set(REQUIREMENTS) - shown == elsewhere


VALID = {
    "example.warc.gz": True,
    "example-resource.warc.gz": True,
    "hello-world.warc.gz": True,
    # WARC 1.0's own grammar had the brackets: a warning.
    "example-wget-bad-target-uri.warc.gz": True,
    # One member for all records.
    "example-bad.warc.gz.bad": False,
    # A space is in no address.
    "example-space-in-target-uri.warc.gz": False,
    # A published sample that ends with one line break instead of two.
    "20141124-heritrix-server-not-modified.warc.gz": False,
}


@pytest.mark.parametrize("name", VALID)
def test_files_of_the_corpus(shared_warcs, name):
    """Real files in good standing have no error, the damaged ones have."""
    assert (not errors(shared_warcs / name)) is VALID[name]


@pytest.mark.parametrize("name", ["example.arc", "example.arc.gz"])
def test_the_format_before_warc_is_refused_by_name(shared_warcs, name):
    """ARC files are not WARC, and the sentence says so."""
    with pytest.raises(UnreadableInput, match="ARC file"):
        verify_warc(shared_warcs / name)


def sample():
    block = b"HTTP/1.1 200 OK\r\n\r\nsome body of a page"
    made = []
    for number in range(3):
        digest = hashlib.sha256(block).hexdigest()
        head = (
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:0000000{number}-0000-4000-8000-000000000000>\r\n"
            "WARC-Target-URI: https://example.org/\r\nContent-Type: application/http; msgtype=response\r\n"
            f"WARC-Block-Digest: sha256:{digest}\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        made.append(gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0))
    return made


SAMPLE = sample()
SAMPLE_PACKED = b"".join(SAMPLE)
SAMPLE_STARTS = [sum(map(len, SAMPLE[:n])) for n in range(3)]


@pytest.mark.parametrize("tool", [["warcio", "check"], ["fastwarc", "check"]], ids=lambda tool: tool[0])
def test_other_checkers_pass_what_we_write(records, tmp_path, tool):
    """warcio and FastWARC find nothing wrong with our files."""
    module = {"warcio": "warcio.cli", "fastwarc": "fastwarc.cli"}[tool[0]]
    pytest.importorskip(tool[0], reason=f"{tool[0]} is not installed")
    path = write(tmp_path, records, True)
    code = f"import sys; from {module} import main; sys.argv = ['{tool[0]}', 'check', {str(path)!r}]; sys.exit(main())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
