"""The example histories with names and texts in many scripts: emoji, wide characters, right to left, and mischief."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from command_line import EXAMPLES

from engine.demo import EXAMPLES as NAMES
from engine.exchange.formats import reader_for
from engine.importing import How, import_lines, into
from engine.ledger import Ledger

#: Joined emoji, flags of two letters and of tags, skin tones and keycaps; wide and combining characters; text from the
#: right, with digits, quotes and Latin words in it; a word without an end; marks that turn text around.
SCRIPTS = (
    "👩‍👩‍👧‍👦 Familienbüro 🏳️‍🌈",
    "🇩🇪🇺🇸 Zwei Flaggen 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 👍🏽 1️⃣",
    "東京都水道局インフラ整備共同事業体",
    "جمعية المياه والبيئة 2024",
    "עמותת „המים“ בע״מ (רחובות)",
    'O\'Brien & "Söhne" — مؤسسة السلام ABC, שלום',
    "Donau­dampfschiff" + "fahrtsgesellschaft" * 6,
    "한국 상하수도 협회 नमस्ते สวัสดี",
    "turned \u202eround\u202c and \u2067apart\u2069 or \u2066not\u200f",
    "e\u0301t\u0323e\u0301 ☎️ ✈️ ❤️",
)


def rewritten(name: str, scripts: dict[str, str]) -> bytes:
    """A history with other names and texts, the same for the same; its ids and dates are as they were."""
    lines = (EXAMPLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return "".join(json.dumps(_other(json.loads(line), scripts)) + "\n" for line in lines).encode()


def stored(file: Path) -> Path:
    """A store of those histories, recorded on 1 June 2024."""
    how, scripts = How(recorded_by="ann"), dict[str, str]()
    with Ledger(str(file), create=True, clock=lambda: datetime(2024, 6, 1, tzinfo=UTC)) as ledger:
        for name in NAMES:
            lines = reader_for("jsonl")(io.BytesIO(rewritten(name, scripts)))
            assert not import_lines(lines, how, into(ledger, how)).refusals
    return file


def _other(value: Any, scripts: dict[str, str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _other(held, scripts, name) for name, held in value.items()}
    if isinstance(value, list):
        return [_other(held, scripts, key) for held in value]
    if isinstance(value, str) and (key == "name" or " " in value):
        script = scripts.setdefault(value, SCRIPTS[len(scripts) % len(SCRIPTS)])
        return script if key == "name" else f"{script} {value}"
    return value
