"""Write the browser's types of the wire from the structs in parlour.wire: `python tools/wire_types.py`."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from parlour import wire

TARGET = Path(wire.__file__).parents[1] / "web/static/js/types/wire.d.ts"
PLAIN = {int: "number", float: "number", str: "string", bool: "boolean", type(None): "null"}


def rendered() -> str:
    """Return the whole declaration file."""
    structs = [item for item in vars(wire).values() if isinstance(item, type) and issubclass(item, msgspec.Struct)]
    parts = [interface_of(struct) for struct in structs if struct.__module__.startswith(f"{wire.__name__}.")]
    parts += [table("ClientEvents", wire.CLIENT_EVENTS), table("ServerEvents", wire.SERVER_EVENTS)]
    head = "// Written by tools/wire_types.py from src/parlour/wire/. Do not edit.\n"
    return head + "\n" + "\n".join(parts)


def interface_of(struct: type[msgspec.Struct]) -> str:
    hints = get_type_hints(struct)
    sparse = struct in wire.CLIENT_EVENTS.values() or struct.__struct_config__.omit_defaults
    fields = (field_of(field, hints[field.name], sparse) for field in msgspec.structs.fields(struct))
    return f"export interface {struct.__name__} {{\n" + "".join(fields) + "}\n"


def field_of(field: msgspec.structs.FieldInfo, hint: Any, sparse: bool) -> str:
    absent = "?" if sparse and not field.required else ""
    return f"  {field.encode_name}{absent}: {typescript(hint)};\n"


def table(name: str, events: dict[str, type]) -> str:
    rows = "".join(f"  {event}: {struct.__name__};\n" for event, struct in events.items())
    return f"export interface {name} {{\n{rows}}}\n"


def typescript(hint: Any) -> str:
    """Return the TypeScript spelling of one Python type."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return typescript(args[0])
    if origin is Literal:
        return " | ".join(f'"{word}"' for word in args)
    if origin in (Union, types.UnionType):
        return " | ".join(typescript(arg) for arg in args)
    if origin is list or (origin is tuple and args[-1] is Ellipsis):
        return f"{typescript(args[0])}[]"
    if origin is tuple:
        return f"[{', '.join(map(typescript, args))}]"
    if origin is dict:
        return f"Record<{typescript(args[0])}, {typescript(args[1])}>"
    return PLAIN.get(hint) or hint.__name__


if __name__ == "__main__":
    TARGET.write_text(rendered())
    sys.stdout.write(f"{TARGET.name} written\n")
