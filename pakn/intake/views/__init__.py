"""The citizen's pages."""

from flask import Blueprint

bp = Blueprint("citizen", __name__)

from pakn.intake.views import following, pages, sending, supplying  # noqa: E402, F401  # they add their routes to the blueprint
