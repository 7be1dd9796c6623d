"""The API's doors for employers' own software: keys and what they may do, the blind pool, the quotas."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from candidates.models import Level
from employers.access import membership_of
from employers.actions import digest_of, note_use_of_token
from employers.models import ApiToken, Quota, Scope
from employers.profiles import Profile, Search, pool
from employers.states import EmployerStatus
from stajseferberligi import clock, provinces
from stajseferberligi.accounts.actors import Actor, as_employer
from stajseferberligi.accounts.models import User
from stajseferberligi.keyset import Key
from stajseferberligi.programme.models import Programme
from stajseferberligi.requests.api import CallerThrottle, InvalidFields, PageQuery, Problem, Session, page_of


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer staj_…`. The key acts for its employer, in the name of the person who created it."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, key = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = (
            ApiToken.objects.usable()
            .select_related("employer", "created_by")
            .filter(digest=digest_of(key.strip()), employer__status=EmployerStatus.APPROVED, created_by__is_active=True)
            .first()
        )
        if token is None:
            raise AuthenticationFailed(_("This key is unknown, revoked, or its employer is not approved."))
        note_use_of_token(token_id=token.pk)
        return token.created_by, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # drf-spectacular's metaclass is untyped
    target_class = TokenAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": str(_("A key from the integration page of an employer: `staj_…`"))}


class TokenThrottle(CallerThrottle):
    """Each key has its own count; people who are signed in are counted one by one."""

    scope = "token"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        if not isinstance(request.auth, ApiToken):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}


class PersonThrottle(CallerThrottle):
    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return None if isinstance(request.auth, ApiToken) else super().get_cache_key(request, view)


class ActsForEmployer(BasePermission):
    """A key with the scope of the request, or a member of an approved employer; viewers read, owners and coordinators decide."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        door = cast(EmployerView, view)
        if isinstance(request.auth, ApiToken):
            scope = door.scope_of(request)
            if scope not in request.auth.scopes:
                raise PermissionDenied(_("This key lacks the scope %(scope)s.") % {"scope": scope}, code="scope_missing")
            door.employer_id = request.auth.employer_id
            return True
        if not request.user.is_authenticated:
            return False
        membership = membership_of(request.user)
        if membership is None or membership.employer.status != EmployerStatus.APPROVED:
            return False
        door.employer_id = membership.employer_id
        return request.method in SAFE_METHODS or membership.may_act


class EmployerView(APIView):
    """A door of an employer. `reads` and `writes` name the scopes that a key needs for it."""

    authentication_classes = (TokenAuthentication, Session)
    permission_classes = (ActsForEmployer,)
    throttle_classes = (TokenThrottle, PersonThrottle)
    reads: ClassVar[Scope] = Scope.READ
    writes: ClassVar[Scope] = Scope.WRITE
    employer_id: int

    def scope_of(self, request: Request) -> Scope:
        return self.reads if request.method in SAFE_METHODS else self.writes

    @cached_property
    def actor(self) -> Actor:
        return as_employer(employer_id=self.employer_id, user_id=self.request.user.pk)

    @cached_property
    def caller(self) -> str:
        """Whose `Idempotency-Key` it is."""
        token = self.request.auth
        return f"token:{token.pk}" if isinstance(token, ApiToken) else f"user:{self.request.user.pk}"


class City(serializers.Serializer[Any]):
    code = serializers.IntegerField(help_text=_("Plate code of the province."))
    name = serializers.CharField()

    def to_representation(self, instance: int) -> dict[str, Any]:
        return {"code": instance, "name": provinces.name(instance)}


class BlindCandidate(serializers.Serializer[Profile]):
    """A candidate without name, contact, university."""

    code = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices)
    field = serializers.CharField(help_text=_("Field of study."))
    class_year = serializers.IntegerField()
    score_academic = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    score_social = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    score_sport = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    score_total = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    city_preferences = City(many=True)
    languages = serializers.ListField(child=serializers.CharField())
    skills = serializers.ListField(child=serializers.CharField())


class OpenedIdentity(serializers.Serializer[Any]):
    """What the candidate's acceptance opened to this employer."""

    name = serializers.CharField()
    email = serializers.EmailField()
    phone = serializers.CharField()
    university = serializers.CharField()
    faculty = serializers.CharField()


class SeenCandidate(BlindCandidate):
    """A candidate as this employer may see them; `identity` is null until their name is open to it."""

    identity = OpenedIdentity(source="opened", allow_null=True)


class PoolQuery(PageQuery):
    level = serializers.ChoiceField(choices=Level.choices, required=False)
    field = serializers.CharField(required=False, help_text=_("Field of study, exactly."))
    min_score = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, help_text=_("Least total score."))
    city = serializers.IntegerField(required=False, min_value=1, max_value=81, help_text=_("Plate code of a preferred city."))


class PoolPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True, help_text=_("Cursor of the next page, or null."))
    results = BlindCandidate(many=True)


class OurQuota(serializers.ModelSerializer[Quota]):
    """Places of one unit in one province."""

    city = City(source="province")

    class Meta:
        model = Quota
        fields = ("id", "unit", "city", "places", "taken")
        read_only_fields = fields


NOT_OURS = {401: Problem, 403: Problem, 429: Problem, 503: Problem}


class PoolView(EmployerView):
    reads = Scope.POOL

    @extend_schema(
        operation_id="pool_list",
        tags=["pool"],
        summary=_("The candidate pool of the programme in force, without names"),
        parameters=[PoolQuery],
        responses={200: PoolPage, 400: InvalidFields, **NOT_OURS},
    )
    def get(self, request: Request) -> Response:
        query = PoolQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        programme = Programme.objects.in_force()
        if programme is None or not programme.offers_open_at <= clock.now():
            return Response({"next": None, "results": []})
        search = Search(
            level=asked.get("level", ""),
            field=asked.get("field", ""),
            min_score=asked.get("min_score"),
            city=asked.get("city"),
            city_only=True,
        )
        rows, cursor = page_of(
            pool(programme.pk, search),
            keys=[Key("score_total", descending=True), Key("code")],
            limit=asked["limit"],
            cursor=asked.get("cursor", ""),
        )
        results = [BlindCandidate(Profile(**row)).data for row in rows]
        return Response({"next": cursor or None, "results": results})


class QuotasView(EmployerView):
    @extend_schema(
        operation_id="quotas_list",
        tags=["offers"],
        summary=_("Our quotas in the programme in force"),
        responses={200: OurQuota(many=True), **NOT_OURS},
    )
    def get(self, request: Request) -> Response:
        programme = Programme.objects.in_force()
        quotas = Quota.objects.of(employer_id=self.employer_id, programme_id=programme.pk) if programme else Quota.objects.none()
        return Response(OurQuota(quotas, many=True).data)
