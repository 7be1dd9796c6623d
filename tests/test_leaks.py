"""Blind review: before the recorded moment nothing that names a candidate reaches an employer, in whatever form and by whatever door.

Each candidate carries words that occur nowhere else. An employer's people then walk through everything they can reach, and what came back
is searched for those words: as they are, in capitals and without diacritics, escaped for HTML, JSON and addresses, and in base64.
"""

from __future__ import annotations

import base64
import html
import json
import logging
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from urllib.parse import quote, unquote_plus, urljoin, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from candidates.models import Application, Identity
from employers.actions import create_token
from employers.models import Employer, Membership, Quota, Scope
from offers.actions.answering import accept_offer, decline_offer
from offers.actions.confirming import confirm_offer
from offers.actions.sending import withdraw_offer
from offers.actions.sweeping import expire_offers
from offers.models import Offer
from offers.states import EndReason
from stajseferberligi import clock
from stajseferberligi.accounts.models import User
from stajseferberligi.notifications.delivery import send_letters
from stajseferberligi.notifications.models import Notification
from stajseferberligi.notifications.writing import write_letters
from stajseferberligi.turkish import tr_fold, tr_upper
from tests import cast

NUMBERS = ("bir", "iki", "uc", "dort", "bes", "alti", "yedi", "sekiz")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Marked:
    """A candidate whose every hidden field holds a word that occurs nowhere else."""

    application: Application
    words: dict[str, str]

    @classmethod
    def build(cls, number: str) -> Marked:
        words = {
            "first": f"Iğılqay{number}",
            "last": f"Şıhxöz{number}",
            "email": f"gizliposta{number}@saklikutu.example",
            "phone": f"0599 {NUMBERS.index(number) + 301} 77 41",
            "university": f"Yıldızqaya{number} Üniversitesi",
            "faculty": f"Gökxışığı{number} Fakültesi",
        }
        application = cast.a_candidate(f"{words['first']} {words['last']}", skills=["Python"], languages=["İngilizce B2"])
        User.objects.filter(pk=application.candidate.user_id).update(email=words["email"])
        Identity.objects.filter(pk=application.candidate_id).update(**{name: words[name] for name in ("phone", "university", "faculty")})
        return cls(application, words)

    def found_in(self, text: str) -> set[str]:
        """Which of the words `text` holds, in any of their forms."""
        return {name for name, word in self.words.items() if _holds(text, _core(name, word))}


def _core(name: str, word: str) -> str:
    """The part of a hidden field that is enough to know it again."""
    return {"email": word.partition("@")[0], "university": word.partition(" ")[0], "faculty": word.partition(" ")[0]}.get(name, word)


@lru_cache(maxsize=4)
def _readings(text: str) -> tuple[str, ...]:
    """`text` as a browser, a JSON parser or a person who folds it would read it, and at last its digits alone."""
    decoded = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
    readings = {text, html.unescape(text), unquote_plus(text), html.unescape(unquote_plus(decoded))}
    folded = {tr_fold(reading) for reading in readings} | {reading.casefold() for reading in readings}
    return (*folded, *(re.sub(r"[\s()+-]", "", reading) for reading in readings))


def _holds(text: str, word: str) -> bool:
    digits = re.sub(r"\D", "", word)[1:]  # a number is also known without its leading zero
    forms = {tr_fold(word), word.casefold(), *([digits] if len(digits) > 8 else [])}
    return any(form in reading for form in forms for reading in _readings(text)) or any(piece in text for piece in _in_base64(word))


def _in_base64(word: str) -> Iterator[str]:
    """What of a word is the same in base64 wherever in a text it stands: three alignments without their edges."""
    raw = word.encode()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw).decode().rstrip("=")
        yield encoded[(before * 8 + 5) // 6 : len(encoded) - 2]


@dataclass
class Haul:
    """What came back from a walk: each answer under its address, headers included."""

    answers: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, response: HttpResponse) -> None:
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        self.answers[what] = f"{headers}\n{response.cookies.output()}\n{body.decode('utf-8-sig', 'replace')}"

    def naming(self, people: Iterable[Marked]) -> dict[str, set[str]]:
        """Address → hidden words that its answer gave away."""
        everything = "\n".join(self.answers.values())
        people = [person for person in people if person.found_in(everything)]  # most often nobody: then one reading is enough
        given_away = {what: set().union(*(person.found_in(text) for person in people)) for what, text in self.answers.items()}
        return {what: words for what, words in given_away.items() if words}


@dataclass
class Scene:
    """Aras offered in every way there is and was accepted by nobody; Beril and Ceyhan got both internships of `taken`."""

    aras: Employer
    beril: Employer
    owner: Membership
    rival: Membership
    quota: Quota
    pooled: Marked
    sent: Marked
    declined: Marked
    withdrawn: Marked
    expired: Marked
    taken: Marked
    overlapping: Marked
    courted: Marked

    @property
    def everybody(self) -> list[Marked]:
        return [self.pooled, self.sent, self.declined, self.withdrawn, self.expired, self.taken, self.overlapping, self.courted]


