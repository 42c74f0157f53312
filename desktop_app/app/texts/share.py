"""What stands around a token that is shared."""

from __future__ import annotations

ERRORS: dict[str, tuple[str, str]] = {}

TEXTS: dict[str, str] = {
    "title": "A token, made safe to share",
    "header": "Header",
    "claims": "Claims",
    "times": "Times",
    "removed": "The signature was removed: this cannot be used as a token.",
    "masked_none": "Nothing was masked.",
    "masked_one": "1 value was masked.",
    "masked": "{count} values were masked.",
    "label_signature": "Signature",
    "label_claims": "Claims",
    "label_trust": "Trust",
    "signature_valid": "valid",
    "signature_invalid": "invalid",
    "signature_not_checked": "not checked",
    "claims_ok": "ok",
    "claims_failed": "failed",
    "claims_not_checked": "not checked",
    "trust_trusted": "trusted",
    "trust_not_trusted": "not trusted",
}
