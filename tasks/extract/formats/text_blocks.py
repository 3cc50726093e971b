"""A text file in blocks that end with a line, or with a record: so much of it is in memory, and not more."""

from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterable, Iterator

from schemas.errors import ImportAbortedError
from tasks.extract.encodings import marked, not_throughout, other_encoding
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

# the longest record that there can be, in blocks
_LONGEST = 8
_UTF8 = "utf-8"


def decoded_blocks(source: Source, encoding: str | None, size: int) -> Iterator[str]:
    """The text of a file here as `tasks.extract.encodings.decoded` reads it, some of it at a time."""
    start = source.head()
    mark = marked(start)
    name = mark or (encoding if encoding and not start.startswith(BOM_UTF8) else _UTF8)
    decoder = getincrementaldecoder("utf-8-sig" if name == _UTF8 else name)("surrogatepass" if mark else "strict")
    offset, line = 0, 1
    with source.unpacked() as stream:
        while True:
            block = stream.read(size)
            try:
                text = decoder.decode(block, not block)
            except UnicodeDecodeError as error:
                at = offset - (len(error.object) - len(block)) + error.start
                if name != _UTF8:
                    raise not_throughout(source, name, at, is_marked=mark is not None) from error
                line += error.object.count(b"\n", 0, error.start)
                raise other_encoding(source, error.object, error.start, at, line) from error
            yield text
            offset, line = offset + len(block), line + text.count("\n")
            if not block:
                break


def whole_lines(source: Source, texts: Iterable[str], size: int) -> Iterator[str]:
    """The same text in blocks of whole lines; the last one may have no end."""
    left: list[str] = []
    line = 1
    for text in texts:
        end = text.rfind("\n") + 1
        if end:
            block = "".join([*left, text[:end]])
            yield block
            left, line = [], line + block.count("\n")
        left.append(text[end:])
        if len(left) > _LONGEST and sum(map(len, left)) > _LONGEST * size:
            raise _too_long(source, line)
    yield "".join(left)


def whole_records(source: Source, blocks: Iterable[str], quote: str, size: int) -> Iterator[str]:
    """Blocks of whole lines as blocks of whole records, in which line breaks may stand between quotes."""
    left, line = "", 1
    for block in blocks:
        left += block
        end = _end_of_records(left, quote)
        if end:
            yield left[:end]
            line += left.count("\n", 0, end)
            left = left[end:]
        elif len(left) > _LONGEST * size:
            raise _too_long(source, line)
    if left:
        yield left


def _too_long(source: Source, line: int) -> ImportAbortedError:
    said = "{name} cannot be read: line {line} begins a record of many megabytes."
    hint = 'A quote in it may have no other one; if quotes mean nothing in it, say quote = "" in [file] of the mapping.'
    return source_error(ImportAbortedError, source.name, said, hint, line=str(line))


def _end_of_records(text: str, quote: str) -> int:
    """Where the last line ends that is the end of a record: an even number of quotes comes before it."""
    end = text.rfind("\n") + 1
    count = text.count(quote, 0, end) if quote else 0
    while end and count % 2:
        before = text.rfind("\n", 0, end - 1) + 1
        count -= text.count(quote, before, end)
        end = before
    return end
