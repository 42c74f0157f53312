"""Every finding's code and how bad it is.

Its sentence is in the catalogue (``inspector_findings``), its explanation in docs/guide/inspector.md.
"""

from __future__ import annotations

from typing import Final

from desktop_app.inspector.model import Finding, Severity

_ERRORS: Final = """
    too_large too_deep too_many_members private_key
    parts base64_padding base64_alphabet base64_length base64_not_canonical not_utf8 bom not_json not_an_object
    duplicate_member constant number_range header_too_large
    alg_none alg_missing header_type crit_unknown b64_false zip
    signature_empty signature_zero signature_bad keys_empty key_unknown key_duplicate key_small key_wrong_use
    key_wrong_alg key_kind key_unusable alg_symmetric alg_confusion secret_short secret_known self_signed
    expired not_yet_valid time_type issuer_mismatch audience_mismatch iss_type aud_type sub_type secret_claim
"""
_WARNINGS: Final = """
    nested_too_deep alg_unknown embedded_key embedded_certificate key_address kid_path kid_injection kid_long
    jwe_deprecated jwe_enc_unknown jwe_zip jwe_iterations
    signature_length signature_der
    missing_iss missing_aud missing_exp iat_future auth_time_future exp_before_iat exp_before_nbf long_life
    time_milliseconds time_far iss_http aud_empty sub_empty azp_mismatch typ_contradicts personal_data
    lone_surrogate hidden_characters number_unsafe large_header clock_off clock_explains
"""
_INFOS: Final = """
    opaque no_token encrypted json_form sd_jwt paseto nested payload_empty not_claims
    hmac kid_address typ_other x5t_sha1 jwe_direct
    no_key keys_ignored missing_sub missing_iat aud_many id_token logout_token rfc9068_missing large_cookie
"""
SEVERITIES: Final[dict[str, Severity]] = {
    **dict.fromkeys(_ERRORS.split(), "error"),
    **dict.fromkeys(_WARNINGS.split(), "warning"),
    **dict.fromkeys(_INFOS.split(), "info"),
}
_RANK: Final = {"error": 0, "warning": 1, "info": 2}
_MAX_PLACE: Final = 200


def finding(code: str, where: str, **params: str | int) -> Finding:
    """The finding *code* at *where*."""
    return Finding(code, SEVERITIES[code], where[:_MAX_PLACE], params)


def worst_first(found: list[Finding]) -> tuple[Finding, ...]:
    """In the order people read them."""
    if len(found) > 1:
        found.sort(key=lambda one: _RANK[one.severity])
    return tuple(found)
