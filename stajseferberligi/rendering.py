"""How Django's forms become our fields: one renderer for the whole site, no form library."""

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ form.field.as_field_group }}` draw `templates/django/forms/div.html` and `field.html`."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"


def kind_of(field: BoundField) -> str:
    """What the field looks like: `choices` (radio buttons, check boxes), `check` (one box) or `control` (everything else)."""
    widget = field.field.widget
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "control"


def bootstrap_class(field: BoundField) -> str:
    """The Bootstrap class of the field's control, so that forms need not know how they look."""
    widget = field.field.widget
    if isinstance(widget, (CheckboxInput, RadioSelect, CheckboxSelectMultiple)):
        base = "form-check-input"
    elif isinstance(widget, Select):
        base = "form-select"
    elif isinstance(widget, FileInput):
        base = "form-control form-control-file"
    else:
        base = "form-control"
    own = widget.attrs.get("class", "")
    return " ".join(part for part in (base, own, "is-invalid" if field.errors else "") if part)
