"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from stajseferberligi.clock import refuse_moved_clock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stajseferberligi.settings")
application = get_wsgi_application()
refuse_moved_clock()
