"""Settings: read once, refused with every fault at once, and never shown."""

from pathlib import Path

import pytest

from parley.config import Config, ConfigError, load, mail_server, settings_table

GOOD = {
    "DATABASE_URL": "postgresql://parley:hush@127.0.0.1:5432/parley",
    "REDIS_URL": "redis://:hush@127.0.0.1:6379/0",
    "PARLEY_SECRET_KEY": "k" * 32,
}


def faults_of(**changes: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        load({**GOOD, **changes})
    return refused.value.faults


def test_what_is_required_is_enough() -> None:
    settings = load(GOOD)

    assert (settings.host, settings.port, settings.gateway_port, settings.worker_port) == (
        "127.0.0.1",
        8000,
        8001,
        8002,
    )
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.ws_url == "ws://127.0.0.1:8001/ws"
    assert settings.setup_key is None


def test_all_faults_come_in_one_message() -> None:
    with pytest.raises(ConfigError) as refused:
        load({"PARLEY_PORT": "eighty", "PARLEY_COLOUR": "blue"})

    text = str(refused.value)
    assert [
        name
        for name in ("DATABASE_URL", "REDIS_URL", "PARLEY_SECRET_KEY", "PARLEY_PORT", "PARLEY_COLOUR")
        if name not in text
    ] == []
    assert "a whole number from 0 to 65535" in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARLEY_PORT", "65536"),
        ("PARLEY_PORT", "-1"),
        ("PARLEY_PORT", "80 "),
        ("PARLEY_SECRET_KEY", "short"),
        ("PARLEY_SETUP_KEY", "short"),
        ("PARLEY_PUBLIC_URL", "chat.example"),
        ("PARLEY_WS_URL", "http://chat.example/ws"),
        ("PARLEY_LOG_LEVEL", "loud"),
        ("PARLEY_OUTBOUND_ALLOW", "10.0.0.0/99"),
        ("PARLEY_OUTBOUND_ALLOW", "a host"),
        ("PARLEY_OUTBOUND_ALLOW", "wiki.internal,http://wiki.internal"),
        ("PARLEY_OUTBOUND_ALLOW", "wiki.internal:8080"),
        ("PARLEY_OUTBOUND_ALLOW", "*.internal"),
        ("PARLEY_OUTBOUND_ALLOW", "10.0.0.1/8"),
        ("PARLEY_OUTBOUND_ALLOW", "127.1"),
        ("PARLEY_OUTBOUND_ALLOW", "0x7f000001"),
        ("PARLEY_OUTBOUND_ALLOW", "[::1]"),
        ("PARLEY_EVENT_DAYS", "0"),
        ("PARLEY_MAIL_URL", "mail.example"),
        ("PARLEY_MAIL_URL", "smtp://"),
        ("PARLEY_MAIL_URL", "smtp://mail.example:port"),
        ("PARLEY_MAIL_URL", "smtps://mail.example?starttls=1"),
        ("PARLEY_MAIL_URL", "smtp://mail.example?tls=1"),
        ("PARLEY_MAIL_FROM", "Parley"),
        ("PARLEY_MAIL_FROM", "Parley <parley@x.example>\nBcc: y@x.example"),
        ("PARLEY_WEB_ROOT", "dist"),
        ("DATABASE_URL", "mysql://parley@127.0.0.1/parley"),
        ("REDIS_URL", "127.0.0.1:6379"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str) -> None:
    (fault,) = faults_of(**{name: value})

    assert fault.startswith(f"{name}: ")
    assert "must be" in fault


def test_secrets_hide() -> None:
    settings = load(GOOD)

    assert "hush" not in repr(settings)
    assert GOOD["PARLEY_SECRET_KEY"] not in repr(settings)
    assert "hush" not in faults_of(DATABASE_URL="mysql://parley:hush@127.0.0.1/parley")[0]


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    """Which ends with a line, as files do."""
    (tmp_path / "url").write_text(GOOD["DATABASE_URL"] + "\n")
    (tmp_path / "key").write_text("f" * 40 + "\r\n")

    settings = load(
        {
            "REDIS_URL": GOOD["REDIS_URL"],
            "REDIS_URL_FILE": "",
            "DATABASE_URL_FILE": str(tmp_path / "url"),
            "PARLEY_SECRET_KEY_FILE": str(tmp_path / "key"),
        }
    )

    assert settings.database_url == GOOD["DATABASE_URL"]
    assert settings.secret_key == "f" * 40


def test_a_file_that_can_t_be_read_is_one_fault(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff" * 40)
    without_key = {name: value for name, value in GOOD.items() if name != "PARLEY_SECRET_KEY"}

    for file, reason in (("absent", "No such file or directory"), ("binary", "it is no text")):
        with pytest.raises(ConfigError) as refused:
            load({**without_key, "PARLEY_SECRET_KEY_FILE": str(tmp_path / file)})
        assert refused.value.faults == [f"PARLEY_SECRET_KEY_FILE: {tmp_path / file} can't be read: {reason}."]


def test_a_file_s_content_is_judged_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hush")

    (fault,) = faults_of(PARLEY_SETUP_KEY_FILE=str(tmp_path / "key"))

    assert fault == "PARLEY_SETUP_KEY: the value given is not allowed; it must be at least 16 characters."


def test_a_secret_is_given_once() -> None:
    (fault,) = faults_of(DATABASE_URL_FILE="/run/secrets/database_url")

    assert fault == "DATABASE_URL and DATABASE_URL_FILE are both given; leave one out."


def test_only_secrets_stand_in_files() -> None:
    (fault,) = faults_of(PARLEY_LOG_LEVEL_FILE="/run/level")

    assert fault.startswith("PARLEY_LOG_LEVEL_FILE is not a setting of Parley.")


@pytest.mark.parametrize(
    ("public", "socket"),
    [("https://chat.example", "wss://chat.example/ws"), ("http://10.0.0.1:8080/", "ws://10.0.0.1:8080/ws")],
)
def test_the_socket_is_at_the_public_address(public: str, socket: str) -> None:
    assert load({**GOOD, "PARLEY_PUBLIC_URL": public}).ws_url == socket


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", {"host": "mail.example", "port": None, "use_ssl": False, "use_tls": False}),
        ("smtps://mail.example:465", {"port": 465, "use_ssl": True}),
        (
            "smtp://me%40x.example:hu%2Fsh@mail.example:587?starttls=1",
            {"username": "me@x.example", "password": "hu/sh", "port": 587, "use_tls": True},
        ),
    ],
)
def test_a_mail_servers_address_says_how_to_speak_to_it(url: str, expected: dict[str, object]) -> None:
    options = mail_server(load({**GOOD, "PARLEY_MAIL_URL": url}).mail_url)["OPTIONS"]

    assert {name: options[name] for name in expected} == expected
    assert url not in repr(load({**GOOD, "PARLEY_MAIL_URL": url}))


def test_what_kubernetes_injects_is_no_setting() -> None:
    settings = load(
        {
            **GOOD,
            "PARLEY_PORT": "tcp://10.0.0.1:8000",
            "PARLEY_API_SERVICE_HOST": "10.0.0.1",
            "PARLEY_API_PORT_8000_TCP_ADDR": "10.0.0.1",
        }
    )

    assert settings.port == 8000


def test_an_empty_value_is_as_good_as_none() -> None:
    assert load({**GOOD, "PARLEY_PUBLIC_URL": ""}).public_url == "http://127.0.0.1:8000"


def test_the_operators_table_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "operate" / "settings.md"

    assert settings_table() in page.read_text()
    assert all(f"`{name}`" in settings_table() for name in ("DATABASE_URL", "PARLEY_SEND_RATE"))
    assert Config.__doc__
