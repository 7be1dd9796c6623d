"""The description of the API."""

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from stajseferberligi import api


def test_the_schema_is_valid_and_complete(tmp_path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_every_door_is_described_with_its_refusals() -> None:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    assert {path.removeprefix("/api/v1/") for path in paths if path.startswith("/api/v1/")} == {
        str(pattern.pattern).replace("<slug:code>", "{code}") for pattern in api.urls
    }
    for path, methods in paths.items():
        if not path.startswith("/api/v1/"):
            continue
        for method, operation in methods.items():
            answers = set(operation["responses"])
            assert {"401", "403", "429", "503"} <= answers, (method, path)
            assert operation["security"], (method, path)
            if method == "post":
                assert {"400", "404", "409", "422"} <= answers, path
                assert "Idempotency-Key" in [parameter["name"] for parameter in operation["parameters"]], path


@pytest.mark.django_db
def test_anybody_may_read_the_description() -> None:
    assert Client().get("/api/schema/").status_code == 200
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    assert "/api/schema/" in page.content.decode()
