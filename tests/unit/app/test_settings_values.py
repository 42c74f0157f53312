"""What `[settings]` may hold: every wrong value is told with its line; the form of the file stays when it changes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from desktop_app.app.browser_command import PRIVATE, command, template, words_of
from desktop_app.app.config import Config, load
from desktop_app.app.config_edit import make_file
from desktop_app.app.config_schema import SETTINGS, Problem
from desktop_app.app.settings import change_settings, window_settings
from desktop_app.app.texts import error_texts
from desktop_app.errors import KeyfobError

URL = "https://op.example/authorize?client_id=a&state=b%20c"
ABOVE = "# mine\n[settings]\n# what follows is wrong\n"
ACCOUNT = '\n[accounts.work]\nissuer = "https://op.example"\nclient_id = "w"\n'


def config(tmp_path: Path, text: str, machine: str = "") -> Config:
    (tmp_path / "config.toml").write_bytes(text.encode())
    (tmp_path / "machine").mkdir(exist_ok=True)
    (tmp_path / "machine" / "config.toml").write_text(machine)
    user, machine_file = tmp_path / "config.toml", tmp_path / "machine" / "config.toml"
    return load(str(user), str(machine_file), machine_trusted=lambda _path: True)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('theme = "pink"', "config.one_of"),
        ("theme = 1", "config.want_text"),
        ("language = 1", "config.want_text"),
        ('language = "../de"', "settings.language"),
        ('language = "a"', "settings.language"),
        ('close_to_tray = "yes"', "config.want_flag"),
        ("start_at_login = 1", "config.want_flag"),
        ("notifications = []", "config.want_flag"),
        ('browser = "firefox \\"%u"', "settings.browser_quote"),
        ('browser = "  "', "settings.browser_program"),
        ('browser = "%u"', "settings.browser_program"),
        ("browser = \"'' %u\"", "settings.browser_program"),
        ('browser = "firefox %u | tee"', "settings.browser_shell"),
        ('browser = "firefox %u &"', "settings.browser_shell"),
        ('browser = "firefox %u %u"', "settings.browser_percent"),
        ('browser = "firefox %s"', "settings.browser_percent"),
        ('browser = "firefox\\u0007 %u"', "config.bad_text"),
        ('browser = ["firefox"]', "config.want_text"),
        ('proxy = "proxy.example:3128"', "settings.proxy"),
        ('proxy = "https://proxy.example:3128"', "settings.proxy"),
        ('proxy = "socks5://proxy.example:1080"', "settings.proxy"),
        ('proxy = "http://proxy.example"', "settings.proxy"),
        ('proxy = "http://proxy.example:0"', "settings.proxy"),
        ('proxy = "http://proxy.example:65536"', "settings.proxy"),
        ('proxy = "http://proxy.example:3128/path"', "settings.proxy"),
        ('proxy = "http://proxy.example:3128?x"', "settings.proxy"),
        ('proxy = "http://999.0.0.1:3128"', "settings.proxy"),
        ('proxy = "http://[1::2::3]:3128"', "settings.proxy"),
        ('proxy = "http://pro xy:3128"', "settings.proxy"),
        ('proxy = "None"', "settings.proxy"),
        ('proxy = "http://ada:secret@proxy.example:3128"', "settings.proxy_password"),
        ("proxy = false", "config.want_text"),
        ('ca_file = " ca.pem"', "config.empty"),
        ("ca_file = 1", "config.want_text"),
        ('log_level = "verbose"', "config.one_of"),
        ('colour = "red"', "config.unknown_key"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_the_rest_works(tmp_path: Path, line: str, text: str) -> None:
    found = config(tmp_path, f"{ABOVE}{line}\n{ACCOUNT}")
    (error,) = found.errors

    assert (error.text, error.params["line"]) == (text, 4)
    assert error.params["key"] == f"settings.{line.split(' ')[0]}"
    message, hint = error_texts(error.text, error.params)
    assert f"{tmp_path / 'config.toml'}, line 4: settings." in message
    assert hint
    assert "secret" not in message + hint
    assert found.settings == {key: default for key, (_rule, default) in SETTINGS.items()}
    assert found.account("work").client_id == "w"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "de"),
        ("language", "pt-BR"),
        ("browser", "firefox --private-window %u"),
        ("browser", "'/opt/my browser/run' --app=%u 100%%"),
        ("browser", "~/bin/browser"),
        ("proxy", "none"),
        ("proxy", "http://proxy.example:3128"),
        ("proxy", "http://10.0.0.1:80/"),
        ("proxy", "http://[::1]:3128"),
        ("log_level", "debug"),
    ],
)
def test_right_values_are_taken_as_they_stand_and_written_back(tmp_path: Path, key: str, value: str) -> None:
    changed = change_settings(config(tmp_path, ABOVE + ACCOUNT), {key: value})

    assert getattr(window_settings(changed), key) == value
    assert getattr(window_settings(changed.reread()), key) == value
    written = (tmp_path / "config.toml").read_text()
    assert "# mine\n" in written
    assert "# what follows is wrong\n" in written
    assert tomllib.loads(written)["settings"] == {key: value}


def test_a_certificate_authority_stands_beside_the_file_that_names_it(tmp_path: Path) -> None:
    named = config(tmp_path, "", '[settings]\nca_file = "ca.pem"\n')
    assert window_settings(named).ca_file == str(tmp_path / "machine" / "ca.pem")
    own = config(tmp_path, '[settings]\nca_file = "ca.pem"\n', '[settings]\nca_file = "ca.pem"\n')
    assert window_settings(own).ca_file == str(tmp_path / "ca.pem")
    absolute = config(tmp_path, '[settings]\nca_file = "/etc/ca.pem"\n')
    assert window_settings(absolute).ca_file == "/etc/ca.pem"


@pytest.mark.parametrize("key", ["browser", "proxy", "ca_file", "log_level"])
def test_what_the_company_locked_stays(tmp_path: Path, key: str) -> None:
    value = {"browser": "acme-browser %u", "proxy": "http://proxy.acme.example:3128", "log_level": "info"}
    theirs = value.get(key, "/etc/acme.pem")
    machine = f'[settings]\n{key} = "{theirs}"\n[policy]\nlocked = ["settings.{key}"]\n'
    found = config(tmp_path, f'[settings]\n{key} = "{theirs}x"\n', machine)

    assert getattr(window_settings(found), key) == theirs
    assert [notice.text for notice in found.notices] == ["config.is_locked"]
    with pytest.raises(KeyfobError, match=r"config\.setting_locked"):
        change_settings(found, {key: ""})


# --- the form of the file --------------------------------------------------------------------------------------------

MINE = '# mine\n[settings]\ntheme = "dark"  # easier\n# the end\n'


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_line_endings_and_a_byte_order_mark_stay(tmp_path: Path, mark: bytes, end: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(mark + MINE.replace("\n", end).encode())
    found = load(str(file), machine_trusted=lambda _path: True)
    assert found.errors == []
    change_settings(found, {"theme": "light", "notifications": False})

    expected = MINE.replace('"dark"', '"light"').replace("# the end\n", "# the end\nnotifications = false\n")
    assert file.read_bytes() == mark + expected.replace("\n", end).encode()


def test_a_byte_order_mark_moves_no_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b'\xef\xbb\xbf[settings]\r\ntheme = "pink"\r\n')
    (error,) = load(str(file), machine_trusted=lambda _path: True).errors
    assert error.params["line"] == 2
    file.write_bytes(b"\xef\xbb\xbf\r\n\xff\r\n")
    (error,) = load(str(file), machine_trusted=lambda _path: True).errors
    assert (error.text, error.params["line"]) == ("config.not_utf8", 2)


def test_the_file_is_made_where_there_is_none_and_left_alone_where_there_is(tmp_path: Path) -> None:
    file = tmp_path / "new" / "config.toml"
    make_file(str(file))
    assert file.read_bytes() == b""
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(MINE)
    make_file(str(file))
    assert file.read_text() == MINE


# --- the browser's command -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "started"),
    [
        ("firefox", ["firefox", URL]),
        ("firefox --private-window %u", ["firefox", "--private-window", URL]),
        ("browser --app=%u --x", ["browser", f"--app={URL}", "--x"]),
        ("'/opt/my browser' \"a b\" %u", ["/opt/my browser", "a b", URL]),
        ("browser 100%% %u", ["browser", "100%", URL]),
        ("browser 100%%u", ["browser", "100%u", URL]),
        ("browser $HOME `id` $(id) ;x %u", ["browser", "$HOME", "`id`", "$(id)", ";x", URL]),
    ],
)
def test_the_address_is_one_argument_and_no_shell_is_asked(words: str, started: list[str]) -> None:
    assert command(words, URL) == started


@pytest.mark.parametrize("words", ["", "  ", 'firefox "', "%u"])
def test_what_is_no_command_starts_nothing(words: str) -> None:
    assert command(words, URL) is None


def test_a_home_folder_is_spelled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert command("~/bin/browser %u", URL) == ["/home/ada/bin/browser", URL]


def test_windows_paths_keep_their_backslashes() -> None:
    words = words_of(r'"C:\Program Files\Mozilla Firefox\firefox.exe" -private-window %u', windows=True)
    assert words == [r"C:\Program Files\Mozilla Firefox\firefox.exe", "-private-window", "%u"]
    with pytest.raises(Problem, match=r"settings\.browser_quote"):
        words_of(r'"C:\firefox.exe %u', windows=True)


@pytest.mark.parametrize("kind", list(PRIVATE))
@pytest.mark.parametrize("program", ["name", "/Applications/My Browser.app/it", r"C:\Program Files\it.exe"])
def test_the_commands_for_known_browsers_read_back(kind: str, program: str) -> None:
    windows = program.startswith("C:")
    assert words_of(template(kind, program, private=False, windows=windows), windows=windows) == [program, "%u"]
    private = words_of(template(kind, program, private=True, windows=windows), windows=windows)
    assert private == [program, PRIVATE[kind], "%u"]
