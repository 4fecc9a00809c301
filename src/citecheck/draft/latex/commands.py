"""What commands print, as tables: nothing, an argument, a sign.

Commands that are in no table print their braced arguments as text, because that is what most commands of packages and
of authors do. Greek letters and the many signs of mathematics come from pylatexenc's table.
"""

from __future__ import annotations

import functools

SILENT: dict[str, int] = {
    **dict.fromkeys((
        "label", "ref", "eqref", "pageref", "autoref", "cref", "Cref", "vref", "nameref", "vspace", "hspace",
        "includegraphics", "usepackage", "documentclass", "RequirePackage", "bibliographystyle", "input", "include",
        "pagestyle", "thispagestyle", "index", "glossary", "graphicspath", "pagenumbering", "newlength",
        "newcounter", "stepcounter", "refstepcounter", "hyphenation", "color", "selectlanguage", "thanks",
        "date", "institute", "affiliation", "email", "keywords", "bibliography", "addbibresource", "nocite", "cline",
        "cmidrule", "tag", "hypersetup", "geometry", "newgeometry", "captionsetup", "lstset", "usetikzlibrary",
        "tikzset", "pgfplotsset", "marginpar", "todo", "phantom", "hphantom", "vphantom", "linespread",
        "AtBeginDocument", "urlstyle", "fontfamily", "fontseries", "fontshape", "newsavebox", "pdfbookmark",
        "bookmark", "pagecolor", "rowcolor", "cellcolor", "columncolor", "setlist",
    ), 1),
    **dict.fromkeys((
        "setlength", "addtolength", "setcounter", "addtocounter", "markboth", "fontsize", "rule", "sbox",
        "newtheorem", "DeclareUnicodeCharacter", "settowidth", "fancypagestyle", "ThisLLCornerWallPaper",
        "numberwithin", "counterwithin",
    ), 2),
    **dict.fromkeys((
        "addcontentsline", "definecolor", "newenvironment", "renewenvironment", "newacronym", "titlespacing",
    ), 3),
}  # fmt: skip
"""Commands that print nothing here, and how many arguments belong to them."""

LAST_OF: dict[str, int] = {
    **dict.fromkeys((
        "foreignlanguage", "textcolor", "colorbox", "hyperlink", "hypertarget", "raisebox", "parbox", "scalebox",
        "rotatebox", "textlang", "adjustbox",
    ), 2),
    **dict.fromkeys((
        "resizebox", "multicolumn", "multirow", "fcolorbox",
    ), 3),
}  # fmt: skip
"""Commands that print the last of so many arguments."""

HEADINGS = frozenset({
    "part", "chapter", "section", "subsection", "subsubsection", "title", "subtitle", "frametitle", "addchap", "addsec",
})  # fmt: skip
RUN_IN = frozenset({"paragraph", "subparagraph"})
CAPTIONS = frozenset({"caption", "captionof", "subcaption", "captionabove", "captionbelow"})
NOTES = {
    **dict.fromkeys(
        (
            "footnote",
            "sidenote",
            "tablefootnote",
        ),
        "footnote",
    ),
    "endnote": "endnote",
}
NOTE_MARKS = {"footnotemark": "footnote", "endnotemark": "endnote", "sidenotemark": "footnote"}
NOTE_TEXTS = {"footnotetext": "footnote", "endnotetext": "endnote", "sidenotetext": "footnote"}
CITES = frozenset({
    "cite", "citep", "citet", "citealp", "citealt", "citetitle", "citeauthor", "citeyear", "citeyearpar",
    "parencite", "textcite", "autocite", "supercite", "smartcite", "fullcite", "onlinecite", "citen", "shortcite",
    "Cite", "Citep", "Citet", "Parencite", "Textcite", "Autocite", "cites", "parencites", "textcites", "autocites",
    "footfullcite", "footcite",
})  # fmt: skip
MACROS = frozenset({
    "newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "newrobustcmd", "DeclareMathOperator",
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
"""Environments whose cells are divided by "&", and how many arguments their beginning has."""
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
"""Signs that swallow the space behind them, so that "Stra\\ss e" is one word."""


@functools.cache
def symbol(name: str) -> str:
    """Return the sign that a command of mathematics prints, empty where pylatexenc knows none."""
    from pylatexenc.latex2text import get_default_latex_context_db  # noqa: PLC0415  60 ms that few drafts need

    spec = get_default_latex_context_db().get_macro_spec(name)
    shown = getattr(spec, "simplify_repl", None)
    return shown if isinstance(shown, str) and "%" not in shown else ""
