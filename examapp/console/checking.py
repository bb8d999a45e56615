"""`examapp verify`: a record beside the keys that one trusts: of a file, or of the installation it runs in."""

import sys
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from examapp.adapters.security.signing import public_key, thumbprint
from examapp.console.applications import open_application_to_look
from examapp.console.speaking import say
from examapp.domain.record_judgements import TrustedKey
from examapp.services.core.signing_keys import trusted_keys
from examapp.settings import Settings, SettingsError
from examapp.verifying import read_key_set, verify_file


@click.command()
@click.argument("record", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--keys",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="签发系统的公钥列表（它的 /.well-known/jwks.json）；不写就用本机这套系统的",
)
@click.option("--offline", is_flag=True, help="不和在线的记录对照")
def verify(record: str, key_file: Path | None, offline: bool) -> None:
    """复核一份抽考记录（record.json 或 PDF）：重算抽人、组卷、评分，核对系统签名和看得见的页面，说明证明到哪一步。

    不通过以 1 退出，读不出以 2 退出；内容前后一致而没有证明是谁签发的（没有系统签名，或者没有公钥可查），以 3 退出。
    """
    try:
        keys = read_key_set(key_file.read_text(encoding="utf-8")) if key_file else own_keys()
    except (ValueError, OSError):
        say(f"{key_file} 不是公钥列表，请从签发系统的 /.well-known/jwks.json 重新取。")
        sys.exit(2)
    sys.exit(verify_file(record, keys, online=not offline))


def own_keys() -> dict[str, TrustedKey]:
    """The public keys of the installation that the command runs in; none where there is no installation."""
    try:
        settings = Settings.from_environment(only_look=True)
    except SettingsError:
        return {}
    if settings.keys_file is not None and not settings.keys_file.exists():
        return {}
    current = public_key(settings.signing_keys[settings.signing_key_id])
    keys = {thumbprint(current): TrustedKey(current)}
    try:
        with open_application_to_look().app_context():
            return {**keys, **trusted_keys()}
    except SQLAlchemyError:
        # Without its database the system knows its present key still.
        return keys
