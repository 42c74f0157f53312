"""Made-up accounts in every state, for the gallery, the screenshots and the tests."""

from __future__ import annotations

from desktop_app.app.texts import text
from desktop_app.ui.models import words
from desktop_app.ui.models.view_state import (
    AccountPage,
    AccountRow,
    Action,
    ActivityView,
    BannerView,
    DayView,
    EntryView,
    Fact,
    FilterChip,
    HeaderView,
    LockedView,
    MarkedView,
    NeedsLoginView,
    RestoringView,
    RingView,
    SessionView,
    SignedOutView,
    SigningInView,
    SigningOutView,
    Span,
    StripLabel,
    StripMark,
    StripView,
)

HOST = "auth.acme.example"
#: what a hostile provider would like to be shown
HOSTILE = "<b>admin</b> &amp; \u202egnp.exe\u202c \x1b[31m\u200b\ud800 " + "W" * 220
LONG_NAME = "Dr. Augusta Ada King-Noel, Gräfin von Lovelace und zu Informationssicherheit " + "X" * 120


def rows(state: str = "signed_in") -> tuple[AccountRow, ...]:
    """Five accounts; the first in *state*."""
    offline, warn = words.offline_line(18)
    lines = {
        "signed_in": (words.left_line(252, "Ada Lovelace"), "plain"),
        "signing_in": (text("window.line_waiting"), "plain"),
        "offline": (offline, warn),
        "needs_login": (text("window.line_needs_login"), "bad"),
        "locked": (text("window.line_locked"), "warn"),
        "unsaved": (text("window.line_unsaved"), "bad"),
    }
    line, kind = lines.get(state, ("", "plain"))
    if not line:
        line = text(f"window.line_{state}")
    shown = "signed_in" if state == "unsaved" else state
    first = words.badge(shown)
    return (
        AccountRow("acme", "Acme (work)", "A", 0, first.mark, line, kind, first.word),  # type: ignore[arg-type]  # a literal of the table above
        _row("admin", "Acme, admin", 1, "refreshing", text("window.line_refreshing")),
        AccountRow("lab", "Keycloak lab", "K", 2, "offline", offline, warn, words.badge("offline").word),
        AccountRow("uni", "University", "U", 3, "trouble", text("window.line_needs_login"), "bad", "Sign in again"),
        _row("home", "Home server", 4, "signed_out", text("window.line_signed_out")),
    )


def _row(key: str, name: str, hue: int, state: str, line: str) -> AccountRow:
    badge = words.badge(state)
    return AccountRow(key, name, words.initials(name), hue, badge.mark, line, "plain", badge.word)


def header(state: str = "signed_in", *, name: str = "Acme (work)", host: str = HOST) -> HeaderView:
    """The header of the first account."""
    tabs = ("overview", "tokens", "devices", "activity")
    return HeaderView("acme", name, host, "FusionAuth", words.badge(state), tabs)  # type: ignore[arg-type]  # names of tabs


def signed_out_in_part() -> SignedOutView:
    """Signed out here, and the provider could not be told."""
    words = "The provider could not be reached. Nothing was lost here."
    steps = (
        MarkedView("ok", text("devices.step_local")),
        MarkedView("trouble", text("devices.step_revoke_failed")),
        MarkedView("trouble", text("devices.step_end_session_failed")),
    )
    return SignedOutView("acme", "Acme (work)", HOST, words, "", True, steps, f"https://{HOST}")


def capabilities() -> tuple[MarkedView, ...]:
    """What the first account's person may do."""
    return (
        MarkedView("ok", text("devices.may_other_sessions"), text("devices.granted", roles="admin")),
        MarkedView("none", "billing_export", text("devices.no_role", roles="billing, accounting")),
    )


def strip() -> StripView:
    """Two hours of a session with a gap."""
    start, end = 0.0, 7200.0
    ticks = tuple(150 + 240.0 * n for n in range(30) if not 1900 < 150 + 240 * n < 2600)
    spans = (Span("signed_in", start, 1980), Span("offline", 1980, 2520), Span("signed_in", 2520, end))
    labels = tuple(StripLabel(1800.0 * n, word) for n, word in enumerate(("12:30", "13:00", "13:30", "14:00", "now")))
    sentence = "From 12:30 to now: signed in, refreshed 27 times, offline once for 9 minutes."
    return StripView(start, end, spans, ticks, (), labels, sentence)


