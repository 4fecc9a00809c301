"""Which last labels make a bare name a host.

Only names without a scheme are asked this ("example dot com/a" is an address, "connect the dot net/result" hardly), so
the list may stay short: every country code of ISO 3166-1 in use as a domain, and the generic domains that reports cite.
With a scheme in front any last label is taken.
"""

from __future__ import annotations

_COUNTRY = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd "
    "cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge "
    "gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh "
    "ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw "
    "mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb "
    "sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk "
    "us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_GENERIC = (
    "com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel cat asia post arpa xxx news "
    "media press blog online site website space tech digital world today live global network agency report foundation "
    "institute international africa eus london nyc paris berlin moscow wiki page link click app dev cloud email group "
    "center city club company design education energy events expert finance fund health help host life market law "
    "onion page pub science social solutions store studio systems team tools top video vip work works xyz zone "
    "example test"
)
COUNTRY = frozenset(_COUNTRY.split())
GENERIC = frozenset(_GENERIC.split())
_FILE_ENDINGS = "ai am cc id in is it md me ml mo no pl pm ps py rs sh so to tv us"
FILE_ENDINGS = frozenset(_FILE_ENDINGS.split())
"""Country codes that bare text more often uses as a word or a file's ending ("notes.md/x", "is", "no")."""


def is_top_level(label: str) -> bool:
    """Say whether `label` is the last label of a public host name; letters of other scripts count (рф, 中国)."""
    label = label.lower()
    return label in COUNTRY or label in GENERIC or (not label.isascii() and label.isalpha())
