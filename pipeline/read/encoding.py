"""Bytes -> text: find the encoding, drop the byte order mark, mend mojibake, and say what was done."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import NamedTuple

import regex

_SAMPLE_BYTES = 1 << 16
_REPLACEMENT = "\ufffd"
_MIXED = "maaltal_mixed"
_WESTERN = "maaltal_western"

# Longer marks first: the UTF-32 mark begins with the UTF-16 one.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The single-byte encodings of Danish text, by the bytes they give to æøåÆØÅ; the first wins a tie.
_SINGLE_BYTE = tuple(
    (name, "æøåÆØÅ".encode(name)) for name in ("cp1252", "cp850", "mac_roman"))
_NAMES = {"cp1252": "windows-1252", "mac_roman": "mac-roman", "utf-8": "utf-8 (damaged)",
          "utf-16-le": "utf-16", "utf-16-be": "utf-16", "utf-32-le": "utf-32", "utf-32-be": "utf-32"}

_MULTIBYTE = regex.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_BYTE = regex.compile(rb"[\x80-\xff]")
# What UTF-8 read as a single-byte encoding looks like: "Ã¸", "â€“", "Â§", "√∏" (Mac), "├©" (DOS).
_MOJIBAKE = regex.compile(r"[ÃÂâ√├][^\x00-\x7f]")
_STRETCH_END = regex.compile(r"[\r\n\f]")
_STRETCH_CHARACTERS = 2000


class Decoded(NamedTuple):
    """The text of an input without byte order mark and NULs, and the warnings about its encoding."""

    text: str
    warnings: list[str]


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode an input in whatever encoding it is; `declared` is what the input itself claims (an HTML charset)."""
    encoding, mark_length = _encoding(data)
    text, name = _decode_unicode(data, encoding, mark_length) if encoding else _decode_unmarked(data, declared)
    warnings = [f"encoding:{name}"] if name else []
    if "\0" in text:
        text = text.replace("\0", _REPLACEMENT)
        warnings.append("nul_characters_replaced")
    repaired = repair_mojibake(text)
    if repaired is not text:
        warnings.append("mojibake_repaired")
    return Decoded(repaired, warnings)


def is_wide(data: bytes) -> bool:
    """Whether the bytes are UTF-16 or UTF-32, so that their NULs are no sign of a binary file."""
    encoding, _ = _encoding(data)
    return encoding is not None and encoding != "utf-8"


