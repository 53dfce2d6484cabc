"""Where a WSGI server finds the application: `gunicorn wsgi:app`."""

from pakn.app import create_app

app = create_app()
