"""Rules `L6`: what changed in what is known of a source, reported once. "Back" is said only after "gone"."""

from __future__ import annotations

from citecheck.model.finding import Level
from citecheck.model.report import TurnKind
from citecheck.rules.finding import Rule

_REVIVED = Rule(
    code="L601",
    name="revived",
    level=Level.INFO,
    summary="A source that was gone is back.",
    seen="A source that an earlier report called gone answers again with its content.",
    matters="What was planned as a repair may not be needed any more.",
    remedy="Nothing, unless the draft already cites a copy and should cite the source again.",
    message="The source was gone and is back.",
    advice="Nothing to do.",
)
_SUSPICION_LIFTED = Rule(
    code="L602",
    name="suspicion-lifted",
    level=Level.INFO,
    summary="A source that was suspected to be gone answers again.",
    seen="A source that failed as a dead link does, on too few visits to call it gone, answers again.",
    matters="It was not called gone, so nothing needs to be taken back.",
    remedy="Nothing.",
    message="The source was suspected to be gone and answers again.",
    advice="Nothing to do.",
)
_STEADY_AGAIN = Rule(
    code="L603",
    name="steady-again",
    level=Level.INFO,
    summary="A source that came and went answers steadily again.",
    seen="A source that came and went has answered at every visit for a month.",
    matters="Readers reach it again.",
    remedy="Nothing. A copy that was named next to it does no harm.",
    message="The source came and went, and has answered at every visit for a month.",
    advice="Nothing to do.",
)
_RESTORED = Rule(
    code="L604",
    name="restored",
    level=Level.INFO,
    summary="A source that showed something else shows what was cited again.",
    seen="An earlier report said that the source shows another page (D102); it shows the page of the last copy again.",
    matters="What was planned as a repair may not be needed any more.",
    remedy="Nothing, unless the draft already cites a copy and should cite the source again.",
    message="The source showed another page and shows what was cited again.",
    advice="Nothing to do.",
)
TURN_RULE: dict[TurnKind, Rule] = {
    TurnKind.BACK: _REVIVED,
    TurnKind.CLEARED: _SUSPICION_LIFTED,
    TurnKind.STEADY: _STEADY_AGAIN,
    TurnKind.RESTORED: _RESTORED,
}
"""What is reported once, when it became known. The other turns are seen from the reach of the visit."""

RULES = (_REVIVED, _SUSPICION_LIFTED, _STEADY_AGAIN, _RESTORED)
