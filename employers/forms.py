"""What an owner types about the team and about keys."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.models import Role, Scope


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The invitation goes there. Each person signs in with their own address.")
    )
    full_name = forms.CharField(label=_("Name and surname"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.COORDINATOR)


class RoleForm(forms.Form):
    """A member's new role; empty takes them off the team."""

    role = forms.ChoiceField(choices=[("", _("Remove")), *Role.choices], required=False)

    def chosen(self) -> Role | None:
        return Role(self.cleaned_data["role"]) if self.cleaned_data["role"] else None


class KeyForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80, help_text=_("For example: our human resources software"))
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, help_text=_("Give only what the software needs.")
    )

    def chosen(self) -> list[Scope]:
        return [Scope(one) for one in cast(list[str], self.cleaned_data["scopes"])]
