"""Repairs of a draft: planned from a report, made in a copy, listed with their reasons.

`plan` says what to repair; `html`, `markdown` and `docx` say where addresses are in their format; `edits` joins the
two;
`repaired_copy` writes the bytes. Everything outside the repaired addresses stays byte for byte as it was.
"""
