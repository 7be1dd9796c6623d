"""Public pages, health, and the frames' shared doors."""

import sys
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as django_set_language

from candidates.access import candidate_of
from employers.access import membership_of
from stajseferberligi import clock
from stajseferberligi.accounts.models import User
from stajseferberligi.programme.models import Programme

BUSY_FOR = 5  # seconds after which a person may try again


@login_not_required
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/landing.html", {"programme": Programme.objects.in_force(), "now": clock.now()})


@login_not_required
@require_GET
def faq(request: HttpRequest) -> HttpResponse:
    """The programme's questions, answered with the values in force rather than with text."""
    return render(request, "pages/faq.html", {"programme": Programme.objects.in_force(), "now": clock.now()})


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 while the database answers; 503 otherwise. The broker is not asked: without it decisions go on and letters wait."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "up"})


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    return django_set_language(request)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody belongs after signing in: their role follows from what they are."""
    user = cast(User, request.user)
    if membership_of(user):
        return redirect("employer_home")
    if candidate_of(user):
        return redirect("candidate_home")
    if user.is_staff:
        return redirect("admin:index")
    return render(request, "pages/no_role.html")


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; or the database is busy or away, which passes: nothing was changed, and asking again makes sense."""
    if isinstance(sys.exc_info()[1], OperationalError):
        response = render(request, "503.html", status=503)
        response["Retry-After"] = str(BUSY_FOR)
        return response
    return render(request, "500.html", status=500)
