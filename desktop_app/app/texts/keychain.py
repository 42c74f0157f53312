"""Sentences about the system keychain."""

ERRORS: dict[str, tuple[str, str]] = {
    "missing": (
        "This computer offers no system keychain, so there is no safe place to keep a session.",
        "Start one (GNOME Keyring, KWallet or KeePassXC) and try again.",
    ),
    "locked": (
        "The keychain is locked. Unlock it and Keyfob goes on.",
        "Your session is still in it. Open your password manager, unlock it and try again.",
    ),
    "dismissed": (
        "The keychain stayed locked: its dialog was closed, or it could not be shown.",
        "Your session is still in it. Try again and enter the keychain's password.",
    ),
    "not_set_up": (
        "The system keychain has nothing yet to store a session in, and none was created.",
        "Try again where the keychain can ask you for a new password, or create a keyring named Default in your"
        " password manager.",
    ),
    "denied": (
        "The keychain refused ({words}).",
        "Look in the keychain's own program whether Keyfob may use it, then try again.",
    ),
    "refused": (
        "You did not allow Keyfob to use the keychain.",
        "Nothing was changed. Try again and choose Allow.",
    ),
    "signature": (
        "macOS does not let this copy of Keyfob read its own keychain item (error {number}).",
        "This happens after an update, or with an unsigned copy. Install the signed version and choose Always Allow.",
    ),
    "nonsense": (
        "The keychain answered in a way that Keyfob does not understand ({kind}).",
        "Nothing was changed. Restart the keychain's program and try again.",
    ),
    "full": (
        "The keychain has no room for this session.",
        "Remove what you no longer need from it, or ask the provider for shorter tokens.",
    ),
    "lost": (
        "The keychain accepted the session but does not give it back.",
        "Restart the keychain's program and try again. Keyfob does not rely on a store that forgets.",
    ),
    "not_deleted": (
        "The keychain still holds the session that Keyfob asked it to delete.",
        "Delete the items named Keyfob in your password manager, or try again.",
    ),
    "timeout": (
        "The keychain did not answer within {seconds} s.",
        "A dialog of the keychain may be waiting behind another window. Answer it and try again.",
    ),
}

TEXTS: dict[str, str] = {}
