"""The settings: layers, locks, identity, trouble with its place, and every key right and wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.app.config import Config, load
from desktop_app.app.config_schema import ASYMMETRIC, preset_values
from desktop_app.app.texts import error_json
from desktop_app.errors import Code, KeyfobError
from desktop_app.jose.algorithms import ALGORITHMS
from desktop_app.providers.presets import DEFAULTS, NAMES
from desktop_app.session.account import DEFAULT_SCOPES, Account

WORK = '[accounts.work]\nissuer = "https://auth.example.com"\nclient_id = "app"\n'
Settings = Callable[..., Config]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    def read(user: str | bytes | None = None, machine: str = "", company: str = "", *, trusted: bool = True) -> Config:
        for name, text in (("user", user), ("machine", machine), ("company", company)):
            if text:
                (tmp_path / f"{name}.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(
            *(str(tmp_path / f"{name}.toml") for name in ("user", "machine", "company")),
            machine_trusted=lambda _path: trusted,
        )

    return read


def account(config: Config, name: str = "work") -> Account:
    found = config.accounts[name]
    assert isinstance(found, Account), found
    return found


def trouble(config: Config, name: str = "work") -> KeyfobError:
    found = config.accounts[name]
    assert isinstance(found, KeyfobError)
    assert found.code is Code.E_CONFIG
    assert error_json(found)["message"]
    return found


def test_no_files_at_all(settings: Settings) -> None:
    config = settings()

    assert config.names == ()
    assert not config.errors
    with pytest.raises(KeyfobError, match="config.no_accounts"):
        config.account()


def test_defaults_are_those_of_the_account(settings: Settings) -> None:
    found = account(settings(WORK))

    assert found == Account("work", "https://auth.example.com", "app")
    assert found.scopes == DEFAULT_SCOPES


RIGHT: list[tuple[str, str, object]] = [
    ("client_secret", '""', None),
    ("provider", '"keycloak"', "keycloak"),
    ("scopes", '["openid", "a:b"]', ("openid", "a:b")),
    ("redirect_host", '"localhost"', "localhost"),
    ("redirect_host", '"[::1]"', "[::1]"),
    ("redirect_host", '""', ""),
    ("redirect_ports", "[0]", (0,)),
    ("redirect_ports", "[65535, 1, 1]", (65535, 1)),
    ("redirect_path", '"/"', "/"),
    ("redirect_path", '"/oidc/call-back_2"', "/oidc/call-back_2"),
    ("id_token_algs", '["ES256", "EdDSA"]', ("ES256", "EdDSA")),
    ("access_token", '"opaque"', "opaque"),
    ("audience", '"api"', "api"),
    ("roles_claim", '["a.b", "c\\\\.d"]', ("a.b", "c\\.d")),
    ("roles_claim", "[]", ()),
    ("refresh", "false", False),
    ("leeway_seconds", "0", 0),
    ("leeway_seconds", "600", 600),
    ("ca_file", '""', ""),
    ("ca_file", '"/etc/ca.pem"', "/etc/ca.pem"),
    ("admin_roles", '["boss"]', ("boss",)),
    ("allow_http", "false", False),
    ("extra_params", '{ prompt = "login", max_age = "60" }', {"prompt": "login", "max_age": "60"}),
    ("token_params", '{ resource = "x", scope = "y" }', {"resource": "x", "scope": "y"}),
    ("capabilities", '{ reports = ["a", "b"] }', {"reports": ("a", "b")}),
    (
        "discovery_url",
        '"https://other.example/.well-known/x?tenantId=1"',
        "https://other.example/.well-known/x?tenantId=1",
    ),
]


@pytest.mark.parametrize(("key", "written", "value"), RIGHT)
def test_a_right_value(settings: Settings, key: str, written: str, value: object) -> None:
    config = settings(f"{WORK}{key} = {written}\n")

    assert getattr(account(config), key) == value
    assert config.origin("work", key) == "user"


EXTRA = (
    "state", "nonce", "redirect_uri", "code_challenge", "code_challenge_method", "response_type", "response_mode",
    "client_id", "scope",
)  # fmt: skip
TOKEN = ("grant_type", "code", "code_verifier", "refresh_token", "redirect_uri", "client_id", "client_secret")
WRONG: list[tuple[str, str, str]] = [
    ("issuer", "1", "want_text"),
    ("issuer", '""', "empty"),
    ("issuer", '" x"', "empty"),
    ("issuer", '"acme.com"', "no_address"),
    ("issuer", '"ftp://a"', "no_address"),
    ("issuer", '"https://"', "no_address"),
    ("issuer", '"https://me:you@a"', "no_address"),
    ("issuer", '"https://a?x"', "issuer_query"),
    ("issuer", '"http://a.example"', "plain_http"),
    ("issuer", '"http://127.0.0.1"', "plain_http"),
    ("issuer", '"a\\u0007b"', "bad_text"),
    ("client_id", '""', "empty"),
    ("client_id", "[]", "want_text"),
    ("client_secret", "1", "want_text"),
    ("discovery_url", '"http://127.0.0.1/x"', "plain_http"),
    ("discovery_url", '"x"', "no_address"),
    ("provider", '"acme"', "one_of"),
    ("scopes", '"openid"', "want_list"),
    ("scopes", '["a b"]', "scope"),
    ("scopes", '[""]', "scope"),
    ("scopes", "[1]", "want_text"),
    ("scopes", '["é"]', "scope"),
    ("redirect_host", '"0.0.0.0"', "one_of"),
    ("redirect_host", '"::1"', "one_of"),
    ("redirect_ports", "[]", "list_length"),
    ("redirect_ports", "8080", "want_list"),
    ("redirect_ports", "[-1]", "out_of_range"),
    ("redirect_ports", "[65536]", "out_of_range"),
    ("redirect_ports", '["80"]', "want_number"),
    ("redirect_ports", "[true]", "want_number"),
    ("redirect_ports", "[1.0]", "want_number"),
    ("redirect_path", '"callback"', "redirect_path"),
    ("redirect_path", '"//evil"', "redirect_path"),
    ("redirect_path", '"/a?b"', "redirect_path"),
    ("redirect_path", '"/a#b"', "redirect_path"),
    ("redirect_path", '"/a b"', "redirect_path"),
    ("id_token_algs", '["none"]', "algorithm"),
    ("id_token_algs", '["HS256"]', "algorithm"),
    ("access_token", '"JWT"', "one_of"),
    ("audience", "1", "want_text"),
    ("roles_claim", '"roles"', "want_list"),
    ("roles_claim", '[""]', "empty"),
    ("refresh", '"yes"', "want_flag"),
    ("refresh", "1", "want_flag"),
    ("leeway_seconds", "-1", "out_of_range"),
    ("leeway_seconds", "601", "out_of_range"),
    ("leeway_seconds", "60.0", "want_number"),
    ("leeway_seconds", "true", "want_number"),
    ("ca_file", "1", "want_text"),
    ("admin_roles", "1", "want_list"),
    ("allow_http", '"true"', "want_flag"),
    ("extra_params", "1", "want_table"),
    ("extra_params", "{ a = 1 }", "want_text"),
    ("extra_params", '{ "" = "x" }', "reserved"),
    *(("extra_params", f'{{ {name} = "x" }}', "reserved") for name in EXTRA),
    *(("token_params", f'{{ {name} = "x" }}', "reserved") for name in TOKEN),
    ("token_params", "{ a = [] }", "want_text"),
    ("capabilities", "1", "want_table"),
    ("capabilities", '{ a = "b" }', "want_list"),
    ("capabilities", "{ a = [1] }", "want_text"),
    ("isuer", '"x"', "unknown_key"),
]


@pytest.mark.parametrize(("key", "written", "why"), WRONG)
def test_a_wrong_value_names_file_line_and_key(
    settings: Settings, tmp_path: Path, key: str, written: str, why: str
) -> None:
    head = "\n".join(line for line in WORK.splitlines() if not line.startswith(f"{key} "))
    config = settings(
        f'# first line\n[accounts.other]\nissuer = "https://b"\nclient_id = "b"\n{head}\n{key} = {written}\n'
    )

    found = trouble(config)

    assert found.text == f"config.{why}"
    assert found.params["file"] == str(tmp_path / "user.toml")
    assert found.params["line"] == 5 + len(head.splitlines())
    assert str(found.params["key"]).startswith(f"accounts.work.{key}")
    assert account(config, "other").client_id == "b"


def test_what_is_missing_is_named(settings: Settings) -> None:
    found = trouble(settings('\n[accounts.work]\nissuer = "https://a"\n'))

    assert (found.text, found.params["key"], found.params["line"]) == ("config.missing", "accounts.work.client_id", 2)


@pytest.mark.parametrize(
    "issuer", ["http://127.0.0.1:8080/realms/x", "http://127.3.2.1", "http://[::1]:1/", "http://localhost"]
)
def test_plain_http_on_loopback_where_it_is_allowed(settings: Settings, issuer: str) -> None:
    config = settings(f'[accounts.work]\nissuer = "{issuer}"\nclient_id = "a"\nallow_http = true\n')

    assert account(config).issuer == issuer


@pytest.mark.parametrize(
    "host", ["127.0.0.1.example.com", "localhost.example.com", "10.0.0.1", "127.0.0.1@evil.example"]
)
def test_allow_http_is_for_loopback_alone(settings: Settings, host: str) -> None:
    config = settings(f'[accounts.work]\nissuer = "http://{host}"\nclient_id = "a"\nallow_http = true\n')

    assert trouble(config).text == "config.plain_http"


def test_allow_http_allows_nothing_elsewhere(settings: Settings) -> None:
    assert account(settings(WORK + "allow_http = true\n")).allow_http is False
    found = trouble(settings(WORK + 'allow_http = true\ndiscovery_url = "http://127.0.0.1/x"\n'))
    assert (found.text, found.params["key"]) == ("config.plain_http", "accounts.work.discovery_url")


def test_a_bare_issuer_needs_a_discovery_address(settings: Settings) -> None:
    bare = '[accounts.work]\nissuer = "acme.com"\nclient_id = "a"\nprovider = "fusionauth"\n'

    assert trouble(settings(bare)).text == "config.no_address"
    assert account(settings(bare + 'discovery_url = "https://auth.acme.com/x"\n')).issuer == "acme.com"


@pytest.mark.parametrize("name", ["", " ", "a" * 65, "a\\u0000", "a\\u009b"])
def test_names_that_are_none(settings: Settings, name: str) -> None:
    config = settings(f'[accounts."{name}"]\nissuer = "https://a"\nclient_id = "a"\n{WORK}')

    assert [found.text for found in config.accounts.values() if isinstance(found, KeyfobError)] == [
        "config.account_name"
    ]
    assert account(config).client_id == "app"


def test_a_name_may_hold_anything_else(settings: Settings) -> None:
    config = settings('[accounts."Ada\'s \\u202e / … account."]\nissuer = "https://a"\nclient_id = "a"\n')

    assert account(config, "Ada's \u202e / … account.").issuer == "https://a"


# --- whole files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why", "line"),
    [
        (b"a = 1\nb =\n", "syntax", 2),
        (b"a = 1\n[x\n", "syntax", 2),
        (b"a = 1\na = 2\n", "syntax", 2),
        (b"\n\n[accounts.work]\nissuer = 'x", "syntax", 4),
        (b"a = 1\n\xff\n", "not_utf8", 2),
        (b"x = " + b"[" * 100_000, "too_deep", None),
        (b"x = " + b"9" * 10_000, "syntax", None),
        (b"# " + b"x" * 1_000_001, "too_long", None),
        (b"accounts = 1\n", "not_a_table", 1),
        (b"[policy]\nlocked = 1\n", "want_list", 2),
        (b"[policy]\nother = 1\n", "unknown_key", 2),
        (b'policy = { locked = ["a..b"] }\n', "locked_key", 1),
    ],
)
def test_a_file_that_cannot_be_used_fails_every_account(
    settings: Settings, content: bytes, why: str, line: int | None
) -> None:
    config = settings(content, company=WORK)

    with pytest.raises(KeyfobError) as caught:
        config.account("work")
    assert (caught.value.code, caught.value.text) == (Code.E_CONFIG, f"config.{why}")
    assert line is None or caught.value.params["line"] == line
    assert config.errors == [caught.value]


def test_a_directory_in_the_files_place(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "user.toml").mkdir()

    with pytest.raises(KeyfobError, match="config.no_plain_file"):
        settings().account()


def test_unknown_tables_leave_the_accounts_working(settings: Settings) -> None:
    config = settings(f"colour = 1\n{WORK}[acounts.other]\n")

    assert [(error.text, error.params["key"], error.params["line"]) for error in config.errors] == [
        ("config.unknown_table", "colour", 1),
        ("config.unknown_table", "acounts", 5),
    ]
    assert account(config).name == "work"


def test_settings_of_the_window(settings: Settings) -> None:
    config = settings(
        '[settings]\ntheme = "dark"\nnotifications = "no"\nfont = 1\n', company='[settings]\nlanguage = "de"\n'
    )

    assert (config.settings["theme"], config.settings["notifications"], config.settings["language"]) == (
        "dark",
        True,
        "de",
    )
    assert [error.text for error in config.errors] == ["config.want_flag", "config.unknown_key"]


# --- layers ----------------------------------------------------------------------------------------------------------


def test_the_user_wins_over_the_machine_over_the_company(settings: Settings) -> None:
    config = settings(
        "[accounts.work]\nleeway_seconds = 1\n",
        "[accounts.work]\nleeway_seconds = 2\naudience = 'machine'\n",
        WORK + "leeway_seconds = 3\naudience = 'company'\nredirect_path = '/company'\n",
    )
    found = account(config)

    assert (found.leeway_seconds, found.audience, found.redirect_path) == (1, "machine", "/company")
    assert [config.origin("work", key) for key in ("leeway_seconds", "audience", "issuer", "scopes")] == [
        "user", "machine", "company", None,
    ]  # fmt: skip


def test_tables_are_merged_entry_by_entry(settings: Settings) -> None:
    config = settings(
        '[accounts.work.extra_params]\nprompt = "none"\nui_locales = "de"\n',
        "",
        WORK + '[accounts.work.extra_params]\nprompt = "login"\nidp_hint = "x"\n',
    )

    assert account(config).extra_params == {"prompt": "none", "idp_hint": "x", "ui_locales": "de"}


def test_identity_comes_from_one_layer(settings: Settings) -> None:
    company = (
        WORK + 'ca_file = "/company.pem"\ndiscovery_url = "https://c/x"\nclient_secret = "s"\nleeway_seconds = 5\n'
    )
    config = settings('[accounts.work]\nissuer = "https://mine"\nclient_id = "mine"\n', company=company)
    found = account(config)

    assert (found.issuer, found.client_id, found.ca_file, found.discovery_url) == ("https://mine", "mine", "", "")
    assert found.client_secret is None
    assert found.leeway_seconds == 5


@pytest.mark.parametrize("mine", ['ca_file = "/my.pem"', 'issuer = "https://mine"', 'discovery_url = "https://mine/x"'])
def test_a_part_of_an_identity_is_refused(settings: Settings, tmp_path: Path, mine: str) -> None:
    found = trouble(settings(f"\n[accounts.work]\n{mine}\n", company=WORK))

    assert found.text == "config.missing"
    assert found.params["file"] == str(tmp_path / "user.toml")


def test_a_secret_may_stand_above_the_identity(settings: Settings) -> None:
    found = account(settings('[accounts.work]\nclient_secret = "s3cret"\n', company=WORK))

    assert found.client_secret is not None
    assert found.client_secret.reveal() == "s3cret"
    assert "s3cret" not in repr(found)


def test_a_ca_file_lies_beside_the_settings(settings: Settings, tmp_path: Path) -> None:
    assert account(settings(WORK + 'ca_file = "ca.pem"\n')).ca_file == str(tmp_path / "ca.pem")


def test_the_machines_file_is_ignored_where_others_write_it(settings: Settings) -> None:
    config = settings(WORK, WORK.replace("work", "evil") + '[policy]\nlocked = ["accounts"]\n', trusted=False)

    assert config.names == ("work",)
    assert [notice.text for notice in config.notices] == ["config.not_trusted"]
    assert not config.errors


LOCKED_ACCOUNT = WORK + 'leeway_seconds = 3\n[policy]\nlocked = ["accounts.work"]\n'


def test_a_locked_account_is_the_companys(settings: Settings) -> None:
    config = settings('[accounts.work]\nissuer = "https://evil"\nclient_id = "x"\nnonsense = 1\n', LOCKED_ACCOUNT)

    assert account(config).issuer == "https://auth.example.com"
    assert config.is_locked("accounts", "work", "issuer")
    assert [(notice.text, notice.params["key"]) for notice in config.notices] == [("config.is_locked", "accounts.work")]


def test_a_locked_key_alone(settings: Settings) -> None:
    config = settings(
        "[accounts.work]\nscopes = ['openid']\nleeway_seconds = 1\n"
        "[accounts.work.extra_params]\nprompt = 'x'\na = 'b'\n",
        company=WORK + '[policy]\nlocked = ["accounts.work.scopes", "accounts.\\"work\\".extra_params.prompt"]\n',
    )
    found = account(config)

    assert (found.scopes, found.leeway_seconds, found.extra_params) == (DEFAULT_SCOPES, 1, {"a": "b"})
    assert [notice.params["key"] for notice in config.notices] == [
        "accounts.work.scopes", "accounts.work.extra_params.prompt",
    ]  # fmt: skip


def test_a_locked_issuer_locks_the_identity(settings: Settings) -> None:
    config = settings(
        '[accounts.work]\nca_file = "/mine.pem"\n', WORK + '[policy]\nlocked = ["accounts.work.issuer"]\n'
    )

    assert account(config).ca_file == ""
    assert not config.is_locked("accounts", "other", "ca_file")


def test_locked_accounts_add_none(settings: Settings) -> None:
    config = settings(WORK.replace("work", "mine"), WORK + '[policy]\nlocked = ["accounts"]\n')

    assert config.names == ("work",)


def test_locked_settings(settings: Settings) -> None:
    config = settings(
        '[settings]\ntheme = "dark"\n', '[settings]\ntheme = "light"\n[policy]\nlocked = ["settings.theme"]\n'
    )

    assert config.settings["theme"] == "light"
    assert [notice.text for notice in config.notices] == ["config.is_locked"]


def test_a_user_locks_nothing(settings: Settings) -> None:
    config = settings(WORK + '[policy]\nlocked = ["accounts.work"]\n')

    assert not config.is_locked("accounts", "work")
    assert account(config).client_id == "app"


# --- choosing --------------------------------------------------------------------------------------------------------


def test_choosing_an_account(settings: Settings) -> None:
    one = settings(WORK)
    assert one.choose(None) == "work"
    two = settings(WORK + WORK.replace("work", "home"))

    with pytest.raises(KeyfobError) as which:
        two.choose(None)
    with pytest.raises(KeyfobError) as unknown:
        two.choose("nope")
    assert (which.value.code, which.value.params["names"]) == (Code.E_USAGE, "work, home")
    assert (unknown.value.exit_status, unknown.value.params["name"]) == (2, "nope")
    with pytest.raises(KeyfobError, match="config.no_such_account"):
        settings("# nothing").choose("work")


# --- providers -------------------------------------------------------------------------------------------------------


def test_presets_are_valid_settings() -> None:
    assert set(DEFAULTS) == set(NAMES)
    assert all(set(preset_values(name)) == set(DEFAULTS[name]) for name in DEFAULTS)


def test_a_preset_yields_to_the_account(settings: Settings) -> None:
    google = WORK + 'provider = "google"\n'
    found = account(settings(google))
    changed = account(settings(google + 'access_token = "auto"\nextra_params = { prompt = "select_account" }\n'))

    assert (found.access_token, found.roles_claim) == ("opaque", ())
    assert found.extra_params == {"access_type": "offline", "prompt": "consent"}
    assert "offline_access" not in found.scopes
    assert changed.access_token == "auto"
    assert changed.extra_params == {"access_type": "offline", "prompt": "select_account"}


def test_keycloaks_roles_are_those_of_the_client(settings: Settings) -> None:
    text = WORK.replace('"app"', '"my.app"') + 'provider = "keycloak"\n'

    assert account(settings(text)).roles_claim == ("realm_access.roles", "resource_access.my\\.app.roles")


def test_the_algorithms_are_those_that_can_be_verified() -> None:
    assert {name for name in ALGORITHMS if not name.startswith("HS")} == ASYMMETRIC
