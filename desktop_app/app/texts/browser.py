"""Sentences about the browser, the address it comes back to, and the pages it ends on."""

ERRORS: dict[str, tuple[str, str]] = {
    # E_BROWSER
    "no_opener": (
        "The browser did not open: this system has no program for it.",
        "Copy the link and open it in a browser yourself. On Linux, install xdg-utils, or set BROWSER to your browser.",
    ),
    "opener_missing": (
        "The browser did not open: {program} could not be started.",
        "Copy the link and open it in a browser yourself, or set BROWSER to a program that exists.",
    ),
    "opener_failed": (
        "The browser did not open: {program} ended with status {status}.",
        "Copy the link and open it in a browser yourself. Check which browser is your system's default.",
    ),
    "bad_address": (
        "The browser was not opened: the provider gave an address that is not a plain web address.",
        "Check the provider's address in the settings, or ask whoever runs the provider.",
    ),
    # E_PORT
    "port_busy": (
        "Keyfob cannot listen on {host}, port {ports}: another program has the port, or the system reserves it.",
        "Close the program that uses it and try again, or register another port with the provider and set"
        " redirect_ports.",
    ),
    "no_loopback": (
        "Keyfob cannot listen on {host}, port {ports}: this computer has no such loopback address.",
        "Set redirect_host to an address this computer has, and register it with the provider.",
    ),
    "listen_failed": (
        "Keyfob cannot listen on {host}, port {ports}: {why}.",
        "Close some programs and try again. A firewall on this computer may also forbid it.",
    ),
    # E_TIMEOUT
    "timed_out_tls": (
        "Nobody came back from the browser: it insisted on https for this computer's own address.",
        "Allow http for 127.0.0.1 and localhost in the browser (its HTTPS-only mode) and try again, or copy the address"
        " from its address bar and paste it here.",
    ),
    # E_CALLBACK: a pasted address
    "pasted_too_long": (
        "What was pasted is too long for an address.",
        "Copy the address from the browser's address bar, and nothing else.",
    ),
    "pasted_not_an_address": (
        "What was pasted is not one address.",
        "Copy the address from the browser's address bar, and nothing else.",
    ),
    "pasted_other_address": (
        "What was pasted is another address. The one needed begins with {expected}.",
        "Go on in the browser until it cannot connect, then copy the address from its address bar.",
    ),
    "pasted_no_answer": (
        "The pasted address holds no answer of the provider.",
        "Copy the whole address, with everything behind the question mark.",
    ),
}

TEXTS: dict[str, str] = {
    # The pages the browser ends on; one that failed shows the error's own words.
    "page_signed_in_title": "You are signed in",
    "page_signed_in": "Keyfob has what it needs. You can close this tab.",
    "page_signed_in_as": "Keyfob signed in {name}. You can close this tab.",
    "page_signed_out_title": "You are signed out",
    "page_signed_out": "Keyfob and your provider ended the session. You can close this tab.",
    "page_not_ours_title": "This is not the answer Keyfob waits for",
    "page_not_ours": "It belongs to another sign-in, or to none. The one under way goes on: look for its tab.",
    "page_confirm_title": "Somebody else signed in",
    "page_confirm": "This is not the person this account belongs to. Keyfob asks what to do. You can close this tab.",
}
