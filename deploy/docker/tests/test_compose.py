"""docker-compose.yml is whole: nothing runs unbounded, unguarded or with a secret in sight."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from parley.config import Config, is_secret

ROOT = Path(__file__).parents[3]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("api", "gateway", "worker", "beat", "migrate")
SETTINGS = {each.metadata["name"] for each in fields(Config)}
each_service = pytest.mark.parametrize("name", SERVICES)


@each_service
def test_each_service_is_confined(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "cap_add" not in service


@each_service
def test_each_service_is_bounded(name: str) -> None:
    service = SERVICES[name]

    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert service["stop_grace_period"]


@each_service
def test_each_service_that_stays_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]

    ends = name in ("migrate", "load", "load-worker")
    assert check.get("test") or (ends and check == {"disable": True})


@each_service
def test_what_a_service_waits_for_is_healthy_or_done(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        done = "service_completed_successfully" if other == "migrate" else "service_healthy"
        assert how == {"condition": done}


def test_only_web_is_published_and_only_it_meets_the_outside() -> None:
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["web"]
    assert SERVICES["web"]["networks"] == ["front", "visitors"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert {name for name, each in SERVICES.items() if "outside" in each["networks"]} == {"worker"}
    # Who is on front may say where a request came from (FORWARDED_ALLOW_IPS).
    assert {name for name, each in SERVICES.items() if "front" in each["networks"]} == {
        "web",
        "api",
        "gateway",
    }


def test_visitors_come_by_web_alone_and_only_when_asked_for() -> None:
    visitors = {name for name, each in SERVICES.items() if "visitors" in each["networks"]}

    assert visitors == {"web", "load", "load-worker"}
    for name in visitors - {"web"}:
        assert SERVICES[name]["profiles"] == ["load"]
        assert SERVICES[name]["networks"] == ["visitors"]
        assert SERVICES[name]["restart"] == "no"


@pytest.mark.parametrize("name", OURS)
def test_each_setting_exists_and_secrets_come_from_files(name: str) -> None:
    environment = SERVICES[name]["environment"]
    settings = {
        each for each in environment if each.startswith("PARLEY_") or each.endswith(("_URL", "_URL_FILE"))
    }

    assert settings - SETTINGS == {each for each in settings if is_secret(each.removesuffix("_FILE"))}
    files = {value for each, value in environment.items() if each.endswith("_FILE")}
    assert files == {f"/run/secrets/{each}" for each in SERVICES[name]["secrets"]}
    assert {each.metadata["name"] for each in fields(Config) if each.metadata["required"]} <= {
        each.removesuffix("_FILE") for each in environment
    }


def test_no_secret_stands_in_the_file_or_in_the_example() -> None:
    for service in SERVICES.values():
        for name in service.get("environment", {}):
            assert not re.search("PASSWORD|SECRET|KEY|TOKEN", name) or name.endswith("_FILE")
    for text in ((ROOT / "docker-compose.yml").read_text(), (ROOT / ".env.example").read_text()):
        assert not re.search(r"://[^/\s]*:[^/\s]*@", text)
    assert {each["file"] for each in COMPOSE["secrets"].values()} == {
        f"secrets/{name}" for name in COMPOSE["secrets"]
    }
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/secrets/", "/.env"} <= set(ignored)


def test_the_example_names_what_the_file_takes_and_its_defaults() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    example = dict(re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M))
    taken = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", text))
    handed_on = [name for name, value in COMPOSE["x-settings"].items() if value is None]

    assert set(example) == {*taken, *handed_on}
    assert {name: example[name] for name in taken} == taken
    for each in fields(Config):
        if each.metadata["name"] in handed_on:
            assert example[each.metadata["name"]] == each.metadata["default"]


@pytest.mark.parametrize("name", [*OURS, "load", "web"])
def test_what_is_built_here_is_there(name: str) -> None:
    build = SERVICES[name]["build"]
    text = (ROOT / build["dockerfile"]).read_text()

    assert build["context"] == "."
    assert f" AS {build.get('target', name)}\n" in text
    assert SERVICES[name]["tmpfs"][0].startswith("/run/parley:uid=10001,gid=10001,")
    assert "/run/parley" in text
    assert "USER 10001:10001" in text
