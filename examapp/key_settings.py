"""The keys of one installation: given by the environment, or in a file that the first start makes."""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class SettingsError(ValueError):
    """A setting that cannot be used; the message names the variable and the mend, in Chinese."""


# Keys that installations of before did not have: kind -> what the first one of the kind is derived for.
LATER = {"signing": b"examapp/signing-key/v1", "audit": b"examapp/audit-key/v1"}


def load_keys(env: Mapping[str, str], data_dir: Path, *, only_look: bool) -> dict:
    """The keys; for a look where there are none yet, passing ones that nothing is written with."""
    given = env.get("EXAMAPP_KEYS", "")
    if given:
        return completed(_checked(given, "EXAMAPP_KEYS"))
    path = data_dir / "keys.json"
    if not path.exists():
        made = completed(_new_keys())
        if only_look:
            return made
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(made, file, indent=1)
    keys = _checked(path.read_text(encoding="utf-8"), str(path))
    whole = completed(keys)
    if whole != keys and not only_look:
        with suppress(OSError):
            # It may only be read, or the disk is full: what is derived from it is the same at every start.
            replace_keys(path, whole)
    return whole


def completed(keys: dict) -> dict:
    """With a signing and an audit key; where there were none, every node of the installation derives the same ones."""
    whole = dict(keys)
    for kind, purpose in LATER.items():
        if f"{kind}_keys" not in whole:
            first = hmac.new(bytes.fromhex(keys["lookup_key"]), purpose, hashlib.sha256).hexdigest()
            whole |= {f"{kind}_keys": {f"{kind}1": first}, f"{kind}_key_id": f"{kind}1"}
    return whole


def key_fields(keys: dict) -> dict:
    """The keys as fields of Settings, in bytes."""
    fields = {"secret_key": keys["secret_key"], "lookup_key": bytes.fromhex(keys["lookup_key"])}
    fields["fields_bound"] = keys.get("fields_bound") is True
    for kind in ("field", *LATER):
        held = keys[f"{kind}_keys"]
        fields[f"{kind}_keys"] = {name: bytes.fromhex(value) for name, value in held.items()}
        fields[f"{kind}_key_id"] = keys[f"{kind}_key_id"]
    return fields


def _new_keys() -> dict:
    return {
        "secret_key": secrets.token_hex(32),
        "field_keys": {"k1": secrets.token_hex(32)},
        "field_key_id": "k1",
        "lookup_key": secrets.token_hex(32),
        "fields_bound": True,
    }


def replace_keys(path: Path, keys: dict) -> None:
    """Replace the file in one step; only its owner may read it. Raises OSError and leaves the old one."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(keys, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _checked(text: str, where: str) -> dict:
    try:
        keys = json.loads(text)
        kinds = ["field", *(kind for kind in LATER if f"{kind}_keys" in keys)]
        values = [value for kind in kinds for value in keys[f"{kind}_keys"].values()]
        lengths = [len(bytes.fromhex(value)) for value in [*values, keys["lookup_key"]]]
        usable = len(keys["secret_key"]) >= 32
        usable = usable and all(keys[f"{kind}_key_id"] in keys[f"{kind}_keys"] for kind in kinds)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(
            f"{where} 里的密钥读不出来，请从备份恢复，不要重新生成（旧数据会打不开）"
        ) from error
    if not usable or any(length != 32 for length in lengths):
        raise SettingsError(f"{where} 里的密钥不完整：每个密钥应为 32 字节（64 位十六进制）")
    return keys
