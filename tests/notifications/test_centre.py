"""The notification centre: what is mine, newest first, paged by key."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from stajseferberligi.accounts.actors import SYSTEM
from stajseferberligi.journal.record import Fact, record_many
from stajseferberligi.notifications.models import Channel, Notification, Status
from stajseferberligi.notifications.views import PAGE
from tests import cast


def some_letters(user, count: int = 1, **fields) -> list[Notification]:
    events = record_many([Fact("application.full") for _ in range(count)], actor=SYSTEM)
    return Notification.objects.bulk_create(
        Notification(
            **{
                "event_id": event,
                "recipient": user,
                "channel": Channel.IN_APP,
                "subject": f"Haber {number}.",
                "body": "Bir paragraf.\n\nBir paragraf daha.",
                "language": "tr",
                "status": Status.SENT,
                **fields,
            }
        )
        for number, event in enumerate(events, start=1)
    )


@pytest.fixture
def ayse(db):
    return cast.a_candidate().candidate.user


@pytest.fixture
def bora(db):
    return cast.a_member(cast.an_employer()).user


def titles(response) -> list[str]:
    return re.findall(r"Haber \d+\.", response.content.decode())


@pytest.mark.parametrize("audience", ["candidate", "employer"])
def test_centre_shows_own_letters_newest_first(client, ayse, bora, audience):
    reader, other = (ayse, bora) if audience == "candidate" else (bora, ayse)
    some_letters(reader, 3)
    some_letters(other, 1, subject="Başkasının mektubu")
    client.force_login(reader)
    response = client.get(reverse(f"{audience}_notifications"))
    assert titles(response) == ["Haber 3.", "Haber 2.", "Haber 1."]
    assert "Başkasının mektubu" not in response.content.decode()


def test_empty_centre_says_what_will_fill_it(client, ayse):
    client.force_login(ayse)
    response = client.get(reverse("candidate_notifications"))
    assert response.status_code == 200
    with translation.override("tr"):
        assert gettext("When something happens to your offers, it stands here and we write to you by e-mail.") in response.content.decode()


def test_pages_follow_each_other_without_gap_or_repetition(client, ayse):
    some_letters(ayse, 2 * PAGE + 3)
    client.force_login(ayse)
    address, seen, sizes = reverse("candidate_notifications"), [], []
    while address:
        response = client.get(address)
        page = titles(response)
        seen += page
        sizes.append(len(page))
        older = response.context["older"]
        address = f"{reverse('candidate_notifications')}?once={older}" if older else ""
        assert not older or f"?once={older}" in response.content.decode()
    assert sizes == [PAGE, PAGE, 3]
    assert seen == [f"Haber {number}." for number in range(2 * PAGE + 3, 0, -1)]


def test_letter_that_arrives_meanwhile_does_not_shift_the_next_page(client, ayse):
    some_letters(ayse, PAGE + 1)
    client.force_login(ayse)
    older = client.get(reverse("candidate_notifications")).context["older"]
    some_letters(ayse, 5, subject="Yeni haber")
    assert titles(client.get(reverse("candidate_notifications"), {"once": older})) == ["Haber 1."]


@pytest.mark.parametrize("once", ["abc", "-1", "0", "9" * 40, "²", "1;drop"])
def test_mistyped_page_is_no_error(client, ayse, once):
    some_letters(ayse, 2)
    client.force_login(ayse)
    assert client.get(reverse("candidate_notifications"), {"once": once}).status_code == 200


def test_unread_filter_counts_and_pages(client, ayse):
    some_letters(ayse, PAGE + 2)
    read = some_letters(ayse, 3, subject="Okunmuş haber")
    Notification.objects.filter(pk__in=[letter.pk for letter in read]).update(read_at="2026-01-01T00:00:00Z")
    client.force_login(ayse)
    response = client.get(reverse("candidate_notifications"), {"okunmamis": "1"})
    assert "Okunmuş haber" not in response.content.decode()
    assert response.context["unread"] == PAGE + 2
    assert "okunmamis=1&amp;once=" in response.content.decode()
    rest = client.get(reverse("candidate_notifications"), {"okunmamis": "1", "once": response.context["older"]})
    assert titles(rest) == ["Haber 2.", "Haber 1."]


def test_e_mails_are_not_counted_twice(client, ayse):
    some_letters(ayse, 1)
    some_letters(ayse, 1, channel=Channel.EMAIL)
    client.force_login(ayse)
    assert client.get(reverse("candidate_notifications")).context["unread"] == 1


def test_opening_marks_as_read_and_leads_on(client, ayse):
    (letter,) = some_letters(ayse, 1, path="/sss/")
    client.force_login(ayse)
    response = client.post(reverse("candidate_notification", args=[letter.pk]))
    assert (response.status_code, response["Location"]) == (302, "/sss/")
    letter.refresh_from_db()
    first = letter.read_at
    assert first is not None
    client.post(reverse("candidate_notification", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.read_at == first, "read is read: the first time stands"


def test_letter_without_a_page_leads_back_to_the_centre(client, ayse):
    (letter,) = some_letters(ayse, 1)
    client.force_login(ayse)
    assert client.post(reverse("candidate_notification", args=[letter.pk]))["Location"] == reverse("candidate_notifications")


def test_reading_happens_by_post_only(client, ayse):
    (letter,) = some_letters(ayse, 1)
    client.force_login(ayse)
    assert client.get(reverse("candidate_notification", args=[letter.pk])).status_code == 405
    assert client.get(reverse("candidate_notifications_read")).status_code == 405
    letter.refresh_from_db()
    assert letter.read_at is None


def test_reading_all_leaves_others_alone(client, ayse, bora):
    some_letters(ayse, 3)
    some_letters(bora, 2)
    client.force_login(ayse)
    client.post(reverse("candidate_notifications_read"))
    assert not Notification.objects.for_centre(ayse.pk).unread().exists()
    assert Notification.objects.for_centre(bora.pk).unread().count() == 2


@pytest.mark.parametrize("channel", [Channel.IN_APP, Channel.EMAIL])
def test_letter_of_somebody_else_is_not_found(client, ayse, bora, channel):
    (letter,) = some_letters(bora, 1, channel=channel)
    client.force_login(ayse)
    assert client.post(reverse("candidate_notification", args=[letter.pk])).status_code == 404
    letter.refresh_from_db()
    assert letter.read_at is None


def test_own_e_mail_is_no_page(client, ayse):
    (letter,) = some_letters(ayse, 1, channel=Channel.EMAIL)
    client.force_login(ayse)
    assert client.post(reverse("candidate_notification", args=[letter.pk])).status_code == 404


def test_page_costs_the_same_however_many_letters(client, ayse, django_assert_max_num_queries):
    client.force_login(ayse)
    client.get(reverse("candidate_notifications"))
    some_letters(ayse, 60)
    with django_assert_max_num_queries(10):
        client.get(reverse("candidate_notifications"))


def test_text_of_a_letter_is_escaped(client, ayse):
    some_letters(ayse, 1, subject="<script>alert(1)</script>", body="<img src=x>")
    client.force_login(ayse)
    content = client.get(reverse("candidate_notifications")).content.decode()
    assert "<script>alert" not in content
    assert "<img" not in content
