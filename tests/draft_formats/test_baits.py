"""Drafts made to take long: nesting, openers that never close, macros that multiply, notes by the ten thousand."""

import io
import zipfile

import pytest

from citecheck.draft.formats import asciidoc, bibtex, docx, jats, latex, odt, org, rst, typst, wikitext
from citecheck.errors import UnreadableInput

from .built import word

N = 2000
"""Enough for what grows with the square of its length to be felt in a run of the tests."""
BAITS = {
    wikitext: {
        "open templates": "{{a|" * N,
        "open links": "[[a|" * N,
        "open refs": "<ref>" * N,
        "open named refs": '<ref name="a">' * N,
        "open quotes": '<ref name="' * N,
        "nested templates": "{{a|" * N + "}}" * N,
        "open comments": "<!--" * N,
        "open pre": "<pre>" * N,
        "open addresses": "[https://a.example " * N,
        "tables": "{|\n|" * N,
        "cells": "{|\n" + "| a || b\n" * N,
        "brackets": "[" * N * 10,
        "notes": "".join(f"A.<ref>{{{{cite web|url=https://a.example/{at}}}}}</ref>\n" for at in range(N)),
        "names": "".join(f'<ref name="{at}"/>' for at in range(N)),
        "doubling templates": "{{cite web|title=" + "{{lang|en|" * N + "x" + "}}" * N + "}}",
        "parameters": "{{x|" + "|".join(["a=<ref>b</ref>"] * N) + "}}",
    },
    latex: {
        "braces": "{" * N * 10,
        "nested notes": r"\footnote{" * N + "}" * N,
        "open notes": r"\footnote{" * N,
        "dollars": "$a " * N + "$$",
        "multiplying macros": "".join(rf"\def\{a}{{\{b * 10}}}" for a, b in ("ab", "bc", "cd", "de")).replace("}}", "}")
        + r"\a" * 50,
        "doubling macros": "".join(
            rf"\newcommand{{\z{chr(97 + at)}}}{{\z{chr(98 + at)}\z{chr(98 + at)}}}" for at in range(25)
        )
        + r"\za ships.",
        "multiplied arguments": r"\newcommand{\x}[1]{\y{#1#1}}\newcommand{\y}[1]{\x{#1#1}}\x{word}",
        "long macro": r"\newcommand{\x}{" + "word " * N * 5 + "}" + r"\x " * N,
        "recursive macro": r"\def\a{\a\a}\a",
        "verbatim": r"\begin{verbatim}" * N,
        "if false": r"\iffalse " * N,
        "notes": "".join(rf"A.\footnote{{\url{{https://a.example/{at}}}}} " for at in range(N)),
        "marks": r"\footnotemark " * N + r"\footnotetext{a} " * N,
        "works": "".join(rf"\bibitem{{a{at}}} x " for at in range(N)),
        "options": r"\x[" * N,
        "captions": r"\caption{" * N + "}" * N,
        "verb": r"\verb|a " * N,
    },
    bibtex: {
        "open entries": "@a{k, x={\n" * N,
        "open braces": "@a{k, x=" + "{" * N * 10,
        "joined": "@a{k, x=" + "a # " * N,
        "doubling strings": '@string{a0="x"}\n'
        + "".join(f"@string{{a{at + 1}=a{at} # a{at}}}\n" for at in range(60))
        + "@misc{k,title=a60}",
        "fields": "@a{k," + "x={a}," * N,
        "entries": "".join(f"@a{{k{at}, title={{x}}}}\n" for at in range(N)),
    },
    rst: {
        "emphasis": "*a " * N * 5,
        "literals": "``a " * N * 5,
        "roles": ":ref:`a " * N * 5,
        "long names": "a-" * N * 20 + " " + "a:b." * N,
        "addresses": "`a <" * N * 5,
        "substitutions": "|a| " * N + "\n\n.. |a| replace:: |b| |b|\n.. |b| replace:: |a| |a|\n",
        "multiplying substitutions": "".join(f".. |a{at}| replace:: |a{at + 1}| |a{at + 1}|\n" for at in range(60))
        + ".. |a60| replace:: x [1]_\n\n|a0| ships\n\n.. [1] x\n",
        "wide substitutions": "".join(f".. |{a}| replace:: {f'|{b}| ' * 300}\n" for a, b in ("ab", "bc", "cd"))
        + ".. |d| replace:: x\n\n|a| ships\n",
        "long substitutions": ".. |a| replace:: " + "x " * N * 5 + "\n\n" + "|a| " * N,
        "targets": "".join(f".. _a{at}: a{at + 1}_\n" for at in range(N)) + "\na0_\n",
        "notes": "".join(f".. [{at}] https://a.example/{at}\n" for at in range(N)),
        "anonymous notes": "[#]_ " * N + "\n\n" + ".. [#] x\n" * N,
        "unknown directives": ".. foo:: x\n" * N,
    },
    jats: {
        "notes": "<article><body><p>"
        + "".join(f'A.<xref rid="f{at}">{at}</xref>' for at in range(N))
        + "</p></body><back><fn-group>"
        + "".join(f'<fn id="f{at}"><label>{at}</label><p>https://a.example/{at}</p></fn>' for at in range(N))
        + "</fn-group></back></article>",
        "works": "<article><body><p>"
        + "".join(f'<xref ref-type="bibr" rid="b{at}">{at}</xref>–' for at in range(N))
        + "</p></body><back><ref-list>"
        + "".join(
            f'<ref id="b{at}"><mixed-citation>A <uri>https://a.example/{at}</uri></mixed-citation></ref>'
            for at in range(N)
        )
        + "</ref-list></back></article>",
        "links of a work": "<article><back><ref-list><ref><mixed-citation>A"
        + "<uri>https://a.example/</uri>b" * N
        + "</mixed-citation></ref></ref-list></back></article>",
        "brackets": "<article><body><p>" + "(<xref rid='a' ref-type='bibr'>Berg</xref>" * N + "</p></body></article>",
        "names": '<article><body><p><xref ref-type="bibr" rid="' + "a " * N * 5 + '">1</xref></p></body></article>',
    },
    typst: {
        "open notes": "#footnote[" * N,
        "nested notes": "#footnote[a" * N + "]" * N,
        "calls": "#a(" * N,
        "content": "#a[" * N + "]" * N,
        "code": "#{" * N,
        "strings": '#a("' * N,
        "comments": "/*" * N,
        "nested comments": "/*" * N + "*/" * N,
        "raw": "``` a ` b " * N,
        "math": "$a \\$ " * N,
        "branches": "#if a [b] else " * N,
        "members": "#a" + ".b" * N * 5,
        "references": "@a[" * N,
        "labels": "".join(f"#footnote[a] <n{at}> @n{at} " for at in range(N)),
        "notes": "".join(f"A.#footnote[https://a.example/{at}]\n\n" for at in range(N)),
        "links": '#link("https://a.example")[' * N,
        "brackets": "[" * N * 10,
        "titles": "#show: a.with(title: [b\n" * N,
        "addresses": "https://a.example/[" * N,
    },
    org: {
        "open notes": "[fn:: " * N,
        "nested notes": "[fn:: a" * N + "]" * N,
        "links": "[[https://a.example][" * N,
        "citations": "[cite:@a" * N,
        "marks": "*a /b _c +d =e ~f " * N,
        "paired marks": "*a* /b/ " * N * 5,
        "brackets": "[" * N * 10,
        "multiplying macros": "".join(
            f"#+MACRO: a{at} {{{{{{a{at + 1}}}}}}}{{{{{{a{at + 1}}}}}}}\n" for at in range(60)
        )
        + "{{{a0}}} " * N,
        "long values": "#+MACRO: a $1$1$1\n" + "{{{a(" * N + "x)}}}",
        "drawers": ":A:\n" * N,
        "cells": "| a | b " * N * 5,
        "linked cells": "| [[a|" * N,
        "notes": "".join(f"A.[fn:{at}]\n\n[fn:{at}] https://a.example/{at}\n\n" for at in range(N)),
        "blocks": "#+begin_src\n" * N,
        "addresses": "/https://a.example/*b*" * N,
    },
    asciidoc: {
        "multiplying attributes": "".join(f":a{at + 1}: {{a{at}}}{{a{at}}}footnote:[x]\n" for at in range(60))
        + "\n"
        + "{a60} {a12} " * N,
        "passed": "++a " * N + "\n\n" + "+++a " * N + "\n\n" + " +a" * N,
        "open notes": "footnote:[" * N,
        "notes": "".join(f"A.footnote:[https://a.example/{at}] " for at in range(N)),
        "nested notes": "footnote:[" * N + "]" * N,
        "open links": "https://a.example[" * N,
        "open references": "<<" * N,
        "marks": "*_`" * N,
        "fences": "----\n" * N,
        "cells": "|===\n" + "|a |b\n" * N,
        "terms": "a::" * N,
        "anchors": "[[[a]]] " * N,
        "brackets": "[" * N * 10,
    },
}
ROWS = [(reader, name, text) for reader, texts in BAITS.items() for name, text in texts.items()]


