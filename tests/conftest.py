"""What holds for every test: the gate tries the same examples of a property every time,
and the user's own configuration is not read.

A rare example that only luck finds is for a run that looks for it: `HYPOTHESIS_PROFILE=search python -m pytest`.
"""

import os
import tempfile

from hypothesis import settings

settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

os.environ["XDG_CONFIG_HOME"] = tempfile.gettempdir() + "/no-configuration-of-the-user"
