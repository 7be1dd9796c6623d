"""Addresses of an employer's own affairs."""

from django.urls import URLPattern

employer_urls: list[URLPattern] = []