@pytest.mark.parametrize(("reader", "name", "text"), ROWS, ids=[f"{row[0].__name__}-{row[1]}" for row in ROWS])
def test_bait_is_read(reader, name, text):
    """A text made to lead a reader astray is read to its end."""
    assert reader.read(text.encode(), base=None) is not None


def test_what_follows_multiplying_substitutions_is_read():
    """Where the substitutions of a draft end for their number, its markers and notes are still read."""
    text = BAITS[rst]["multiplying substitutions"] + "\nThe river rose. [2]_\n\n.. [2] https://a.example/2\n"
    made = rst.read(text.encode(), base=None)
    assert made.notes[-1].marker == "[2]_"
    assert made.blocks[-1].markers[-1].label == "[2]_"


ENTITIES = '<!DOCTYPE a [<!ENTITY e0 "x">' + "".join(f'<!ENTITY e{at + 1} "&e{at};&e{at};">' for at in range(60)) + "]>"


@pytest.mark.parametrize("reader", [docx, odt])
def test_multiplying_entities_are_refused(reader):
    """A part of a Word or OpenDocument file that defines entities is refused in one sentence."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        for name in ("word/document.xml", "content.xml"):
            container.writestr(name, f"{ENTITIES}<a>&e60;</a>")
    with pytest.raises(UnreadableInput, match=r"document type|entit"):
        reader.read(file.getvalue(), base=None)


def test_deep_nesting_of_rst_is_refused():
    """Quotations within quotations are refused in one sentence where docutils would overflow."""
    with pytest.raises(UnreadableInput, match="nested too deep"):
        rst.read("\n\n".join(" " * at + "a" for at in range(600)).encode(), base=None)


def test_many_word_notes_are_read():
    """A Word document with thousands of notes is read to its end."""
    body = "".join(f'<w:p><w:r><w:t>A.</w:t><w:footnoteReference w:id="{at}"/></w:r></w:p>' for at in range(N))
    notes = "".join(f'<w:footnote w:id="{at}"><w:p><w:r><w:t>n</w:t></w:r></w:p></w:footnote>' for at in range(N))
    made = docx.read(word(body, footnotes=f"<w:footnotes {{ns}}>{notes}</w:footnotes>"), base=None)
    assert len(made.notes) == N
    assert made.notes[-1].marker == str(N)
