"""How the demo's pages look: one style sheet, one picture, nothing from elsewhere. Colours are those of the window."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

_LIGHT: Final = (
    "--page:#F8F9FB;--card:#FFFFFF;--sunken:#F1F3F7;--line:#DEE1E8;--text:#1B1D25;--text2:#555B6B;"
    "--accent-text:#3750C0;--accent-soft:#E5EAFB;--draw:#3B55C9;--hover:#F1F3F7;--warn:#835300;"
    "--warn-soft:#FBEFD3;--max:#18714A;--max-soft:#DFF3E8"
)
_DARK: Final = (
    "--page:#1D2027;--card:#262A33;--sunken:#20232B;--line:#363B47;--text:#ECEEF3;--text2:#AAB0BF;"
    "--accent-text:#A9BAFF;--accent-soft:#2D3658;--draw:#7F95F5;--hover:#303541;--warn:#EBC064;"
    "--warn-soft:#40341B;--max:#74D6A5;--max-soft:#1D3B2D"
)

CSS: Final = (
    ":root{color-scheme:light dark;" + _LIGHT + "}"
    "@media(prefers-color-scheme:dark){:root{" + _DARK + "}}"
    "*{box-sizing:border-box}"
    "html{font:14px/1.45 system-ui,-apple-system,'Segoe UI',Inter,Cantarell,'Noto Sans',sans-serif}"
    "body{margin:0;min-height:100vh;background:var(--page);color:var(--text);display:flex;align-items:center;"
    "justify-content:center;padding:24px}"
    "main{width:100%;max-width:480px}"
    ".badge{display:inline-block;padding:2px 12px;border-radius:999px;background:var(--warn-soft);color:var(--warn);"
    "font-size:.9rem}"
    ".head{display:flex;flex-direction:column;align-items:center;text-align:center;gap:12px}"
    ".head img{width:64px;height:64px;display:block}"
    "h1{font-size:1.5rem;line-height:1.25;font-weight:600;margin:0}"
    ".lead{margin:8px auto 24px;color:var(--text2);text-align:center;max-width:27rem;"
    "text-wrap:balance}"
    "form{margin:0}"
    "button{font:inherit;color:inherit;cursor:pointer}"
    ".row{display:flex;align-items:center;gap:16px;width:100%;min-height:64px;padding:8px 16px;margin:0 0 10px;"
    "text-align:start;background:var(--card);border:1px solid var(--line);border-radius:10px}"
    ".row:hover{background:var(--hover)}"
    ".row:active{background:var(--accent-soft)}"
    ".who{flex:1;min-width:0}"
    ".name{display:block;font-weight:600}"
    ".what{display:block;color:var(--text2)}"
    ".face{flex:none;width:40px;height:40px;border-radius:50%;display:flex;align-items:center;justify-content:center;"
    "font-size:.9rem;font-weight:600;background:var(--accent-soft);color:var(--accent-text)}"
    ".face.max{background:var(--max-soft);color:var(--max)}"
    ".go{flex:none;width:16px;height:16px;color:var(--text2)}"
    ".ghost{display:block;margin:6px auto 0;padding:7px 16px;min-height:34px;background:none;border:0;"
    "border-radius:6px;color:var(--accent-text)}"
    ".ghost:hover{background:var(--accent-soft)}"
    ":focus-visible{outline:2px solid var(--draw);outline-offset:2px}"
    "a{color:var(--accent-text)}"
    ".note{margin:20px 0 0;color:var(--text2);font-size:.9rem;text-align:center;text-wrap:balance;"
    "overflow-wrap:anywhere}"
    ".card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;margin:0}"
    ".card p{margin:0}details.card{margin-top:16px;padding:8px 16px}"
    "dl{margin:0}dt,.small{color:var(--text2);font-size:.9rem}.small{display:block;margin-top:4px}"
    "dd{margin:2px 0 12px}dd:last-child{margin-bottom:0}"
    "code{font:.95rem/1.5 ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;font-variant-ligatures:none;"
    "background:var(--sunken);border:1px solid var(--line);border-radius:6px;padding:3px 8px;display:block;"
    "overflow-wrap:anywhere}"
    "summary{cursor:pointer;color:var(--text2);border-radius:6px}details p{margin:8px 0 0;overflow-wrap:anywhere}"
    "@media(max-width:560px){body{padding:16px}}"
    "@media(max-height:600px){"
    "body{padding:14px 16px}.head{flex-direction:row;text-align:start;gap:12px}.head img{width:40px;height:40px}"
    ".badge{margin-inline-start:auto;order:1}"
    ".lead{text-align:start;margin:8px 0 12px;max-width:none}.row{min-height:54px;padding:5px 12px;margin-bottom:8px}"
    ".note{margin-top:6px}.ghost{margin-top:0}h1{font-size:1.3rem}.badge{font-size:.8rem}.face{width:36px;height:36px}}"
)

#: The Content-Security-Policy source of that sheet.
CSS_SOURCE: Final = "'sha256-" + base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode() + "'"

#: The program's icon, so that the page does not depend on where the resources lie.
ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256">'
    '<defs><linearGradient id="bg" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#5069E0"/>'
    '<stop offset="1" stop-color="#2E429F"/></linearGradient><linearGradient id="tag" x1="0" y1="0" x2="0" y2="1">'
    '<stop offset="0" stop-color="#FFFFFF"/><stop offset="1" stop-color="#E3E7FA"/></linearGradient></defs>'
    '<rect x="16" y="16" width="224" height="224" rx="52" fill="url(#bg)"/><g transform="rotate(24 128 128)">'
    '<circle cx="128" cy="68" r="31" fill="none" stroke="#F3C969" stroke-width="11"/>'
    '<path d="M105 80h46a27 27 0 0 1 27 27v60a44 44 0 0 1-44 44h-12a44 44 0 0 1-44-44v-60a27 27 0 0 1 27-27z"'
    ' fill="url(#tag)"/><circle cx="128" cy="101" r="9.500" fill="#3A50BE"/>'
    '<path d="M128 99a31 31 0 0 0 31-31" fill="none" stroke="#F3C969" stroke-width="11" stroke-linecap="round"/>'
    '<circle cx="128" cy="160" r="27" fill="none" stroke="#C9D1F6" stroke-width="12"/>'
    '<path d="M128 133a27 27 0 1 1-25.680 18.660" fill="none" stroke="#3B55C9" stroke-width="12"'
    ' stroke-linecap="round"/></g></svg>'
)
