"""Accounts. Who is an administrator is decided by those who may do everything."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from stajseferberligi.accounts.models import User
from stajseferberligi.administration import ReadOnlyInline, Room

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


class LowerEmail:
    """Addresses are stored in lower case, so that one person has one account."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class AccountForm(LowerEmail, UserChangeForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = User
        fields = "__all__"


class NewAccountForm(LowerEmail, AdminUserCreationForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = User
        fields = ("email", "full_name", "language")


class AddressInline(ReadOnlyInline):
    model = EmailAddress
    fields = ("email", "verified", "primary")
    show_change_link = False


@admin.register(User)
class UserAdmin(Room, DjangoUserAdmin):  # type: ignore[type-arg]  # not generic at run time
    form = AccountForm
    add_form = NewAccountForm
    change_user_password_template = None
    list_display = ("email", "full_name", "is_staff", "is_active", "last_login", "date_joined")
    list_filter = ("is_staff", "is_superuser", "is_active", "language")
    search_fields = ("email",)
    folded = ("full_name",)
    ordering = ("-id",)
    inlines: ClassVar = [AddressInline]
    plain = ("email", "full_name", "language", "password", "is_active", *RIGHTS)
    given_once = ("email",)
    fieldsets = (
        (None, {"fields": ("email", "full_name", "language", "password")}),
        (_("Rights"), {"fields": ("is_active", *RIGHTS)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "full_name", "language", "usable_password", "password1", "password2")}),)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody raises themselves: rights are given by those who have them all."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if getattr(request.user, "is_superuser", False) else [*fixed, *RIGHTS]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return [AddressInline] if obj else []