@pytest.fixture
def scene(db) -> Scene:
    aras, beril, ceyhan = (cast.an_employer(name) for name in ("Aras Elektrik A.Ş.", "Beril Bilişim A.Ş.", "Ceyhan Çelik A.Ş."))
    owner, rival = cast.a_member(aras, role="owner"), cast.a_member(beril, "Ceren Kurt", role="owner")
    quota = cast.a_quota(aras, places=50)
    people = [Marked.build(number) for number in NUMBERS]
    _pooled, _sent, declined, withdrawn, expired, taken, overlapping, courted = people
    offers = {
        id(one): cast.a_sent_offer(one.application, quota=quota, starts_on=cast.on(3), answer_in=3 if one is expired else 14)
        for one in people[1:]
    }
    decline_offer(offer_id=offers[id(declined)].pk, actor=cast.acting_as(declined.application), reason="too_far")
    withdraw_offer(offer_id=offers[id(withdrawn)].pk, actor=cast.acting_for(aras))
    for employer, month in ((beril, 4), (ceyhan, 5)):
        elsewhere = cast.an_accepted_offer(taken.application, employer=employer, starts_on=cast.on(month))
        confirm_offer(offer_id=elsewhere.pk, actor=cast.acting_for(employer))
    collides = cast.an_accepted_offer(overlapping.application, quota=cast.a_quota(ceyhan, unit="Başka"), starts_on=cast.on(3))
    confirm_offer(offer_id=collides.pk, actor=cast.acting_for(ceyhan))
    cast.a_sent_offer(courted.application, quota=cast.a_quota(beril, unit="Yazılım"), starts_on=cast.on(6))
    clock.move_to(clock.now() + timedelta(days=4))
    expire_offers()
    assert set(Offer.objects.filter(employer=aras).values_list("end_reason", flat=True)) == {"", "cap", "overlap"}
    return Scene(aras, beril, owner, rival, quota, *people)


def walk(client: Client, starts: Iterable[str], *, most: int = 150) -> Haul:
    """Follow every link from `starts` on, forms' GET addresses and htmx included."""
    haul, waiting, seen = Haul(), deque(starts), set()
    while waiting and len(haul.answers) < most:
        url = waiting.popleft()
        if url in seen or url.startswith(("/static/", "/hesap/", "/yonetim/", "/dil/", "/api/")):
            continue
        seen.add(url)
        response = client.get(url)
        haul.add(url, response)
        if "html" in response.get("Content-Type", ""):
            for link in re.findall(r'(?:href|hx-get|action)="([^"#][^"]*)"', response.content.decode()):
                target = urlsplit(urljoin(f"http://testserver{url}", html.unescape(link)))
                if target.netloc == "testserver":
                    waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return haul


def reach(member: Membership, scene: Scene) -> Haul:
    """Everything that a member of an employer can see: pages, previews, exports, errors, in both languages, and the API."""
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    people = [one.application for one in scene.everybody]
    codes = [one.code for one in people]
    offers = list(Offer.objects.values_list("code", flat=True))
    starts = [reverse(name) for name in ("employer_home", "employer_pool", "employer_offers", "employer_offers_csv", "employer_placements")]
    starts += [reverse("employer_candidate", args=[code]) for code in codes]
    starts += [reverse("employer_offer", args=[code]) for code in offers]
    starts += [f"{reverse('employer_offers')}?durum={status}" for status in ("sent", "declined", "expired", "withdrawn", "voided")]
    starts += [f"{reverse('employer_send')}?aday={code}" for code in codes]
    haul = walk(client, starts)
    client.cookies["django_language"] = "en"
    haul.answers |= {f"en {url}": text for url, text in walk(client, starts).answers.items()}
    quota = Quota.objects.filter(employer_id=member.employer_id).first()
    proposal = cast.a_proposal(quota)
    terms = {
        "codes": " ".join(codes),
        "key": "0d9c1a4e-8a54-4a8e-9f7e-0d9c1a4e8a54",
        "quota": quota.pk,
        "title": proposal.title,
        "starts_on": proposal.starts_on.strftime("%d.%m.%Y"),
        "ends_on": proposal.ends_on.strftime("%d.%m.%Y"),
        "monthly_wage": "8422,65",
        "supervisor": proposal.supervisor,
        "answer_on": proposal.response_due_at.strftime("%d.%m.%Y"),
        "answer_at": "18:00",
        "step": "preview",
    }
    haul.add("preview", client.post(reverse("employer_send"), terms))
    haul.add("confirming", client.post(reverse("employer_confirm_many"), {"teklif": offers}))
    haul.answers |= over_the_api(member, codes, offers).answers
    return haul


