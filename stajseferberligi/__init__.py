"""The house: settings, addresses and the common ground of the four apps."""

from stajseferberligi.celery import app as celery_app

__all__ = ["celery_app"]
