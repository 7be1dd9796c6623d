"""Addresses of the notification centre, the same for each audience under its own frame."""

from django.urls import URLPattern, path

from stajseferberligi.notifications import views


def patterns(audience: str) -> list[URLPattern]:
    return [
        path("", views.centre, {"audience": audience}, name=f"{audience}_notifications"),
        path("okundu/", views.read_all, {"audience": audience}, name=f"{audience}_notifications_read"),
        path("<int:pk>/", views.open_notification, {"audience": audience}, name=f"{audience}_notification"),
    ]
