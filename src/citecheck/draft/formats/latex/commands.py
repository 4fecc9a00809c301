"""Tables of what LaTeX commands print: nothing, one of their arguments, or a character.

Commands in no table print their braced arguments as text, as most commands of packages and authors do. Greek letters
and the symbols of mathematics come from pylatexenc's table.
"""

from __future__ import annotations

import functools
import re

from citecheck.model.draft import LinkKind

SILENT: dict[str, int] = {
    **dict.fromkeys((
        "vspace", "hspace",
        "usepackage", "documentclass", "RequirePackage", "bibliographystyle",
        "pagestyle", "thispagestyle", "index", "glossary", "graphicspath", "pagenumbering", "newlength",
        "newcounter", "hyphenation", "color", "selectlanguage", "thanks",
        "date", "institute", "affiliation", "email", "keywords", "bibliography", "addbibresource", "nocite", "cline",
        "cmidrule", "tag", "hypersetup", "geometry", "newgeometry", "captionsetup", "lstset", "usetikzlibrary",
        "tikzset", "pgfplotsset", "marginpar", "todo", "phantom", "hphantom", "vphantom", "linespread",
        "AtBeginDocument", "urlstyle", "fontfamily", "fontseries", "fontshape", "newsavebox", "pdfbookmark",
        "bookmark", "pagecolor", "rowcolor", "cellcolor", "columncolor", "setlist",
        "marginnote", "citestyle", "setcitestyle", "newcites",
    ), 1),
    **dict.fromkeys((
        "setlength", "addtolength", "setcounter", "markboth", "defcitealias", "fontsize", "rule", "sbox",
        "newtheorem", "DeclareUnicodeCharacter", "settowidth", "fancypagestyle", "ThisLLCornerWallPaper",
        "numberwithin", "counterwithin",
    ), 2),
    **dict.fromkeys((
        "addcontentsline", "definecolor", "newenvironment", "renewenvironment", "newacronym", "titlespacing",
    ), 3),
}  # fmt: skip
"""Commands that print nothing here, and the number of their arguments."""

SHOWN_FILES = {
    "includegraphics": LinkKind.IMAGE,
    "includesvg": LinkKind.IMAGE,
    "includepdf": LinkKind.INCLUDE,
    "verbatiminput": LinkKind.INCLUDE,
    "lstinputlisting": LinkKind.INCLUDE,
    "VerbatimInput": LinkKind.INCLUDE,
}
"""Commands that show a file, named by their argument."""

LAST_OF: dict[str, int] = {
    **dict.fromkeys((
        "foreignlanguage", "textcolor", "colorbox", "hyperlink", "hypertarget", "raisebox", "parbox", "scalebox",
        "rotatebox", "textlang", "adjustbox",
    ), 2),
    **dict.fromkeys((
        "resizebox", "multicolumn", "multirow", "fcolorbox",
    ), 3),
}  # fmt: skip
"""Commands that print their last argument, and the number of their arguments."""

FIRST_OF = {"texorpdfstring": 2}
"""Commands that print their first argument, and the number of their arguments."""

