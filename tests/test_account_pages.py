"""Opening an account, signing in and finding the way back in, as a person meets them: in Turkish, with letters."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from stajseferberligi.accounts.models import User
from tests.cast import PASSWORD, a_user

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "ilkbahar-yagmuru-19"


def link_in(letter):
    return re.search(r"http://testserver(\S+)", letter.body).group(1)


def test_an_account_opens_with_the_link_in_the_letter(client):
    page = client.get(reverse("account_signup"))
    assert "Hesap aç" in page.content.decode()

    answer = client.post(
        reverse("account_signup"), {"email": "Ayse@Example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True
    )
    assert "E-posta kutunuza bakın" in answer.content.decode()
    assert User.objects.get(email="ayse@example.org").language == "tr"
    (letter,) = mail.outbox
    assert letter.subject == "E-posta adresinizi doğrulayın"
    assert letter.body.startswith("Merhaba,")

    confirm = client.get(link_in(letter))
    assert "ayse@example.org" in confirm.content.decode()
    answer = client.post(link_in(letter), follow=True)
    assert "Adres doğrulandı" in answer.content.decode()
    assert client.login(email="ayse@example.org", password=NEW_PASSWORD)


def test_an_account_opened_in_english_gets_english_letters(client):
    client.post(reverse("set_language"), {"language": "en"})
    client.post(reverse("account_signup"), {"email": "ada@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert User.objects.get(email="ada@example.org").language == "en"
    assert mail.outbox[0].subject == "Confirm your e-mail address"


def test_errors_stand_on_top_and_at_the_field(client):
    answer = client.post(reverse("account_signup"), {"email": "bozuk", "password1": "123", "password2": "123"})
    page = answer.content.decode()
    assert "<title>Hata: Hesap aç" in page
    assert 'href="#id_email"' in page
    assert 'id="id_email_error"' in page
    assert 'aria-describedby="id_email_error"' in page
    assert 'value="bozuk"' in page


def test_a_known_address_is_not_told_to_strangers(client):
    a_user(email="ayse@example.org")
    answer = client.post(
        reverse("account_signup"), {"email": "ayse@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True
    )
    assert "E-posta kutunuza bakın" in answer.content.decode()
    assert mail.outbox[0].subject == "Zaten bir hesabınız var"


def test_a_wrong_password_says_so_in_our_words(client):
    user = a_user()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": "yanlis"})
    assert "E-posta adresi ya da parola yanlış." in answer.content.decode()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302


def test_a_forgotten_password_is_replaced_by_letter(client):
    user = a_user()
    answer = client.post(reverse("account_reset_password"), {"email": user.email}, follow=True)
    assert "E-posta kutunuza bakın" in answer.content.decode()
    link = link_in(mail.outbox[0])

    form = client.get(link, follow=True)
    assert "Yeni parola belirleyin" in form.content.decode()
    answer = client.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assert "Parolanız değiştirildi" in answer.content.decode()
    assert client.login(email=user.email, password=NEW_PASSWORD)

    client.logout()
    assert "Bu bağlantı artık geçerli değil" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_learns_it_by_letter_only(client):
    answer = client.post(reverse("account_reset_password"), {"email": "yok@example.org"}, follow=True)
    assert "E-posta kutunuza bakın" in answer.content.decode()
    assert mail.outbox[0].subject == "Bu adresle bir hesap yok"


def test_addresses_and_password_are_managed_in_the_frame(client):
    user = a_user()
    client.force_login(user)
    assert user.email in client.get(reverse("account_email")).content.decode()

    answer = client.post(reverse("account_email"), {"action_add": "", "email": "ikinci@example.org"}, follow=True)
    assert "henüz doğrulanmadı" in answer.content.decode()
    answer = client.post(reverse("account_email"), {"action_remove": "", "email": user.email}, follow=True)
    assert "Ana adres kaldırılamaz" in answer.content.decode()
    answer = client.post(reverse("account_email"), {"action_primary": "", "email": "ikinci@example.org"}, follow=True)
    assert "Ana adresin önce doğrulanması gerekir." in answer.content.decode()

    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    answer = client.post(reverse("account_change_password"), form, follow=True)
    assert "Parolanız değiştirildi." in answer.content.decode()


def test_signing_out_is_a_decision_of_its_own(client):
    client.force_login(a_user())
    assert "Çıkış yapılsın mı?" in client.get(reverse("account_logout")).content.decode()
    answer = client.post(reverse("account_logout"), follow=True)
    assert "Çıkış yaptınız." in answer.content.decode()


def test_a_closed_account_is_told_so(client):
    user = a_user(is_active=False)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert "Bu hesap kapalı" in answer.content.decode()


def test_a_bad_confirmation_link_says_what_to_do(client):
    page = client.get(reverse("account_confirm_email", args=["uydurma"])).content.decode()
    assert "Bu bağlantı artık geçerli değil" in page


@pytest.mark.parametrize("name", ["account_set_password", "account_reauthenticate"])
def test_the_rarer_pages_come_out_in_our_frame(client, name):
    user = a_user()
    if name == "account_set_password":
        user.set_unusable_password()
        user.save()
    client.force_login(user)
    page = client.get(reverse(name)).content.decode()
    assert "staj.css" in page
    assert 'name="csrfmiddlewaretoken"' in page
