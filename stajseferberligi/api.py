"""The REST API's composition: addresses, documentation, and how a refusal is answered."""

from django.urls import URLPattern

urls: list[URLPattern] = []
documentation_urls: list[URLPattern] = []
