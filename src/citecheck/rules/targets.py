"""Rules `T`: what a footnote points to, found without any network."""

from __future__ import annotations

from citecheck.model.finding import Level, Rule
from citecheck.rules.documentation import build_documentation

ROWS: tuple[Rule, ...] = (
    Rule(
        "T101",
        "cut-address",
        Level.WARNING,
        "An address is cut off.",
        build_documentation(
            "The address ends in an ellipsis or at a length at which publishing systems cut: its end is missing.",
            "Nobody can open it, and its end cannot be guessed: many addresses begin alike. citecheck never asks a cut address.",
            "Restore the whole address from the editing system. `--published URL` reads the addresses from the published page, note by note; addresses that evidence offers are listed with the finding, and none is chosen for you.",
        ),
    ),
    Rule(
        "T102",
        "address-in-words",
        Level.INFO,
        "An address is spelled with words for its dots.",
        build_documentation(
            "Dots of the address are written as words, as in `example dot com`.",
            "The address was restored for checking, but readers cannot click it.",
            "Write the address out, unless house style keeps links to such sites from being followed. Where it does, ignore this rule in the configuration.",
        ),
    ),
    Rule(
        "T103",
        "malformed-address",
        Level.ERROR,
        "An address cannot be parsed.",
        build_documentation(
            "No parser of addresses that browsers use accepts the text.",
            "No reader can open it. Mostly a piece was lost or two were joined when it was copied.",
            "Copy the address again from the page.",
        ),
    ),
    Rule(
        "T104",
        "no-address",
        Level.INFO,
        "A source has no address to ask.",
        build_documentation(
            "The source is a book, a database, an interview or data available by request: there is nothing to ask.",
            "This is no fault. It is listed so that somebody checks it by hand.",
            "Compare the claim with the source yourself. A title, page and edition help the next reader.",
        ),
    ),
    Rule(
        "T105",
        "shortened-address",
        Level.WARNING,
        "An address goes through a shortener.",
        build_documentation(
            "The address belongs to a service that shortens links.",
            "Such services close, and their links then lead nowhere or to advertisements; until then they hide what is cited.",
            "Cite the address that it leads to, which the report names.",
        ),
    ),
    Rule(
        "T106",
        "glued-addresses",
        Level.ERROR,
        "Several addresses are glued into one link.",
        build_documentation(
            "One link holds several addresses, with a separator between them.",
            "A click opens none of them.",
            "Make each of them a link of its own.",
        ),
    ),
    Rule(
        "T107",
        "broken-autolink",
        Level.WARNING,
        "The site's linker broke an address.",
        build_documentation(
            "The link behind the text stops before the address does, or leads elsewhere than the text says.",
            "Publishing systems that make links by themselves stop at spaces and odd characters; the reader lands on a wrong page.",
            "Set the link by hand to the address that the text shows.",
        ),
    ),
    Rule(
        "T108",
        "written-two-ways",
        Level.INFO,
        "The same source is written in two ways.",
        build_documentation(
            "Two notes name one source by different spellings: with and without `www`, tracking parameters or a final slash.",
            "Readers and counts take them for two sources.",
            "Write it one way, best without tracking parameters.",
        ),
    ),
    Rule(
        "T109",
        "address-typo",
        Level.WARNING,
        "An address has a typing error that could be mended.",
        build_documentation(
            "The address had a small fault, such as a letter missing in its scheme or a space inside, that could be mended without doubt.",
            "citecheck asked the mended address; readers of the draft are sent to the faulty one.",
            "Correct it in the draft as the finding shows.",
        ),
    ),
    Rule(
        "T110",
        "hostile-indicator",
        Level.INFO,
        "A defanged indicator is listed and not asked.",
        build_documentation(
            "The draft lists a defanged indicator of an attack, written with `hxxp` or `[.]`.",
            "It may be dangerous, so it is listed and never asked.",
            "Nothing. If it is a source after all, write it as an ordinary address.",
        ),
    ),
)
