"""What the demo provider says: on its pages, on the terminal, and when it cannot start."""

ERRORS: dict[str, tuple[str, str]] = {
    "not_started": (
        "The demo provider did not start within {seconds} seconds.",
        "Try again. The command keyfob demo-provider shows what is wrong.",
    ),
    "no_start": (
        "The demo provider could not be started: {why}.",
        "Check that Keyfob is installed completely, then try again.",
    ),
    "no_port": (
        "No port of this computer could be opened for the demo provider: {why}.",
        "Check that programs may listen on 127.0.0.1, then try again.",
    ),
    "no_data": (
        "The demo provider cannot write its data in {folder}: {why}.",
        "Make the folder writable, or name another one with --data.",
    ),
}

TEXTS: dict[str, str] = {
    # On the terminal.
    "about": "Runs Keyfob's demo provider: a small OpenID provider on this computer, for trying things out.",
    "running": "Demo provider on {issuer}. API key for its session calls: {api_key}",
    "moved": "Port {port} is taken. The demo starts afresh on another one.",
    "afresh": "The demo's earlier data cannot be used. It starts afresh.",
    # On every page.
    "badge": "Demo provider",
    # Signing in.
    "choose_title": "Who are you?",
    "choose_text": "This demo runs on this computer alone. It asks for no password: pick a person.",
    "administrator": "Administrator · roles admin, user",
    "member": "Member · role user",
    "sign_in_as": "Sign in as {name}",
    "cancel": "Cancel",
    "asked_by": "Keyfob asks who you are.",
    "asked_by_on": "Keyfob on {device} asks who you are.",
    "asked_to_stay": "It wants to keep you signed in.",
    "back_to": "Afterwards you return to {host}.",
    # Signed out.
    "signed_out_title": "Signed out",
    "signed_out_text": "The session has ended. You can close this page.",
    "nothing_title": "Nobody to sign out",
    "nothing_text": "The request named no session, and the demo keeps none in the browser. You can close this page.",
    # What cannot go on.
    "trouble_title": "This sign-in cannot go on",
    "trouble_redirect": "The program asks to return to an address that the demo does not allow.",
    "trouble_client": "The demo does not know the program that asks.",
    "trouble_request": "The request of the program is not one the demo can answer.",
    "trouble_form": "This page is too old, or the browser keeps no cookies. Start the sign-in again.",
    "trouble_hint": "Start again in Keyfob. Nothing was sent anywhere.",
    "logout_title": "This sign-out cannot go on",
    "details": "Details",
    "not_found_title": "Nothing here",
    "not_found_text": "The demo provider has no page at this address.",
    "fault_title": "The demo has a fault",
    "fault_text": "Something went wrong inside the demo provider. Try again.",
    # The start page.
    "start_title": "Keyfob's demo provider",
    "start_text": "A small OpenID provider for trying Keyfob out, on this computer alone.",
    "start_issuer": "Issuer",
    "start_client": "Client ID",
    "start_key": "API key",
    "start_key_text": "For listing and ending sessions. Paste it where Keyfob asks for one.",
    "start_people": "Two people can sign in: {ada} (administrator) and {max} (member).",
    "start_discovery": "Open its metadata",
}
