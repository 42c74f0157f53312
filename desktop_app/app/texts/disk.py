"""Sentences about files and locks."""

ERRORS: dict[str, tuple[str, str]] = {
    "full": (
        "The disk is full: {path} could not be written.",
        "Your session is kept. Make some room and try again.",
    ),
    "read_only": (
        "The disk is read-only: {path} could not be written.",
        "Make the disk writable, or point Keyfob's state directory somewhere else, and try again.",
    ),
    "denied": (
        "Keyfob may not use {path} ({words}).",
        "Give your own user access to this file and its folder, then try again.",
    ),
    "odd": (
        "Something that is not Keyfob's own lies at {path} ({words}).",
        "Keyfob follows no links there. Move it away and try again.",
    ),
    "failed": (
        "{path} could not be used ({words}).",
        "Check the disk and try again.",
    ),
    "lock": (
        "Another Keyfob has been busy with this account for more than {seconds} s.",
        "Wait until it is done, or end it, then try again.",
    ),
    "being_spent": (
        "Another Keyfob (process {pid}) is refreshing this session and has not finished.",
        "Your session is kept. Wait until it is done, or end that process, then try again.",
    ),
    "lock_cancelled": (
        "You cancelled while another Keyfob was busy with this account.",
        "Nothing was changed. Try again when it is done.",
    ),
}

TEXTS: dict[str, str] = {}
