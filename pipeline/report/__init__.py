"""The report: a dataset as a static site that opens from disk and asks nothing of the network."""

from .site import ReportError, ReportSummary, report

__all__ = ["ReportError", "ReportSummary", "report"]
