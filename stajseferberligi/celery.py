"""The Celery app and every clock of the house on one screen."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stajseferberligi.settings")

app = Celery("stajseferberligi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
