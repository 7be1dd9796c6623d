"""The notification centre: one page for every audience, under its own frame."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from stajseferberligi.accounts.models import User
from stajseferberligi.notifications.actions import mark_read
from stajseferberligi.notifications.models import Notification

PAGE = 20


@require_GET
def centre(request: HttpRequest, *, audience: str) -> HttpResponse:
    """Newest first, paged by key: `?once=ID` shows what came before that letter; `?okunmamis=1` only the unread."""
    user_id = cast(User, request.user).pk
    only_unread = request.GET.get("okunmamis") == "1"
    letters = Notification.objects.for_centre(user_id)
    if only_unread:
        letters = letters.unread()
    before = request.GET.get("once", "")
    if before.isdecimal():
        letters = letters.filter(pk__lt=int(before[:18]))
    page = list(letters[: PAGE + 1])
    return render(
        request,
        "notifications/centre.html",
        {
            "audience": audience,
            "letters": page[:PAGE],
            "older": str(page[PAGE - 1].pk) if len(page) > PAGE else None,
            "is_first": not before,
            "only_unread": only_unread,
            "unread": Notification.objects.for_centre(user_id).unread().count(),
        },
    )


@require_POST
def read_all(request: HttpRequest, *, audience: str) -> HttpResponse:
    mark_read(user_id=cast(User, request.user).pk)
    messages.success(request, _("All notifications are marked as read."))
    return redirect(f"{audience}_notifications")


@require_POST
def open_notification(request: HttpRequest, *, audience: str, pk: int) -> HttpResponse:
    """Mark one letter as read and go where its button leads. A POST, because it changes something."""
    letter = get_object_or_404(Notification.objects.for_centre(cast(User, request.user).pk), pk=pk)
    mark_read(user_id=letter.recipient_id, notification_id=letter.pk)
    return redirect(letter.path or f"{audience}_notifications")
