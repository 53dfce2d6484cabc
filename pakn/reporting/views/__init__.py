"""The pages of reports."""

from pakn.reporting.views.pages import bp

__all__ = ["bp"]