def entries() -> tuple[EntryView, ...]:
    """What happened last."""
    return (
        EntryView("ok", "Refreshed", "19 times since 13:10, each at the first try", "14:27", "refreshed"),
        EntryView("offline", "Offline for 9 minutes", f"No answer from {HOST}. The session was kept.", "13:01"),
    )


def session(state: str = "signed_in", **changes: object) -> SessionView:
    """A session that is signed in, refreshing or offline; *changes* are fields."""
    offline = state == "offline"
    token: tuple[Fact, ...] = (
        Fact("ends", text("window.fact_ends"), "14:32:40"),
        Fact("refreshes", text("window.fact_refreshes"), "14:31:40, in 3 min"),
        Fact("lasts", text("window.fact_lasts"), text("window.each", time=words.spoken(300))),
    )
    if offline:
        token = (
            token[0],
            Fact("refreshes", text("window.fact_refresh"), text("window.waits_for_network")),
            Fact("last_try", text("window.fact_last_try"), "14:31:16, the 4th"),
        )
    facts: tuple[Fact, ...] = (
        Fact("issuer", text("window.fact_provider"), f"https://{HOST}", "provider", copy=True),
        Fact("saved", text("window.fact_saved"), text("window.saved_keychain"), "lock"),
        Fact("signed_in", text("window.fact_signed_in"), "Today at 09:12", "clock"),
        Fact("may", text("window.fact_may", role="admin"), "End other people’s sessions", "shield"),
    )
    happened = entries()
    banner = None
    if offline:
        tries = "4 tries. Keyfob asks less and less often, and again when the network returns."
        happened = (
            EntryView("offline", "Offline", tries, "14:29"),
            happened[0],
            EntryView("ok", "Signed in", "", "09:12"),
        )
        reason = text("window.offline_next", reason=f"{HOST} could not be found (DNS).", when=words.in_short(18))
        actions = (Action("details", text("window.details")), Action("try_now", text("window.try_now"), primary=True))
        facts = facts[:3]
        banner = BannerView("warn", text("window.offline_title"), reason, actions, "offline")
    made: dict[str, object] = {
        "key": "acme",
        "state": state,
        "who": "Ada Lovelace",
        "email": "ada@acme.example",
        "initials": "AL",
        "hue": 0,
        "roles": ("admin", "user", "billing:read"),
        "ring": RingView(300, 66, None, waiting=True) if offline else RingView(300, 252, 60),
        "token_facts": token,
        "facts": facts,
        "capabilities": () if offline else capabilities(),
        "can_everywhere": True,
        "banner": banner,
        "strip": strip(),
        "entries": happened,
        "can_refresh": state == "signed_in",
    }
    return SessionView(**(made | changes))  # type: ignore[arg-type]  # checked by the view's own fields


def unsaved() -> SessionView:
    """Signed in, not saved."""
    actions = (Action("retry_save", text("window.try_again")),)
    title, why = text("window.unsaved_title"), text("window.unsaved_text", reason="The keychain is full.")
    return session(banner=BannerView("bad", title, why, actions, "warning"))


def hostile() -> SessionView:
    """A session whose provider says what it likes."""
    roles = tuple(f"{HOSTILE[: 40 + n]}{n}" for n in range(40))
    return session(who=HOSTILE, email=f"{HOSTILE}@{HOST}", roles=roles, initials=words.initials(HOSTILE))


def hostile_rows() -> tuple[AccountRow, ...]:
    """Accounts with hostile and overlong names."""
    return tuple(
        AccountRow(f"h{n}", HOSTILE if n % 2 else LONG_NAME, "HW", n, "offline", HOSTILE, "warn") for n in range(30)
    )


