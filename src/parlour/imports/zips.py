"""A zip that somebody else made: nothing in it is believed, and none of it is ever written to a disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType

from parlour.copies.progress import Refused

MEMBERS_LIMIT = 500_000
MEMBER_LIMIT = 64 << 20  # bytes of what is read at once
LINE_LIMIT = 4 << 20  # bytes
TOTAL_LIMIT = 200 << 30  # bytes, unpacked
RATIO_LIMIT = 200  # to one; text takes a tenth, now and then a hundredth
SMALL = 1 << 20  # bytes unpacked, up to which nobody minds


class Zip:
    """The members by name; raise `Refused` for what is no zip, or one that was made to do harm."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            raise Refused(f"{path} is no zip, or is damaged") from None
        try:
            self.names = self._checked()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Zip:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def read(self, name: str) -> bytes:
        """Return a whole member."""
        if self._zip.getinfo(name).file_size > MEMBER_LIMIT:
            raise Refused(f"{name} in {self._path} is too large")
        with self._unpacking(name):
            return self._zip.read(name)

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member of any size."""
        with self._unpacking(name), self._zip.open(name) as file:
            while line := file.readline(LINE_LIMIT):
                if len(line) == LINE_LIMIT:
                    raise Refused(f"{name} in {self._path} has a line that is too long")
                yield line

    def _checked(self) -> frozenset[str]:
        infos = self._zip.infolist()
        if len(infos) > MEMBERS_LIMIT:
            raise Refused(f"{self._path} has too many members")
        for info in infos:
            self._check(info)
        if sum(info.file_size for info in infos) > TOTAL_LIMIT:
            raise Refused(f"{self._path} is too large when it is unpacked")
        names = [info.filename for info in infos]
        if len(set(names)) < len(names):
            raise Refused(f"{self._path} has two members of one name")
        return frozenset(names)

    def _check(self, info: zipfile.ZipInfo) -> None:
        path = PurePosixPath(info.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in info.filename.partition("/")[0]:
            raise Refused(f"{self._path} has a member that names another place: {info.filename!r}")
        if info.flag_bits & 1:
            raise Refused(f"{self._path} is encrypted; unpack it and pack it without a password")
        if info.file_size > SMALL and info.file_size > info.compress_size * RATIO_LIMIT:
            raise Refused(f"{info.filename} in {self._path} would become {info.file_size >> 20} MB: that is no export")

    @contextmanager
    def _unpacking(self, name: str) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise Refused(f"{name} in {self._path} is damaged: {error}") from None
