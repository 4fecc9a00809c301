"""Every format read back by an independent reader, with what strangers might write."""

import csv
import dataclasses
import io
import json
import re
from html.parser import HTMLParser

import pytest
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from sarif_pydantic import Sarif

from citecheck.model.finding import Finding, Level
from citecheck.report import render
from citecheck.report.safe_text import make_visible

HOSTILE = [
    "</td></tr></table><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}{0}",
    "\x1b[2J\x1b[31mred\x07",
    "\u202egnp.exe\u2066",
    "zero\u200bwidth\ufeff",
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "  -2+3",
    "line one\n::error file=x::injected\r\n##[error]injected",
    "a,b:c::d%0A%25",
    "| cell | `code` **bold** [link](http://evil.example) @user #12 <b>",
    "]]><!-- --> &amp; &lt;",
    'comma, "quote"; semi\n\nblank',
    "bad \ud800 surrogate \ufffe \x00",
    "https://user:secret@host.example/?token=secret",
    "[text](1) [99](javascript:alert(1))",
]  # fmt: skip


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def pair(request, sample):
    """The same report twice: with plain words, and with a hostile text in every place a stranger writes to."""
    return with_text(sample, "plain words"), with_text(sample, request.param), request.param


def with_text(report, text):
    def cleaned(value):
        if isinstance(value, tuple):
            return tuple(map(cleaned, value))
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return value
        said = {"title", "sentence", "text", "message", "advice", "error", "raw", "reason", "exact", "before", "after"}
        changed = {
            field.name: text if field.name in said and isinstance(old, str) else cleaned(old)
            for field in dataclasses.fields(value)
            for old in (getattr(value, field.name),)
        }
        return dataclasses.replace(value, **changed)

    draft = cleaned(report.drafts[0])
    path = f"briefs/{text}.md"
    findings = tuple(dataclasses.replace(finding, path=path) for finding in draft.findings)
    draft = dataclasses.replace(draft, draft=dataclasses.replace(draft.draft, path=path), findings=findings)
    return dataclasses.replace(report, drafts=(draft,))


def written(report, fmt):
    text = "".join(render(report, fmt))
    text.encode()
    assert "secret" not in text
    return text