def signing_in(**changes: object) -> SigningInView:
    """Waiting for the browser."""
    made: dict[str, object] = {"key": "acme", "host": HOST, "step": 1, "left": 278.0, "total": 300.0}
    made["example"] = "http://127.0.0.1:49152/callback?code=…"
    made["link"] = f"https://{HOST}/oauth2/authorize?client_id=3c219e58&response_type=code&state=…"
    return SigningInView(**(made | changes))  # type: ignore[arg-type]  # checked by the view's own fields


def account_pages() -> dict[str, tuple[str, AccountPage]]:
    """Name of a picture → (state, page), for every state of the contract."""
    ended = f"{HOST} ended this session at 14:27."
    return {
        "overview": ("signed_in", session()),
        "refreshing": ("refreshing", session("refreshing")),
        "offline": ("offline", session("offline")),
        "unsaved": ("signed_in", unsaved()),
        "signing-in": ("signing_in", signing_in()),
        "signing-in-unopened": ("signing_in", signing_in(opened=False, left=41.0)),
        "signing-in-paste-error": (
            "signing_in",
            signing_in(paste_error="This address belongs to another sign-in. Copy the one your browser shows now."),
        ),
        "signing-in-checking": ("signing_in", signing_in(step=2)),
        "signed-out": ("signed_out", SignedOutView("acme", "Acme (work)", HOST)),
        "signed-out-denied": (
            "signed_out",
            SignedOutView("acme", "Acme (work)", HOST, "The provider refused: the user denied the request.", "", True),
        ),
        "signed-out-steps": ("signed_out", signed_out_in_part()),
        "restoring": ("restoring", RestoringView("acme", "Acme (work)")),
        "needs-login": ("needs_login", NeedsLoginView("acme", ended, "", "ada@acme.example")),
        "locked": ("locked", LockedView("acme", "Acme (work)")),
        "signing-out": ("signing_out", SigningOutView("acme", "Acme (work)", HOST)),
    }


def activity() -> ActivityView:
    """Two days."""
    start, end = 0.0, 86400.0
    line = StripView(
        start,
        end,
        (Span("signed_in", 12000, 12600), Span("signed_in", 67000, end), Span("offline", 81000, 81700)),
        tuple(67000 + 240.0 * n for n in range(78)),
        (StripMark("trouble", 13000), StripMark("ok", 67000)),
        tuple(
            StripLabel(21600.0 * n, word)
            for n, word in enumerate(("yesterday 14:30", "20:30", "02:30", "08:30", "now"))
        ),
        "The last 24 hours: 5 hours 38 minutes signed in, 78 refreshes, 1 gap, refused once.",
    )
    today = (
        EntryView(
            "ok",
            "Refreshed 19 times",
            "13:10 to 14:27. The last one took 0.2 s; new token until 14:32.",
            "14:27",
            "r",
            "Show each",
        ),
        EntryView(
            "offline",
            "Offline for 9 minutes",
            f"{HOST} did not answer (time-out). 5 tries. The session was kept.",
            "13:01",
            "o",
            "Details",
        ),
        EntryView(
            "refreshing",
            "Refresh answered late, repeated",
            "The first answer was lost; the provider gave it again within its grace.",
            "12:48",
        ),
        EntryView("ok", "Signed in", "As ada@acme.example. Saved in the system keychain.", "09:12"),
    )
    before = (
        EntryView(
            "trouble",
            "Refused: the session was ended at the provider",
            "invalid_grant. Someone ended it from another device, or an administrator did.",
            "18:02",
            "x",
            "Details",
            strong=True,
        ),
        EntryView("ok", "Signed in", "", "17:40"),
        EntryView("none", "Signed out", "", "12:30"),
    )
    filters = tuple(
        FilterChip(name, text(f"window.filter_{name}"), name == "all", 2 if name == "trouble" else 0)
        for name in ("all", "sign", "refresh", "trouble")
    )
    days = (DayView("Today, 23 November", today), DayView("Yesterday, 22 November", before))
    return ActivityView("acme", "Last 24 hours", "5 h 38 min signed in · 78 refreshes · 1 gap", line, filters, days)
