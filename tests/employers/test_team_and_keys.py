"""The owner's pages: who acts for the employer, and the keys of its software."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from employers.actions import digest_of
from employers.models import ApiToken, Employer, Membership
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def aras() -> Employer:
    cast.a_programme()
    return cast.an_employer()


@pytest.fixture
def owner(aras: Employer) -> Membership:
    return cast.a_member(aras, role="owner")


def desk_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


class TestTeam:
    def test_an_owner_invites_and_changes_roles(self, aras: Employer, owner: Membership) -> None:
        desk = desk_of(owner)
        invited = {"email": "Ceren@Example.org", "full_name": "Ceren Ak", "role": "coordinator"}
        for _click in range(2):
            desk.post(reverse("employer_invite"), invited)
        ceren = Membership.objects.get(employer=aras, user__email="ceren@example.org")
        desk.post(reverse("employer_set_role", args=[ceren.pk]), {"role": "viewer"})
        ceren.refresh_from_db()
        assert ceren.role == "viewer"
        desk.post(reverse("employer_set_role", args=[ceren.pk]), {"role": ""})
        assert not Membership.objects.filter(pk=ceren.pk).exists()

    def test_the_last_owner_stays(self, owner: Membership) -> None:
        page = desk_of(owner).post(reverse("employer_set_role", args=[owner.pk]), {"role": "viewer"}, follow=True)
        assert "en az bir" in page.content.decode()
        owner.refresh_from_db()
        assert owner.role == "owner"

    def test_a_candidate_cannot_be_invited_and_what_was_typed_stays(self, owner: Membership) -> None:
        candidate = cast.a_candidate()
        typed = {"email": candidate.candidate.user.email, "full_name": "Birisi", "role": "viewer"}
        page = desk_of(owner).post(reverse("employer_invite"), typed).content.decode()
        assert "error-summary" in page
        assert 'value="Birisi"' in page

    def test_others_read_the_team_and_change_nothing(self, aras: Employer, owner: Membership) -> None:
        desk = desk_of(cast.a_member(aras, "Ceren Ak"))
        assert "<select" not in desk.get(reverse("employer_team")).content.decode()
        assert desk.post(reverse("employer_set_role", args=[owner.pk]), {"role": "viewer"}).status_code == 403
        assert desk.post(reverse("employer_invite"), {}).status_code == 403

    def test_another_employers_member_is_not_found(self, owner: Membership) -> None:
        stranger = cast.a_member(cast.an_employer("Başka A.Ş."), "Can Yabancı")
        assert desk_of(owner).post(reverse("employer_set_role", args=[stranger.pk]), {"role": "viewer"}).status_code == 404


class TestKeys:
    def test_a_key_is_shown_once_and_kept_only_as_a_hash(self, owner: Membership) -> None:
        desk = desk_of(owner)
        page = desk.post(reverse("employer_integration"), {"name": "İK yazılımı", "scopes": ["pool", "offers:read"]})
        token = ApiToken.objects.get()
        key = page.context["key"]
        assert key in page.content.decode()
        assert token.digest == digest_of(key)
        assert "no-store" in page.headers["Cache-Control"]
        assert key not in desk.get(reverse("employer_integration")).content.decode()

    def test_revoking_repeats_harmlessly(self, owner: Membership) -> None:
        desk = desk_of(owner)
        desk.post(reverse("employer_integration"), {"name": "İK", "scopes": ["pool"]})
        token = ApiToken.objects.get()
        for _click in range(2):
            assert desk.post(reverse("employer_revoke_key", args=[token.pk])).status_code == 302
        token.refresh_from_db()
        assert token.revoked_at is not None

    def test_a_key_needs_a_name_and_a_scope(self, owner: Membership) -> None:
        page = desk_of(owner).post(reverse("employer_integration"), {"name": ""})
        assert "error-summary" in page.content.decode()
        assert not ApiToken.objects.exists()

    def test_coordinators_see_no_form_and_are_refused(self, aras: Employer) -> None:
        desk = desk_of(cast.a_member(aras))
        assert "Anahtar oluştur" not in desk.get(reverse("employer_integration")).content.decode()
        assert desk.post(reverse("employer_integration"), {"name": "x", "scopes": ["pool"]}).status_code == 403