def software_of(member: Membership) -> Client:
    actor = cast.acting_for(member.employer, member.user)
    _token, key = create_token(employer_id=member.employer_id, name="İK", scopes=list(Scope), actor=actor)
    return Client(headers={"Authorization": f"Bearer {key}"})


def over_the_api(member: Membership, codes: Iterable[str], offers: Iterable[str]) -> Haul:
    api, haul = software_of(member), Haul()
    for name in ("api_pool", "api_offers", "api_quotas", "api_schema"):
        haul.add(name, api.get(reverse(name)))
    for offer in offers:
        haul.add(f"api {offer}", api.get(reverse("api_offer", args=[offer])))
        for verb in ("withdraw", "confirm", "cancel"):
            url = reverse(f"api_{verb}", args=[offer])
            if not Offer.objects.filter(code=offer, employer=member.employer, status__in=["sent", "accepted", "placed"]).exists():
                haul.add(f"api {verb} {offer}", api.post(url, {"reason": "x"}, content_type="application/json"))
    for code in codes:
        haul.add(f"api send {code}", api.post(reverse("api_offers"), {"candidate": code}, content_type="application/json"))
    return haul


def letters_to(employer: Employer) -> Haul:
    """What stands in the centre and what went out by mail, headers and both parts."""
    write_letters()
    send_letters()
    addresses = set(employer.memberships.values_list("user__email", flat=True))
    haul = Haul()
    for letter in Notification.objects.filter(recipient__membership__employer=employer):
        haul.answers[f"letter {letter.pk} {letter.channel}"] = f"{letter.subject}\n{letter.body}\n{letter.path}"
    for message in mail.outbox:
        if addresses & set(message.to):
            alternatives = "\n".join(str(part[0]) for part in message.alternatives)
            haul.answers[f"mail {message.subject}"] = f"{message.message().as_string()}\n{message.subject}\n{message.body}\n{alternatives}"
    return haul


# The search itself


@pytest.mark.parametrize(
    "hidden",
    [
        "{word}",
        "{upper}",
        "{folded}",
        "{escaped}",
        "{quoted}",
        "{json}",
        "data:text/plain;base64,{base64}",
        "ab{base64}",
    ],
)
@pytest.mark.django_db
def test_search_finds_every_form(hidden):
    person = Marked.build("bir")
    for name, word in person.words.items():
        text = hidden.format(
            word=word,
            upper=tr_upper(word),
            folded=tr_fold(word),
            escaped="".join(f"&#{ord(letter)};" for letter in word),
            quoted=quote(word),
            json=json.dumps(word),
            base64=base64.b64encode(f"önce {word} sonra".encode()).decode(),
        )
        assert name in person.found_in(f"<p>{text}</p>"), text


@pytest.mark.django_db
def test_search_finds_nothing_where_nothing_is():
    person, other = Marked.build("bir"), Marked.build("iki")
    assert not person.found_in(" ".join(other.words.values()))


# Before the recorded moment


def test_nothing_names_a_candidate_or_tells_where_they_are_before_the_moment(scene, caplog):
    with caplog.at_level(logging.DEBUG):
        haul = reach(scene.owner, scene)
        haul.answers |= letters_to(scene.aras).answers
    assert len(haul.answers) > 80
    assert any(scene.sent.application.code in text for text in haul.answers.values()), "the walk met the candidates"
    assert haul.naming(scene.everybody) == {}
    assert Haul({"log": caplog.text}).naming(scene.everybody) == {}
    assert_nothing_about_elsewhere(haul)


def assert_nothing_about_elsewhere(haul: Haul) -> None:
    """Neither the codes nor the sentences of the reasons that are the candidate's data, nor another employer's name."""
    phrases = ["Beril Bilişim", "Ceyhan Çelik"]
    for language in ("tr", "en"):
        with translation.override(language):
            phrases += [str(EndReason.CAP.label), str(EndReason.OVERLAP.label), str(EndReason.CANDIDATE_LEFT.label)]
    told = {}
    for what, text in haul.answers.items():
        readable = html.unescape(text)
        found = [phrase for phrase in phrases if phrase in readable] + re.findall(r"\b(?:cap|overlap)\b", text)
        if found and what != "api_schema":  # it names the states and reasons of the protocol, of nobody's offer
            told[what] = found
    assert told == {}


def test_gone_candidates_look_alike(scene):
    """The page of an offer says the same, to the letter, whichever of the two reasons ended it."""
    client = Client()
    client.force_login(scene.owner.user, backend=BACKEND)
    pages = []
    for person in (scene.taken, scene.overlapping):
        offer = Offer.objects.get(employer=scene.aras, application=person.application)
        text = client.get(reverse("employer_offer", args=[offer.code])).content.decode()
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text.replace(offer.code, "").replace(person.application.code, ""))
        text = re.sub(r'datetime="[^"]*"', "", text)
        pages.append(re.sub(r"\b\d{2}[.:]\d{2}(?:[.:]\d{2})?\b", "", text))
    assert pages[0] == pages[1]


