"""Repairs of a draft: planned from a report, applied to a copy, and listed with their reasons.

`plan` decides what to repair. `markup` and `docx` locate addresses in their formats, `edits` combines repairs and
places, and `repaired_copy` writes the bytes. Everything outside the repaired addresses keeps its bytes.
"""
