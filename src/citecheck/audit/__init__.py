"""The periodic job: visit again what is due, and say what became of the claims that rest on it."""

from citecheck.audit.run import AuditOptions, audit_sources

__all__ = ["AuditOptions", "audit_sources"]
