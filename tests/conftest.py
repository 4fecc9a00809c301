"""What holds for every test: the gate tries the same examples of a property every time.

A rare example that only luck finds is for a run that looks for it: `HYPOTHESIS_PROFILE=search python -m pytest`.
"""

import os

from hypothesis import settings

settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))
