"""Where a WSGI server finds the application: `gunicorn wsgi:app`."""

from pakn.app import create_app
from pakn.settings import WrongSettings

try:
    app = create_app()
except WrongSettings as fault:
    raise SystemExit(str(fault)) from None
