"""What a reader does with their letters."""

from stajseferberligi import clock
from stajseferberligi.notifications.models import Channel, Notification


def mark_read(*, user_id: int, notification_id: int | None = None) -> int:
    """Mark one letter of a person's centre as read, or all of them; returns how many were unread."""
    unread = Notification.objects.filter(recipient_id=user_id, channel=Channel.IN_APP, read_at__isnull=True)
    if notification_id is not None:
        unread = unread.filter(pk=notification_id)
    return unread.update(read_at=clock.Now())
