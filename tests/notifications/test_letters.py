"""What the letters say, for every kind of event, in both languages, to each reader."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from django.db import transaction
from django.urls import resolve
from django.utils import translation

from candidates.models import Identity
from offers.states import EndReason
from stajseferberligi.accounts.models import User
from stajseferberligi.journal.models import Outbox
from stajseferberligi.notifications.delivery import message_of
from stajseferberligi.notifications.models import Channel, Notification
from stajseferberligi.notifications.registry import known_kinds
from stajseferberligi.notifications.writing import write_letters
from tests.notifications.scenes import ELSEWHERE, SCENES, Stage

LANGUAGES = ("tr", "en")


class Rollback(Exception):
    """Ends a scene as if it had not been played."""


def kind_of(scene: str) -> str:
    return scene.partition(",")[0]


def play(scene: str, language: str) -> tuple[Stage, list[Notification]]:
    """The letters of the scene's own kind of event, after everybody chose `language`."""
    stage = Stage.set_up()
    SCENES[scene](stage)
    User.objects.update(language=language)
    tally = write_letters()
    assert not tally.errors
    assert not Outbox.objects.exists()
    return stage, list(Notification.objects.filter(event__kind=kind_of(scene)).select_related("event", "recipient").order_by("id"))


def words_of(letter: Notification) -> str:
    return f"{letter.subject}\n{letter.body}\n{letter.action_label}"


def to_employer(stage: Stage, letters: list[Notification]) -> list[Notification]:
    return [letter for letter in letters if letter.recipient_id in {stage.owner.pk, stage.coordinator.pk}]


def test_every_kind_with_letters_has_a_scene():
    with_letters = {kind for kind, silent_because in known_kinds().items() if not silent_because}
    assert {kind_of(scene) for scene in SCENES} == with_letters


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_letter_is_complete_and_tells_nobody_too_much(scene, language):
    stage, letters = play(scene, language)
    assert letters
    for letter in letters:
        assert letter.language == language
        assert_complete(letter)
        assert_subject_names_nobody(letter, stage)
        if letter.recipient_id in {stage.owner.pk, stage.coordinator.pk}:
            assert_nothing_about_elsewhere(letter)


def assert_complete(letter: Notification) -> None:
    words = words_of(letter)
    assert letter.subject
    assert letter.body
    assert letter.action_label
    assert not re.search(r"%\(|%s|[{}]|\bNone\b|\bnull\b", words), words
    assert len(letter.subject) <= 120, "a subject must fit a phone"
    assert letter.path
    assert resolve(letter.path)
    assert re.search(r"\d{4}", letter.body) or not letter.event.offer_id, "a letter about an offer names its dates"
    message = message_of(letter)
    html = str(message.alternatives[0][0])
    assert all(paragraph in message.body for paragraph in letter.body.split("\n\n"))
    assert letter.path in message.body
    assert letter.path in html
    assert f'lang="{letter.language}"' in html


def assert_subject_names_nobody(letter: Notification, stage: Stage) -> None:
    """Subjects show on locked phones."""
    identity = Identity.objects.get(candidate=stage.application.candidate)
    tokens = (identity.first_name, identity.last_name, identity.phone, identity.university, stage.application.candidate.user.email)
    assert not [token for token in tokens if token in letter.subject]


def assert_nothing_about_elsewhere(letter: Notification) -> None:
    """Neither another employer's name nor that both slots are taken or dates collide: that is the candidate's data."""
    with translation.override(letter.language):
        private = [str(EndReason.CAP.label), str(EndReason.OVERLAP.label), str(EndReason.CANDIDATE_LEFT.label), *ELSEWHERE]
    words = words_of(letter)
    assert not [phrase for phrase in private if phrase in words]
    assert not re.search(r"collid|overlap|both (of|internships)|two internships|çakış|her iki|iki staj|\bcap\b", words, re.IGNORECASE)


