"""Documents of a few lines that mean gigabytes: each is read in seconds, or refused in one sentence."""

import itertools
import json
import subprocess
import sys
import zipfile

import pytest

DEPTH = 30
ENTITIES = "<!DOCTYPE article [" + "".join(f'<!ENTITY a{n} "{f"&a{n + 1};" * 4}">' for n in range(DEPTH)) + "]>"
LETTERS = "abcdefghijklmnopqrstuvwxyz"

TEXTS = {
    "substitutions.rst": "\n".join(f".. |a{n}| replace:: |a{n + 1}| |a{n + 1}|" for n in range(DEPTH))
    + f"\n.. |a{DEPTH}| replace:: x\n\nSay |a0| [1]_.\n\n.. [1] https://b.example\n",
    "macros.tex": "".join(f"\\newcommand{{\\m{a}}}{{\\m{b}\\m{b}}}\n" for a, b in itertools.pairwise(LETTERS))
    + "\\newcommand{\\mz}{x}\\begin{document}Say \\ma{}\\footnote{\\url{https://a.example/}.}\\end{document}\n",
    "attributes.adoc": ":a0: xxxxxxxxxx\n"
    + "".join(f":a{n}: {{a{n - 1}}}{{a{n - 1}}}\n" for n in range(1, DEPTH))
    + f"\nSay {{a{DEPTH - 1}}} footnote:[https://a.example/] end.\n",
    "let.typ": "#let a0 = [x]\n"
    + "".join(f"#let a{n} = [#a{n - 1} #a{n - 1}]\n" for n in range(1, DEPTH))
    + f"\nSay #a{DEPTH - 1} end#footnote[https://a.example/].\n",
    "macros.org": "".join(f"#+MACRO: a{n} {{{{{{a{n + 1}}}}}}}{{{{{{a{n + 1}}}}}}}\n" for n in range(DEPTH))
    + f"#+MACRO: a{DEPTH} x\n\nSay {{{{{{a0}}}}}} end[fn:1].\n\n[fn:1] https://a.example/\n",
    "entities.xml": f'<?xml version="1.0"?>{ENTITIES}<article><body><p>Say &a0;</p></body></article>',
    "entities.html": f"{ENTITIES}<p>Say &a0; <a href='https://a.example'>a</a></p>" + "<div>" * 50_000,
    "nesting.md": ">" * 20_000 + " x [a](https://a.example)\n\n" + "[" * 20_000 + "\n\n" + "*a_ " * 20_000,
    "templates.wiki": "{{a|" * 20_000 + "<ref>https://b.example</ref>" + "}}" * 20_000,
}
PARTS = {
    "parts.docx": ("word/document.xml", "<w:p><w:r><w:t>aaaaaaaaaaaaaaaa</w:t></w:r></w:p>"),
    "parts.odt": ("content.xml", "<text:p>aaaaaaaaaaaaaaaaaaaaaaaa</text:p>"),
}
SECONDS, MEGABYTES = 5, 300


MEASURE = """
import json, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump([code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024], file)
"""
"""Run by a process of its own: a child begins with the peak of its parent's memory, and a test may have a large one."""


def run_check(folder, name):
    """Check a file offline; return exit code, what it said, seconds of processor time and megabytes at the peak."""
    check = [sys.executable, "-m", "citecheck", "check", "--offline", "--store", str(folder / "s.db")]
    command = [sys.executable, "-c", MEASURE, str(folder / "used"), *check, str(folder / name)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
    code, seconds, megabytes = json.loads((folder / "used").read_text())
    return code, done.stdout, seconds, megabytes


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_expands_costs_little(tmp_path, name):
    """Definitions that each name the next one twice, and nesting without end, are read in seconds."""
    (tmp_path / name).write_text(TEXTS[name])
    code, said, seconds, megabytes = run_check(tmp_path, name)
    assert code in {0, 1, 2}, said
    assert "Traceback" not in said
    assert "fault of citecheck" not in said
    assert (seconds <= SECONDS, megabytes <= MEGABYTES) == (True, True), (seconds, megabytes)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_unpacks_without_end_is_refused(tmp_path, name):
    """An Office file of which one part unpacks to 100 MB is refused in one sentence with code 2."""
    part, piece = PARTS[name]
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
        if name.endswith(".odt"):
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(part, piece * 2_500_000)
    code, said, seconds, megabytes = run_check(tmp_path, name)
    assert code == 2
    assert f"its part {part} unpacks to more than" in said
    assert (seconds <= SECONDS, megabytes <= MEGABYTES) == (True, True), (seconds, megabytes)
