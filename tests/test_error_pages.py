"""Pages for when something is in the way say what happened, what was kept and what to do."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, a_user


@pytest.mark.django_db
def test_an_unknown_address_has_a_page(client):
    answer = client.get("/boyle-bir-yer-yok/")
    assert answer.status_code == 404
    assert "Bu sayfa burada yok" in answer.content.decode()


@pytest.mark.django_db
def test_a_page_of_another_role_is_closed_with_a_sentence(client):
    client.force_login(a_user())
    answer = client.get(reverse("employer_home"))
    assert answer.status_code == 403
    assert "Bu sayfa size açık değil" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_that_cannot_be_checked_decides_nothing():
    user = a_user()
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Form doğrulanamadı" in answer.content.decode()


@pytest.mark.django_db
def test_too_many_attempts_have_a_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    client.post(reverse("account_signup"), {"email": "bir@example.org"})
    answer = client.post(reverse("account_signup"), {"email": "iki@example.org"})
    assert answer.status_code == 429
    assert "Çok fazla deneme" in answer.content.decode()


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_a_broken_server_still_has_a_page(name):
    """No request, no context, no database: whatever is broken, this is not."""
    page = render_to_string(name)
    assert 'lang="tr"' in page
    assert "Ana sayfaya git" in page