HEADINGS = frozenset({
    "part", "chapter", "section", "subsection", "subsubsection", "title", "subtitle", "frametitle", "addchap", "addsec",
})  # fmt: skip
RUN_IN = frozenset({"paragraph", "subparagraph"})
CAPTIONS = frozenset({"caption", "captionof", "subcaption", "captionabove", "captionbelow"})
NOTES = {"footnote": "footnote", "tablefootnote": "footnote", "endnote": "endnote", "sidenote": "sidenote"}
NOTE_MARKS = {"footnotemark": "footnote", "endnotemark": "endnote", "sidenotemark": "sidenote"}
NOTE_TEXTS = {"footnotetext": "footnote", "endnotetext": "endnote", "sidenotetext": "sidenote"}
COUNTERS = {"addtocounter": 2, "stepcounter": 1, "refstepcounter": 1}
QUOTED = frozenset({"enquote", "say", "mkbibquote", "textquote"})
"""Commands that print quotation marks around their last argument."""
NOTE_CITES = ("foot", "super", "smart")
r"""Beginnings of the commands that print a note or a raised number after the full stop: `\footcite`."""
_CITES = re.compile(r"[A-Za-z]{0,12}?[cC]ite[A-Za-z]{0,16}")
_NO_CITES = frozenset({
    "nocite", "citetext", "citereset", "DeclareCiteCommand", "DeclareMultiCiteCommand", "AtEveryCite", "AtEveryCitekey",
    "AtNextCite", "AtNextCitekey", "citesetup", "citecolor", "citation", "citestarts", "mkbibcitetitle",
})  # fmt: skip
_REFERENCES = re.compile(r"[A-Za-z]{0,16}[rR]ef(?:\*|range|s)?")
MACROS = frozenset({
    "newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "newrobustcmd", "DeclareMathOperator",
})  # fmt: skip
DOCUMENT_MACROS = frozenset({
    "NewDocumentCommand", "RenewDocumentCommand", "ProvideDocumentCommand", "DeclareDocumentCommand",
})  # fmt: skip
VERBATIM = frozenset({
    "verbatim", "Verbatim", "lstlisting", "minted", "comment", "filecontents", "alltt", "tikzpicture", "pspicture",
    "pgfpicture", "BVerbatim", "LVerbatim", "CCSXML", "picture", "asy", "dot2tex", "forest",
})  # fmt: skip
DISPLAY_MATH = frozenset({
    "equation", "align", "gather", "multline", "eqnarray", "displaymath", "flalign", "alignat", "math", "dmath",
    "IEEEeqnarray",
})  # fmt: skip
TABLES = {
    "tabular": 1,
    "array": 1,
    "longtable": 1,
    "tabularx": 2,
    "tabulary": 2,
    "tabu": 1,
    "supertabular": 1,
    "xltabular": 2,
}
r"""Environments whose cells are separated by "&", and the number of arguments of their `\begin`."""
ENVIRONMENT_ARGUMENTS = {
    "minipage": 1, "wrapfigure": 2, "wraptable": 2, "multicols": 1, "thebibliography": 1, "adjustbox": 1, "column": 1,
    "subfigure": 1, "subtable": 1, "spacing": 1, "otherlanguage": 1,
}  # fmt: skip
PARAMETERS = frozenset({
    "looseness", "tolerance", "parskip", "parindent", "baselineskip", "hbadness", "vbadness", "tabcolsep",
    "emergencystretch", "hyphenpenalty", "clubpenalty", "widowpenalty", "textwidth", "textheight", "vskip", "hskip",
    "kern", "abovedisplayskip", "belowdisplayskip", "topsep", "itemsep", "parsep", "interfootnotelinepenalty",
    "pdfoutput",
})  # fmt: skip
"""TeX parameters, which take "=" and a value without braces."""

SIGNS = {
    "&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ", "\n": " ", ",": "\u202f",
    ";": " ", ":": " ", "!": "", "/": "", "-": "", "@": "", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dj": "đ", "DJ": "Đ",
    "th": "þ", "TH": "Þ", "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—",
    "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’",
    "textasciigrave": "`", "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "textbar": "|",
    "textless": "<", "textgreater": ">", "textbullet": "•", "S": "§", "P": "¶", "copyright": "©",
    "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "dag": "†", "ddag": "‡", "pounds": "£",
    "euro": "€", "texteuro": "€", "EUR": "€", "textdegree": "°", "degree": "°", "slash": "/", "LaTeX": "LaTeX",
    "TeX": "TeX", "quad": " ", "qquad": " ", "space": " ", "nobreakspace": " ", "xspace": "", "null": "",
    "textunderscore": "_", "lq": "‘", "rq": "’", "guillemotleft": "«", "guillemotright": "»", "og": "« ", "fg": " »",
    "textdollar": "$", "textpercent": "%", "newline": " ", "linebreak": " ", "today": "", "ie": "i.e.", "eg": "e.g.",
}  # fmt: skip
GLUED = frozenset(
    {"ss", "ae", "AE", "oe", "OE", "o", "O", "aa", "AA", "l", "L", "i", "j", "dj", "DJ", "th", "TH", "S", "P"}
)
r"""Characters that consume the following space, so that "Stra\ss e" is one word."""


def sort_of(name: str) -> str:
    """Return the family ("cite" or "ref") of a command that is in no table, otherwise "".

    Both families have many members, and authors define more.
    """
    if _CITES.fullmatch(name) and name not in _NO_CITES:
        return "cite"
    return "ref" if _REFERENCES.fullmatch(name) else ""


@functools.cache
def symbol(name: str) -> str:
    """Return the symbol that a mathematical command prints, "" if pylatexenc does not know it."""
    from pylatexenc.latex2text import get_default_latex_context_db  # noqa: PLC0415  60 ms that few drafts need

    spec = get_default_latex_context_db().get_macro_spec(name)
    shown = getattr(spec, "simplify_repl", None)
    return shown if isinstance(shown, str) and "%" not in shown else ""
