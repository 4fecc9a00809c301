"""The class of a page (live, soft 404, wall, parked ...): tables of signals, and the sum that decides."""
