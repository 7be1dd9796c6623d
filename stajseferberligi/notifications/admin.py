"""Letters, as they were written. In a demo, the mailbox that stands in for everybody's mail."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from stajseferberligi.administration import Room, link, person
from stajseferberligi.notifications.models import MailboxLetter, Notification


@admin.register(Notification)
class NotificationAdmin(Room):
    list_display = ("created_at", "subject", "to", "channel", "status", "attempts", "read_at")
    list_display_links = ("created_at", "subject")
    list_filter = ("channel", "status", "language")
    list_select_related = ("recipient",)
    date_hierarchy = "created_at"
    search_fields = ("recipient__email",)
    folded = ("subject", "recipient__full_name")
    fields = (
        "event_link",
        "to",
        ("channel", "language"),
        "subject",
        "body",
        ("path", "action_label"),
        ("status", "attempts", "error"),
        ("created_at", "sent_at", "read_at"),
    )
    readonly_fields = ("event_link", "to")

    @admin.display(description=_("event"))
    def event_link(self, letter: Notification) -> str:
        return link("journal_event", letter.event_id, letter.event.kind)

    @admin.display(description=_("recipient"))
    def to(self, letter: Notification) -> str:
        return person(letter.recipient)


@admin.register(MailboxLetter)
class MailboxLetterAdmin(Room):
    """Only where letters are kept instead of sent."""

    list_display = ("kept_at", "to", "subject")
    list_display_links = ("kept_at", "subject")
    search_fields = ("to",)
    folded = ("subject",)
    fields = ("kept_at", "to", "subject", "plain_text", "html_source")
    readonly_fields = ("plain_text", "html_source")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return settings.MAIL == "mailbox" and super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return settings.MAIL == "mailbox" and super().has_view_permission(request, obj)

    @admin.display(description=_("plain text"))
    def plain_text(self, letter: MailboxLetter) -> str:
        return format_html('<pre class="letter">{}</pre>', letter.text)

    @admin.display(description="HTML")
    def html_source(self, letter: MailboxLetter) -> str:
        """As text: a letter is no part of this page."""
        return format_html('<pre class="letter">{}</pre>', letter.html)
