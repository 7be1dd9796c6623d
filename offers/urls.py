"""Addresses around offers, in lists named by audience."""

from django.urls import URLPattern

candidate_urls: list[URLPattern] = []
employer_urls: list[URLPattern] = []
