"""Archives that were tampered with."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import msgspec

from parlour.copies.archives import Manifest

Members = dict[str, bytes]


def members_of(archive: Path) -> Members:
    with tarfile.open(archive) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]


def forged(archive: Path, members: Members) -> Path:
    """An archive of these members, whose manifest knows of every change."""
    manifest = msgspec.json.decode(members.pop("manifest.json"), type=Manifest)
    for table in manifest.tables:
        data = b"".join(members[name] for name in sorted(members) if name.startswith(f"tables/{table.name}/"))
        table.rows, table.sha256 = data.count(b"\n"), hashlib.sha256(data).hexdigest()
    members["manifest.json"] = msgspec.json.encode(manifest)
    return packed(archive, members)


def packed(archive: Path, members: Members) -> Path:
    path = archive.with_name("forged.tar.gz")
    with tarfile.open(path, "w:gz") as tar:
        for name, data in members.items():
            add(tar, name, data)
    return path


def add(tar: tarfile.TarFile, name: str, data: bytes = b"", **fields: object) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for field, value in fields.items():
        setattr(member, field, value)
    tar.addfile(member, io.BytesIO(data))
