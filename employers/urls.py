"""Addresses of an employer's own affairs."""

from django.urls import URLPattern, path

from employers import views

employer_urls: list[URLPattern] = [
    path("ekip/", views.team, name="employer_team"),
    path("ekip/davet/", views.invite, name="employer_invite"),
    path("ekip/<int:membership_id>/", views.set_role, name="employer_set_role"),
    path("entegrasyon/", views.integration, name="employer_integration"),
    path("entegrasyon/<int:token_id>/iptal/", views.revoke_key, name="employer_revoke_key"),
]
