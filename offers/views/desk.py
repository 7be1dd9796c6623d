"""What every page of an employer's desk begins with: the season in force and its time."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from employers.access import EmployerRequest
from stajseferberligi import clock
from stajseferberligi.programme.models import Programme

View = Callable[..., HttpResponse]


class DeskRequest(EmployerRequest):
    """A request of somebody who belongs to an employer, in a season. `now` is read once, so a page does not disagree with itself."""

    programme: Programme
    now: datetime


def in_season(view: View) -> View:
    """Hands the page the season in force; between seasons a page that says so takes its place."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        programme = Programme.objects.in_force()
        if programme is None:
            return render(request, "employers/no_season.html")
        desk = cast(DeskRequest, request)
        desk.programme, desk.now = programme, clock.now()
        return view(desk, *args, **kwargs)

    return guarded