def shape(value):
    """What remains of a JSON value without its texts."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__


@pytest.mark.parametrize("fmt", ["json", "sarif", "gitlab"])
def test_json_keeps_its_shape(pair, fmt):
    """Keys, lengths and types of the JSON formats do not depend on what was written."""
    plain, hostile, _ = (*(json.loads(written(each, fmt)) for each in pair[:2]), pair[2])
    assert shape(plain) == shape(hostile)


def test_json_lines_stay_lines(pair):
    """A draft is one line, also for readers that split at every kind of line end."""
    (line,) = written(pair[1], "jsonl").splitlines()
    assert json.loads(line)["document"]["format"] == "markdown"


def test_sarif_is_read(pair):
    """Another implementation of SARIF reads the log; its messages hold no links or placeholders of strangers."""
    log = Sarif.model_validate_json(written(pair[1], "sarif"))
    (run,) = log.runs
    assert len(run.results) == len(pair[1].drafts[0].findings)
    for result in run.results:
        assert result.rule_id in {rule.id for rule in run.tool.driver.rules}
        assert not re.search(r"\]\(|(?<!\{)\{\d+\}", result.message.text)
        uri = result.locations[0].physical_location.artifact_location.uri
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)


def test_sarif_says_what_the_rules_mean(sample):
    """Every rule has help, every result a place and a fingerprint that survives a shift of lines."""
    (run,) = json.loads(written(sample, "sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rule["help"]["text"] and rule["help"]["markdown"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1 <= region["startColumn"]
    shifted = json.loads(written(with_lines_shifted(sample), "sarif"))["runs"][0]["results"]
    prints = [result["partialFingerprints"] for result in run["results"]]
    assert prints == [result["partialFingerprints"] for result in shifted]
    assert len({json.dumps(each) for each in prints}) >= len(prints) - 4


def with_lines_shifted(report):
    (draft,) = report.drafts
    findings = tuple(dataclasses.replace(finding, line=finding.line + 7) for finding in draft.findings)
    citations = tuple(
        dataclasses.replace(
            result,
            citation=dataclasses.replace(
                result.citation, place=dataclasses.replace(result.citation.place, line=result.citation.place.line + 7)
            ),
        )
        for result in draft.citations
    )
    return dataclasses.replace(report, drafts=(dataclasses.replace(draft, findings=findings, citations=citations),))


def test_junit_is_read(pair):
    """Another reader finds a case a citation and a failure for each with an error, whatever was written."""
    read = [JUnitXml.fromstring(written(each, "junit").encode()) for each in pair[:2]]
    shapes = [[(len(list(suite)), suite.failures, suite.tests) for suite in each] for each in read]
    assert shapes[0] == shapes[1]
    (suite,) = read[1]
    assert sum(any(result.type for result in case.result) for case in suite if case.result) == suite.failures


COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:\r\n]*,?)+)::([^\r\n]*)")


def test_github_runs_no_injected_command(pair):
    """Every line is one command of ours, with properties that undo to what was given."""
    lines = written(pair[1], "github").split("\n")
    assert lines.pop() == ""
    assert lines[0].startswith("::notice title=citecheck::")
    assert len(lines) > sum(finding.level is not Level.INFO for finding in pair[1].drafts[0].findings)
    for line in lines[1:]:
        command = COMMAND.fullmatch(line)
        assert command, line
        given = dict(part.split("=", 1) for part in command[2].split(","))
        assert given.keys() == {"file", "line", "col", "title"}


def test_github_shows_what_is_to_be_done_before_it_cuts(sample):
    """The advice comes first, then errors and warnings one each; the notes of one rule are one notice."""
    kinds = [line[2:].split(" ")[0] for line in written(sample, "github").splitlines()]
    assert kinds == ["notice", *sorted(kinds[1:], key=["error", "warning", "notice"].index)]
    levels = [finding.level for finding in sample.drafts[0].findings]
    assert kinds.count("error") == levels.count(Level.ERROR)
    notes = {finding.rule for finding in sample.drafts[0].findings if finding.level is Level.INFO}
    assert kinds.count("notice") == len(notes) + 1


@pytest.mark.parametrize("fmt", ["github", "gitlab", "sarif", "junit"])
def test_lists_of_other_tools_name_the_address(sample, fmt):
    """What fails a pipeline names its address once, since nothing else is next to it."""
    (draft,) = sample.drafts
    gone = next(finding for finding in draft.findings if finding.rule == "L101")
    text = written(dataclasses.replace(sample, drafts=(dataclasses.replace(draft, findings=(gone,)),)), fmt)
    (shown,) = [line for line in text.splitlines() if gone.message in line]
    assert shown.count(gone.url) == 1


def test_csv_holds_no_formula(pair):
    """Rows and columns stay, no cell begins a formula."""
    plain, hostile = (list(csv.reader(io.StringIO(written(each, "csv"), newline=""))) for each in pair[:2])
    assert {len(row) for row in hostile} == {len(plain[0])}
    assert len(plain) == len(hostile)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in hostile for cell in row)


def test_markdown_keeps_its_structure(pair):
    """A CommonMark reader with tables sees the same tokens, and the text as it was written."""
    reader = MarkdownIt("gfm-like", {"linkify": False}).enable("table")
    plain, hostile = ([flat(reader.parse(written(each, "markdown")))] for each in pair[:2])
    assert plain[0][0] == hostile[0][0]
    shown = make_visible(pair[2]).replace("user:secret@", "***@").replace("token=secret", "token=***")
    assert shown in hostile[0][1].replace("\ufffd", "<U+D800>")


def flat(tokens):
    kinds, texts = [], []
    for token in tokens:
        children = [child for child in token.children or () if child.type not in {"text", "text_special"}]
        kinds += [token.type, *(f"{child.type} {child.content}" for child in children)]
        texts += [child.content for child in token.children or () if child.type in {"text", "text_special"}]
    return kinds, "".join(texts)


class Elements(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.hrefs, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, sorted(name for name, _ in attrs)))
        self.hrefs += [value for name, value in attrs if name in {"href", "data-href", "data-copy"} and value]

    def handle_data(self, data):
        self.texts.append(data)


def elements(text):
    reader = Elements()
    reader.feed(text)
    return reader


def test_html_keeps_its_elements(pair):
    """The page has the same elements and attributes, links only to the web and to itself, and shows the text."""
    plain, hostile = (elements(written(each, "html")) for each in pair[:2])
    marks = {"b", "del", "ins", "bdi"}
    assert [tag for tag in plain.tags if tag[0] not in marks] == [tag for tag in hostile.tags if tag[0] not in marks]
    assert all(re.match(r"https?://|#", href) for href in hostile.hrefs)


def test_unknown_rules_are_shown(sample):
    """A finding of a rule that this version does not know is shown by every format."""
    odd = Finding("Z999", Level.ERROR, "Something new.", "Look.", path="briefs/tavra.md", line=1, column=1)
    draft = dataclasses.replace(sample.drafts[0], findings=(odd,))
    for fmt in ("text", "json", "html", "sarif", "junit", "github", "gitlab", "markdown", "csv"):
        assert "Z999" in written(dataclasses.replace(sample, drafts=(draft,)), fmt), fmt


def test_findings_of_the_run_are_shown(sample):
    """What concerns the run itself is in every format."""
    down = Finding("L502", Level.ERROR, "Nearly every host failed at once.", "Run again.")
    for fmt in ("text", "json", "html", "sarif", "junit", "github", "gitlab", "markdown", "csv"):
        assert "Nearly every host failed at once" in make_visible(
            written(dataclasses.replace(sample, findings=(down,)), fmt).replace("\\", "")
        ), fmt
