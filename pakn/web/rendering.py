"""Templates for those who are not views: letters, mails and exports."""

from __future__ import annotations

from flask import render_template


def render(template_name: str, **context: object) -> str:
    """The text a template gives; needs an application context, no request."""
    return render_template(template_name, **context)
