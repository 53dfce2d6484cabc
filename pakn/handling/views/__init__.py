"""The officers' pages."""

from flask import Blueprint

officer_bp = Blueprint("officer", __name__)
office_bp = Blueprint("office", __name__)

from pakn.handling.views import acting, contact, inbox, petition, tasks, triage  # noqa: E402, F401  # they add their routes
