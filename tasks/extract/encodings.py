"""Text in other encodings than UTF-8: told by a byte order mark, or by a mapping; never guessed.

A library that guesses is asked only for the hint of a refusal.
"""

import codecs
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

import polars as pl

from schemas.errors import ImportAbortedError
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

# the longer marks first, since one begins like another
_MARKS = {BOM_UTF32_LE: "utf-32", BOM_UTF32_BE: "utf-32", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
_GUESSED_FROM = 65536
_FEWEST = 8
_BINARY = (BOM_UTF8, b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1")
# what exporters write, the most frequent first: several may fit a short text
_NAMES = {
    "cp1252": "windows-1252",
    "shift_jis": "shift_jis",
    "cp1251": "windows-1251",
    "cp1250": "windows-1250",
    "iso8859_15": "iso-8859-15",
    "gb18030": "gb18030",
    "big5": "big5",
    "euc_kr": "euc-kr",
}


def in_utf8(source: Source, encoding: str | None = None) -> Source:
    """The same source in UTF-8, where a byte order mark says that it is UTF-16 or UTF-32, or its encoding is given.

    Sources behind URLs stay as they are.
    """
    start = b"" if source.is_remote else source.head()
    named = marked(start)
    if named is None and (encoding is None or source.is_remote or start.startswith(BOM_UTF8)):
        return source
    text = _text(source, source.content(), named or encoding or "utf-8", is_marked=named is not None)
    return Source(source.name, text.encode("utf-8", "surrogatepass"))


def marked(start: bytes) -> str | None:
    """The encoding that a byte order mark names, if it is not that of UTF-8."""
    return next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)


def is_text(start: bytes) -> bool:
    """Whether this may begin a text, but not a page of the web."""
    return b"\0" not in start and bool(start.strip()) and not start.lstrip().startswith(b"<")


def require_as_said(source: Source, encoding: str | None) -> None:
    """Raise `ImportAbortedError` if the beginning of a text shows that it is in another encoding than is said of it."""
    start = b"" if source.is_remote else source.head(_GUESSED_FROM)
    if not start or marked(start) or start.startswith(_BINARY):
        return
    found = _unmarked(start) if encoding is None else _in_truth(start, encoding)
    if found is None:
        return
    name, what = found
    said = "{name} is {what}, and nothing says so." if encoding is None else "{name} is {what}, and not {encoding}."
    hint = f'Say encoding = "{name}" in [file] of a mapping.'
    shell = f"Say --encoding {name}, or encoding in [file] of a mapping."
    if name == "utf-8":
        hint = shell = "Leave the encoding out."
    facts = {"what": what, "encoding": str(encoding)}
    raise source_error(ImportAbortedError, source.name, said, hint, operator_hint=shell, **facts)


def _unmarked(start: bytes) -> tuple[str, str] | None:
    """UTF-16 by its many zeros."""
    zeros = [start[at::2].count(0) * 4 > len(start) for at in (0, 1)]
    if zeros[0] == zeros[1] or len(start) < _FEWEST:
        return None
    return "utf-16-be" if zeros[0] else "utf-16-le", "UTF-16 without a byte order mark"


def _in_truth(start: bytes, encoding: str) -> tuple[str, str] | None:
    """What a text is that cannot be what is said of it."""
    codec = codecs.lookup(encoding).name
    if start.isascii() or codec == "ascii" or codec.startswith("utf"):
        return None
    if not _is_no_utf8(start):
        return "utf-8", "UTF-8"
    if codec.startswith("iso8859") and any(0x80 <= byte <= 0x9F for byte in start):
        return "windows-1252", "windows-1252 or the like"
    return None


def _is_no_utf8(start: bytes) -> bool:
    """Whether this is no UTF-8, though its last character may be cut off."""
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start < len(start) - 3 or len(start) < _GUESSED_FROM
    return False


def decoded(source: Source, encoding: str | None) -> str:
    """All of its text, in the encoding that its mark or the mapping says, else UTF-8, without a byte order mark.

    Where every line ends with a carriage return alone, as old software of the Macintosh writes them, they end with line
    feeds. Raises `ImportAbortedError` naming the likely encoding if it is another one.
    """
    try:
        content = in_utf8(source, encoding).content().removeprefix(BOM_UTF8)
    except pl.exceptions.ComputeError as error:
        hint = "Download it and import the file, with the encoding in [file] of the mapping."
        raise source_error(ImportAbortedError, source.name, "{name} is not UTF-8 throughout.", hint) from error
    try:
        text = content.decode("utf-8")
        return text if "\n" in text else text.replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise other_encoding(source, content, error.start, error.start, line) from error


def _text(source: Source, content: bytes, encoding: str, *, is_marked: bool) -> str:
    try:
        # half a character is one order's fault
        return content.decode(encoding, "surrogatepass" if is_marked else "strict")
    except UnicodeDecodeError as error:
        raise not_throughout(source, encoding, error.start, is_marked=is_marked) from error


def not_throughout(source: Source, encoding: str, at: int, *, is_marked: bool) -> ImportAbortedError:
    """The refusal of a text in which byte `at` is not in the encoding that its mark, or the mapping, says."""
    if is_marked:
        said = "{name} begins as {encoding} and is not {encoding} throughout."
        hint = "It may be cut off; write it again, as UTF-8 best of all."
    else:
        said = "{name} is not {encoding} throughout, as the mapping says: byte {at} is not."
        hint = "Name its encoding in [file], or write it again, in UTF-8."
    return source_error(ImportAbortedError, source.name, said, hint, encoding=encoding.upper(), at=str(at))


def other_encoding(source: Source, content: bytes, start: int, at: int, line: int) -> ImportAbortedError:
    """The refusal of a text that is not UTF-8 at byte `at` of the source, which is byte `start` of this content."""
    said = "{name} is not UTF-8: byte {at} (line {line}) is no part of a character."
    likely = _likely(content, start)
    hint = (
        f'It may be {likely}: then say encoding = "{likely}" in [file] of the mapping.'
        if likely
        else "Name its encoding in [file] of the mapping, such as windows-1252, or write it again, in UTF-8."
    )
    shell = f"{hint} Or say it with --encoding {likely or 'windows-1252'}."
    facts = {"at": str(at), "line": str(line)}
    return source_error(ImportAbortedError, source.name, said, hint, operator_hint=shell, **facts)


def likely_encoding(content: bytes) -> str | None:
    """The encoding that a text which is not UTF-8 most likely has."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _likely(content, error.start)
    return None


def _likely(content: bytes, at: int) -> str | None:
    """The encoding that a text most likely has, to name it to a person."""
    # takes 50 ms to load, which no file that can be read should wait for
    import charset_normalizer

    # lines with other letters say most; of a short text any answer is a guess
    lines = [line for line in content[max(at - 1024, 0) : at + _GUESSED_FROM].split(b"\n") if not line.isascii()]
    found = charset_normalizer.from_bytes(b"\n".join(lines), cp_isolation=list(_NAMES))
    least = min((match.chaos for match in found), default=0)
    likely = {name for match in found if match.chaos == least for name in match.could_be_from_charset}
    return next((shown for name, shown in _NAMES.items() if name in likely), None)