@pytest.mark.django_db
@pytest.mark.parametrize("scene", SCENES)
def test_letter_is_said_in_the_readers_language(scene):
    """The two languages share data, but no sentence."""
    stage = Stage.set_up()
    SCENES[scene](stage)
    events = list(Outbox.objects.select_related("event").values_list("event_id", flat=True))
    said = {}
    for language in LANGUAGES:
        User.objects.update(language=language)
        Notification.objects.all().delete()
        Outbox.objects.all().delete()
        Outbox.objects.bulk_create([Outbox(event_id=pk) for pk in events])
        with translation.override("en" if language == "tr" else "tr"):  # the worker's own language does not matter
            write_letters()
        said[language] = {
            (letter.event_id, letter.recipient_id, letter.channel): letter
            for letter in Notification.objects.filter(event__kind=kind_of(scene))
        }
    assert said["tr"].keys() == said["en"].keys()
    for key, turkish in said["tr"].items():
        english = said["en"][key]
        assert turkish.subject != english.subject
        assert turkish.action_label != english.action_label
        sentences = zip(turkish.body.split("\n\n"), english.body.split("\n\n"), strict=True)
        assert all(one != other for one, other in sentences), turkish.body


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_employer_cannot_tell_why_a_candidate_is_gone(language):
    """The same words, to the letter, whether both slots are taken, dates collide or the candidate left."""
    said = set()
    for scene in ("offer.voided, both slots taken", "offer.voided, dates collide", "offer.voided, candidate left"):
        with suppress(Rollback), transaction.atomic():
            stage, letters = play(scene, language)
            (letter, *_) = to_employer(stage, letters)
            _about_whom, _colon, about_what = letter.body.partition(": ")
            said.add((letter.subject, about_what.partition("\n\n")[2], letter.action_label))
            raise Rollback
    assert len(said) == 1, said


@pytest.mark.django_db
@pytest.mark.parametrize("scene", ["offer.declined", "offer.expired", "offer.reopened"])
def test_employer_reads_a_code_before_the_name_is_open(scene):
    stage, letters = play(scene, "tr")
    for letter in to_employer(stage, letters):
        assert stage.application.code in letter.body
        assert "Ayşe" not in letter.body
        assert "Çığıröz" not in letter.body


@pytest.mark.django_db
@pytest.mark.parametrize("scene", ["offer.accepted", "offer.placed", "offer.lapsed", "offer.confirmation_reminder"])
def test_employer_reads_the_name_once_it_is_open(scene):
    stage, letters = play(scene, "tr")
    letters = to_employer(stage, letters)
    assert letters
    assert all("Ayşe Çığıröz" in letter.body for letter in letters)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scene", "sentence"),
    [
        ("offer.voided, both slots taken", "Both of your internships were already final."),
        ("offer.voided, dates collide", "Its dates collide with an internship of yours that became final."),
        ("offer.voided, candidate left", "Your application left the programme."),
        ("offer.voided, employer suspended", "The employer was suspended from the programme."),
        ("offer.voided, by administrators", "Two administrators released you from your acceptance."),
    ],
)
def test_candidate_reads_the_exact_reason(scene, sentence):
    stage, letters = play(scene, "en")
    (letter, *_) = [letter for letter in letters if letter.recipient_id == stage.application.candidate.user_id]
    assert sentence in letter.body.split("\n\n")


@pytest.mark.django_db
def test_third_employer_reads_a_receipt_in_neutral_words():
    stage, letters = play("offer.voided, confirmed third", "en")
    (letter, *_) = to_employer(stage, letters)
    assert "The place went to earlier confirmations." in letter.body


@pytest.mark.django_db
def test_letters_reach_those_who_act():
    """Owners and coordinators who can sign in; not the viewer, not somebody who left."""
    stage, letters = play("offer.accepted", "tr")
    assert {letter.recipient_id for letter in letters} == {stage.owner.pk, stage.coordinator.pk}
    assert {letter.channel for letter in letters} == {Channel.EMAIL, Channel.IN_APP}


@pytest.mark.django_db
def test_what_needs_no_hurry_stays_in_the_centre():
    _stage, letters = play("offer.declined", "tr")
    assert {letter.channel for letter in letters} == {Channel.IN_APP}


@pytest.mark.django_db
def test_mark_up_in_a_name_stays_text():
    stage = Stage.set_up()
    type(stage.employer).objects.filter(pk=stage.employer.pk).update(name="<b>Aras</b> & Oğulları")
    stage.employer.refresh_from_db()
    SCENES["offer.sent"](stage)
    write_letters()
    message = message_of(Notification.objects.get(channel=Channel.EMAIL))
    html = str(message.alternatives[0][0])
    assert "<b>Aras</b>" not in html
    assert "&lt;b&gt;Aras&lt;/b&gt; &amp; Oğulları" in html
    assert "<b>Aras</b> & Oğulları" in message.body