# After it


def test_acceptance_opens_one_name_to_one_employer(scene):
    offer = Offer.objects.get(employer=scene.aras, application=scene.courted.application)
    accept_offer(offer_id=offer.pk, actor=cast.acting_as(scene.courted.application))
    ours = reach(scene.owner, scene)
    ours.answers |= letters_to(scene.aras).answers
    others = [person for person in scene.everybody if person is not scene.courted]
    assert ours.naming(others) == {}
    shown = ours.naming([scene.courted])
    page = reverse("employer_offer", args=[offer.code])
    assert {"first", "last", "email", "phone", "university", "faculty"} <= shown[page]
    assert {"first", "last"} <= shown[reverse("employer_offers_csv")]
    assert {"first", "last", "email", "phone", "university", "faculty"} <= shown[f"api {offer.code}"]
    assert not [what for what, words in shown.items() if what.startswith("mail ") and scene.courted.found_in(what)], "subjects stay neutral"
    for what, text in ours.answers.items():
        headers = "\n".join(line for line in text.splitlines() if re.match(r"(?i)(content-disposition|location|link|set-cookie):", line))
        assert not scene.courted.found_in(f"{what}\n{headers}"), "neither an address nor a file name holds a name"
    theirs = reach(scene.rival, scene)
    theirs.answers |= letters_to(scene.beril).answers
    assert set().union(*theirs.naming([scene.taken]).values()) >= {"first", "last"}, "what was opened to Beril stays open"
    assert theirs.naming([person for person in scene.everybody if person is not scene.taken]) == {}


# Guessing: what cannot be seen cannot be asked for either

COLUMNS = [
    "candidate__identity__last_name",
    "application__candidate__identity__university",
    "last_name",
    "first_name",
    "university",
    "faculty",
    "phone",
    "email",
    "name",
    "sort_key",
]
SORTING = ("sirala", "sort", "order", "order_by", "ordering", "o")


def codes_in(text: str) -> list[str]:
    """Candidates and offers in the order in which an answer names them."""
    return re.findall(r"\b[AT]-[2-9A-Z]{7,8}\b", text)


@pytest.mark.parametrize("name", ["employer_pool", "employer_offers", "employer_offers_csv", "api_pool", "api_offers"])
def test_hidden_columns_neither_sort_nor_filter(scene, name):
    client = software_of(scene.owner) if name.startswith("api_") else Client()
    if not name.startswith("api_"):
        client.force_login(scene.owner.user, backend=BACKEND)
    url = reverse(name)

    def asked(**query: str) -> list[str] | None:
        response = client.get(url, query)
        if response.status_code == 400:
            return None
        assert response.status_code == 200
        return codes_in(response.content.decode("utf-8-sig"))

    plain = asked()
    assert plain
    differing = []
    for column in COLUMNS:
        queries = [dict.fromkeys(SORTING, f"{sign}{column}") for sign in ("", "-")]
        queries.append({f"{column}{lookup}": scene.sent.words["last"] for lookup in ("", "__startswith", "__icontains")})
        differing += [query for query in queries if asked(**query) not in (plain, None)]
    for searching in ("q", "ara", "search", "ad", "isim"):
        if asked(**{searching: scene.sent.words["last"]}) != asked(**{searching: "bulunamaz"}):
            differing.append({searching: scene.sent.words["last"]})
    assert differing == []


# Administrators see names; what they leave behind does not hold them


def test_log_of_the_administration_holds_no_names(scene, caplog):
    client = Client()
    client.force_login(cast.an_administrator(), backend=BACKEND)
    candidate = scene.sent.application.candidate
    page = reverse("admin:candidates_candidate_change", args=[candidate.pk])
    form = client.get(page).context["adminform"].form
    values = {name: value for name, value in form.initial.items() if value is not None}
    for inline in client.get(page).context["inline_admin_formsets"]:
        values |= _filled(inline.formset)
    client.post(page, values)
    with caplog.at_level(logging.DEBUG):
        decide = reverse("admin:candidates_application_decide", args=[scene.sent.application.pk, "leave"])
        client.post(decide, {"reason": "Kaydı silindi"})
    entries = [f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()]
    assert entries
    assert Haul({str(number): text for number, text in enumerate([*entries, caplog.text])}).naming(scene.everybody) == {}


def _filled(formset) -> dict[str, object]:
    """A formset's own values, so that saving it changes nothing."""
    data = {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
    for form in formset.forms:
        data |= {form.add_prefix(name): form.initial.get(name) or "" for name in form.fields}
    return data
