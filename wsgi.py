"""Where a WSGI server finds the application: `gunicorn wsgi:app`."""

import gc

from pakn.app import create_app
from pakn.routing.classifier import Classifier
from pakn.settings import WrongSettings

try:
    app = create_app()
except WrongSettings as fault:
    raise SystemExit(str(fault)) from None

Classifier.load()  # nobody's first petition has to wait for it
# What is loaded stays: the collector looks at what requests make, and not at every few hundred objects of theirs.
gc.freeze()
gc.set_threshold(5_000, 20, 50)
