"""The REST API's composition: addresses, documentation, and how a "no" is answered."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from employers.api import PoolView, QuotasView
from offers.api import candidate, employer
from stajseferberligi.refusals import Refused
from stajseferberligi.requests.api import problem, refused

BUSY_FOR = 2  # seconds after which asking again makes sense


def answer_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """One shape for every "no": `code` and `message`, and `fields` when the request itself needs attention."""
    match exception:
        case Refused():
            return refused(exception.refusal)
        case ObjectDoesNotExist():
            return Response(problem("not_found", gettext("There is nothing here that you may see.")), status=404)
        case OperationalError():
            busy = problem("busy", gettext("Many people are deciding at this moment. Ask again shortly; nothing was changed."))
            return Response(busy, status=503, headers={"Retry-After": str(BUSY_FOR)})
    response = exception_handler(exception, context)
    if response is None:
        return None
    if isinstance(exception, ValidationError):
        detail = exception.detail if isinstance(exception.detail, dict) else {"non_field_errors": exception.detail}
        response.data = {**problem("invalid", gettext("Some fields need attention.")), "fields": detail}
    elif isinstance(exception, APIException) and not isinstance(exception.detail, (dict, list)):
        response.data = problem(exception.detail.code or exception.default_code, exception.detail)
        if (wait := getattr(exception, "wait", None)) and "Retry-After" not in response:
            response["Retry-After"] = str(wait)
    else:  # Django's own 403 and 404
        code = {403: "permission_denied", 404: "not_found"}[response.status_code]
        response.data = problem(code, response.data["detail"])
    return response


@login_not_required
@require_GET
def documentation(request: HttpRequest) -> HttpResponse:
    """The API, readable and to be tried out."""
    return render(request, "api/docs.html", {"schema_url": reverse("api_schema")})


urls = [
    path("pool/", PoolView.as_view(), name="api_pool"),
    path("quotas/", QuotasView.as_view(), name="api_quotas"),
    path("offers/", employer.OffersView.as_view(), name="api_offers"),
    path("offers/<slug:code>/", employer.OneOfferView.as_view(), name="api_offer"),
    path("offers/<slug:code>/withdraw/", employer.WithdrawView.as_view(), name="api_withdraw"),
    path("offers/<slug:code>/confirm/", employer.ConfirmView.as_view(), name="api_confirm"),
    path("offers/<slug:code>/cancel/", employer.CancelView.as_view(), name="api_cancel"),
    path("me/offers/", candidate.MyOffersView.as_view(), name="api_my_offers"),
    path("me/offers/<slug:code>/", candidate.MyOneOfferView.as_view(), name="api_my_offer"),
    path("me/offers/<slug:code>/accept/", candidate.AcceptView.as_view(), name="api_accept"),
    path("me/offers/<slug:code>/decline/", candidate.DeclineView.as_view(), name="api_decline"),
    path("me/placements/", candidate.MyPlacementsView.as_view(), name="api_my_placements"),
]
documentation_urls = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", documentation, name="api_docs"),
]