def sample(data: bytes, around: int = 0) -> bytes:
    """Stretches from the head, the middle, the tail and a place of interest: enough to judge any input by."""
    if len(data) <= 4 * _SAMPLE_BYTES:
        return data
    places = (0, len(data) // 2, len(data) - _SAMPLE_BYTES, max(around - 64, 0))
    return b"\n".join(data[place:place + _SAMPLE_BYTES] for place in places)


def repair_mojibake(text: str) -> str:
    """The text with UTF-8 that was read as a single-byte encoding read anew; the same object if there is none."""
    pieces: list[str] = []
    done = 0
    for start, end in _suspect_stretches(text):
        repaired = _repair_stretch(text[start:end])
        if repaired != text[start:end]:
            pieces += (text[done:start], repaired)
            done = end
    return "".join((*pieces, text[done:])) if pieces else text


def _suspect_stretches(text: str) -> Iterator[tuple[int, int]]:
    """Ranges around what looks like mojibake, each within one line and bounded in length, in order."""
    end = 0
    while hit := _MOJIBAKE.search(text, end):
        start = _blank_before(text, hit.start(), end)
        end = _blank_behind(text, hit.end())
        yield start, end


def _blank_before(text: str, place: int, limit: int) -> int:
    """Start of the stretch that leads up to `place`: the line's, or a blank some way back."""
    far = max(limit, place - _STRETCH_CHARACTERS)
    line_start = max(text.rfind(mark, far, place) for mark in "\r\n\f")
    if line_start >= 0 or far == limit:
        return max(line_start + 1, far)
    return max(text.find(" ", far, place), far)


def _blank_behind(text: str, place: int) -> int:
    """End of the stretch that follows `place`: the line's, or a blank some way on."""
    limit = min(place + 2 * _STRETCH_CHARACTERS, len(text))
    line_end = _STRETCH_END.search(text, place, limit)
    if line_end:
        return line_end.start()
    blank = text.rfind(" ", place + 1, limit)
    return blank if blank > 0 and limit < len(text) else limit


def _repair_stretch(stretch: str) -> str:
    repaired = _read_anew(stretch)
    helps = len(_MOJIBAKE.findall(repaired)) < len(_MOJIBAKE.findall(stretch))
    return repaired if helps and not _STRETCH_END.search(repaired) else stretch


def _read_anew(stretch: str) -> str:
    """UTF-8 that was read as Windows-1252 throughout is undone directly; ftfy undoes mixtures and other encodings."""
    try:
        return stretch.encode("cp1252").decode("utf-8")
    except UnicodeError:
        from ftfy import fix_encoding

        return fix_encoding(stretch)


def _encoding(data: bytes) -> tuple[str | None, int]:
    """The Unicode encoding that a byte order mark or the pattern of NULs shows, and the length of the mark."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return _unmarked_utf16(data[:_SAMPLE_BYTES]), 0


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is NUL and hardly any of the others."""
    half = len(head) // 2
    if half < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else None


def _decode_unicode(data: bytes, encoding: str, mark_length: int) -> tuple[str, str | None]:
    """Text and name of a marked Unicode input; a plain UTF-8 one needs no name."""
    body = memoryview(data)[mark_length:]
    try:
        return str(body, encoding), None if encoding == "utf-8" else _NAMES[encoding]
    except UnicodeDecodeError:
        return str(body, encoding, "replace"), _NAMES[encoding]


def _decode_unmarked(data: bytes, declared: str | None) -> tuple[str, str | None]:
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        probe = sample(data, error.start)
    if _mostly_utf8(probe):
        return data.decode("utf-8", _MIXED), "utf-8 (damaged)"
    encoding = _single_byte_encoding(probe, declared)
    return data.decode(encoding, _WESTERN), _NAMES.get(encoding, encoding)


def _mostly_utf8(probe: bytes) -> bool:
    """Whether more of the bytes above ASCII form UTF-8 characters than do not."""
    sequences = _MULTIBYTE.findall(probe)
    stray = len(_HIGH_BYTE.findall(probe)) - sum(map(len, sequences))
    return len(sequences) > stray


def _single_byte_encoding(probe: bytes, declared: str | None) -> str:
    """The encoding in which most bytes above ASCII are Danish letters inside words; else the declared one."""
    counts = {name: _danish_letters(probe, letters) for name, letters in _SINGLE_BYTE}
    best = max(counts, key=lambda name: counts[name])  # the first of equals
    if counts[best]:
        return best
    return _known_single_byte(declared) or _SINGLE_BYTE[0][0]


def _danish_letters(probe: bytes, letters: bytes) -> int:
    inside_word = rb"(?<=[A-Za-z])[%s]|[%s](?=[a-z])" % (regex.escape(letters), regex.escape(letters))
    return len(regex.findall(inside_word, probe))


def _known_single_byte(declared: str | None) -> str | None:
    """A declared encoding that Python knows, of the families that give one character a byte."""
    try:
        name = codecs.lookup(declared or "").name
    except (LookupError, ValueError):
        return None
    return name if name.startswith(("cp125", "cp8", "iso8859", "mac", "koi8")) else None


def _western_characters(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that an encoding leaves open as Windows-1252, and those it leaves open as Latin-1."""
    assert isinstance(error, UnicodeDecodeError)
    characters = (bytes((byte,)).decode("cp1252", "ignore") or chr(byte)
                  for byte in error.object[error.start:error.end])
    return "".join(characters), error.end


def _mixed_characters(error: UnicodeError) -> tuple[str, int]:
    """Inside UTF-8, a stray byte is Windows-1252; a character cut off by the end of the file is lost."""
    assert isinstance(error, UnicodeDecodeError)
    if error.reason == "unexpected end of data":
        return _REPLACEMENT, error.end
    return _western_characters(error)


codecs.register_error(_WESTERN, _western_characters)
codecs.register_error(_MIXED, _mixed_characters)
