"""The archive: a gzipped tar of tables as JSON lines; its last member, the manifest, says that it is whole.

secret                          what signs forms
tables/message/000001.jsonl     rows as arrays, some 4 MiB a piece
manifest.json                   versions, times, counts, checksums
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import msgspec

from parlour.copies.progress import Progress, Refused, silent
from parlour.copies.tables import Content

FORMAT = 1
MANIFEST = "manifest.json"
NAME = re.compile(r"manifest\.json|secret|tables/[a-z_]{1,60}/\d{6}\.jsonl")
MEMBER_LIMIT = 64 << 20  # bytes; a piece ends after the row with which it passes 4 MiB
BLOCK = 512  # of tar
PADDING = 20 * BLOCK  # what tar itself adds at the end, at most
SYNC_EVERY = 8 << 20  # bytes: a disk that gets all at once keeps the server waiting for its own


class Newest(msgspec.Struct, forbid_unknown_fields=True):
    """The newest message that had been acknowledged when the backup was begun."""

    room: int
    seq: int
    key: str


class Manifest(msgspec.Struct, forbid_unknown_fields=True):
    """What an archive holds; times as RFC 3339, `files` by their SHA-256."""

    format: int
    version: str
    schema: str
    epoch: str
    started: str
    finished: str
    newest: Newest | None
    tables: list[Content]
    files: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class ArchiveWriter:
    """Writes members to an open file as they come, `at` in seconds since 1970; the manifest ends it, on disk."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        self._file = file
        self._at = at
        self._zip = gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=1, mtime=at)
        self._synced = 0

    def add(self, name: str, data: bytes) -> None:
        header = tarfile.TarInfo(name)
        header.size, header.mtime, header.mode = len(data), self._at, 0o600
        self._zip.write(header.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict"))
        self._zip.write(data)
        self._zip.write(bytes(-len(data) % BLOCK))
        if self._file.tell() - self._synced >= SYNC_EVERY:
            self._sync()

    def finish(self, manifest: Manifest) -> None:
        self.add(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        self._zip.write(bytes(2 * BLOCK))
        self._zip.close()
        self._sync()

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._synced = self._file.tell()


class Archive:
    """An archive that was read once to the end and found whole; `parts` reads it again from the same open file."""

    def __init__(self, path: Path, progress: Progress = silent) -> None:
        self.size = 0  # bytes of its members
        self._path = path
        self._file: BufferedReader = path.open("rb")
        try:
            self.manifest = self._checked(progress)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the members by name."""
        try:
            self._file.seek(0)
            with gzip.GzipFile(fileobj=self._file) as stream:
                yield from _members(stream)
        except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError, ValueError) as error:
            raise Refused(f"{self._path} is damaged, or no backup of Parlour: {error}") from None

    def _checked(self, progress: Progress) -> Manifest:
        found = _Found()
        done = 0
        with progress("Checking the archive", os.fstat(self._file.fileno()).st_size) as tick:
            for name, data in self.parts():
                found.add(name, data)
                self.size += len(data)
                tick(self._file.tell() - done)
                done = self._file.tell()
        try:
            return found.manifest()
        except ValueError as error:
            raise Refused(f"{self._path} is damaged, or no backup of Parlour: {error}") from None


class _Found:
    """What the members themselves amount to, to be held against the manifest."""

    def __init__(self) -> None:
        self._digests: dict[str, hashlib._Hash] = {}
        self._rows: dict[str, int] = {}
        self._files: dict[str, str] = {}
        self._manifest: bytes | None = None

    def add(self, name: str, data: bytes) -> None:
        if self._manifest is not None:
            raise Refused("the archive goes on after its end")
        if name == MANIFEST:
            self._manifest = data
        elif name.startswith("tables/"):
            table = name.split("/")[1]
            self._digests.setdefault(table, hashlib.sha256()).update(data)
            self._rows[table] = self._rows.get(table, 0) + data.count(b"\n")
        else:
            self._files[name] = hashlib.sha256(data).hexdigest()

    def manifest(self) -> Manifest:
        """Return the manifest if all that it lists was found as listed; raise ValueError."""
        if self._manifest is None:
            raise ValueError("its end is missing")
        manifest = msgspec.json.decode(self._manifest, type=Manifest)
        if manifest.format != FORMAT:
            raise ValueError(f"it is of format {manifest.format}, this Parlour reads {FORMAT}")
        empty = hashlib.sha256()
        for table in manifest.tables:
            found = self._digests.get(table.name, empty).hexdigest()
            if (self._rows.get(table.name, 0), found) != (table.rows, table.sha256):
                raise ValueError(f"the table {table.name} is not as it was written")
        unlisted = self._rows.keys() - {table.name for table in manifest.tables}
        if unlisted or self._files != manifest.files:
            raise ValueError("its members are not those that were written")
        return manifest


def _members(stream: gzip.GzipFile) -> Iterator[tuple[str, bytes]]:
    """Read a tar of plain files with names of ours: nothing in it can name another place, or be larger than a piece."""
    while (block := stream.read(BLOCK)) != bytes(BLOCK):
        header = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        if header.type != tarfile.REGTYPE or not NAME.fullmatch(header.name):
            raise ValueError(f"{header.name!r} does not belong in it")
        if not 0 <= header.size <= MEMBER_LIMIT:
            raise ValueError(f"{header.name} is too large")
        padded = stream.read(header.size + -header.size % BLOCK)
        if len(padded) < header.size + -header.size % BLOCK:
            raise ValueError("it ends too early")
        yield header.name, padded[: header.size]
    rest = stream.read(PADDING + 1)  # reading to the end also checks the sum of the whole
    if len(rest) > PADDING or rest.strip(b"\0"):
        raise ValueError("there is more after its end")
