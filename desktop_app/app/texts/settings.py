"""The Settings page, and what can be wrong with what stands there."""

from __future__ import annotations

ERRORS: dict[str, tuple[str, str]] = {
    # values in the file
    "language": (
        "{file}, line {line}: {key} is not the code of a language.",
        'Write a code such as "en" or "de". Leave it empty for the language of the system.',
    ),
    "browser_quote": (
        "{file}, line {line}: {key} has a quotation mark that nothing closes.",
        "Close the quotation mark, or remove it.",
    ),
    "browser_program": (
        "{file}, line {line}: {key} does not begin with a program.",
        "Begin with the name or the path of the browser. The place of the address, %u, comes after it.",
    ),
    "browser_shell": (
        "{file}, line {line}: {key} holds {word}, which only a shell understands.",
        "Keyfob starts the browser without a shell. Write the program, its options, and %u for the address.",
    ),
    "browser_percent": (
        "{file}, line {line}: {key} holds a percent sign that stands for nothing.",
        "Write %u once, where the address belongs. Write %% for a percent sign.",
    ),
    "proxy": (
        "{file}, line {line}: {key} is not the address of a proxy.",
        "Write it as http://HOST:PORT, or none to use no proxy.",
    ),
    "proxy_password": (
        "{file}, line {line}: {key} holds a name or a password, which do not belong into this file.",
        "Write http://HOST:PORT alone. A proxy with a password belongs into the settings of the system, or into"
        " https_proxy.",
    ),
    # the extra certificate authority
    "ca_unreadable": ("{file} cannot be read: {why}.", "Choose a file that you may read."),
    "ca_no_file": ("{file} is not a plain file, or is too long for one with certificates.", "Choose a PEM file."),
    "ca_no_certificate": (
        "{file} holds no certificate that can be used.",
        "It must be a PEM file, with lines that say BEGIN CERTIFICATE.",
    ),
    # starting programs
    "browser_missing": (
        "The browser did not open: {program}, which the settings name, could not be started.",
        "Choose another browser in Settings, or copy the link and open it yourself.",
    ),
    "no_file_opener": (
        "The file did not open: this system has no program for it.",
        "Open it with an editor of yours: {file}.",
    ),
}

TEXTS: dict[str, str] = {
    "title": "Settings",
    # cards
    "card_look": "Look",
    "card_behaviour": "Behaviour",
    "card_network": "Network",
    "card_files": "Files",
    # look
    "theme": "Theme",
    "theme_system": "Like the system",
    "theme_light": "Light",
    "theme_dark": "Dark",
    "language": "Language",
    "language_help": "Takes effect at once.",
    "language_system": "Like the system",
    # behaviour
    "close_to_tray": "Keep running when the window is closed",
    "close_to_tray_help": "Keyfob stays in the tray and keeps your sessions alive.",
    "start_at_login": "Start when I sign in to this computer",
    "start_at_login_help": "Hidden, in the tray.",
    "notifications": "Notify me when I must sign in again",
    "notifications_help": "At most once per trouble.",
    # browser
    "browser": "Browser for signing in",
    "browser_system": "System browser",
    "browser_private": "{name}, private window",
    "browser_command": "A command…",
    "browser_variable": "The variable BROWSER is set and comes first: {value}",
    "browser_field": "Command",
    "browser_field_help": "%u is the address. Without it, the address comes last. There is no shell.",
    "name_firefox": "Firefox",
    "name_chromium": "Chromium",
    "name_chrome": "Chrome",
    "name_edge": "Edge",
    "name_brave": "Brave",
    # proxy
    "proxy": "Proxy",
    "proxy_system": "Like the system",
    "proxy_none": "None",
    "proxy_own": "An address…",
    "proxy_now_system": "{proxy}, from the system",
    "proxy_now_environment": "{proxy}, from the environment",
    "proxy_now_none": "The system names no proxy.",
    "proxy_now_wrong": "What the system names cannot be used as a proxy.",
    "proxy_is_none": "Keyfob goes to your providers directly.",
    "proxy_is_own": "{proxy}, for all accounts",
    "proxy_field": "Address of the proxy",
    "proxy_field_help": "http://HOST:PORT, without a name and a password.",
    # certificate authority
    "ca_file": "Extra certificate authority",
    "ca_file_none": "Only the authorities that this computer trusts.",
    "ca_choose": "Choose…",
    "ca_remove": "Remove",
    "ca_dialog": "Choose a file with certificates",
    "ca_filter": "Certificates (PEM)",
    "ca_filter_all": "All files",
    # log
    "log_level": "Details in the log",
    "log_level_help": "It stays on this computer and never holds a token.",
    "log_level_warning": "Usual",
    "log_level_info": "More",
    "log_level_debug": "Everything",
    # the rest
    "set_by_company": "Set by your company",
    "on": "On",
    "off": "Off",
    "use": "Use",
    "kept_in": "Kept in {file}. Your comments there stay.",
    "open_file": "Open the file",
    "open_file_named": "Open the file {file}",
    "trouble_title": "Some of your settings cannot be used",
    "trouble_title_one": "One of your settings cannot be used",
    "ignored_title": "Some of your settings are ignored",
    "trouble_text": "Everything they do not touch works. What you mend counts as soon as you save the file.",
    "trouble_more": "And {count} more.",
    "trouble_more_one": "And one more.",
    "notice": "Some of your settings cannot be used. Everything else works.",
    "notice_one": "One of your settings cannot be used. Everything else works.",
    "notice_show": "Show",
    "notice_close": "Close this notice",
}
