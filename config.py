"""Settings from the environment, and the command line started with them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from logistics.settings import Settings


class Config(Settings):
    """Settings read from environment variables: the field's name in capitals (`DATABASE_URL`, `PORT`, ...)."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """The settings of this environment; empty variables count as unset.

        Raises ValueError, naming the variable, where a value is not of its kind, and where production lacks
        its own secrets.
        """
        given: dict[str, Any] = {}
        for spec in fields(Settings):
            variable = spec.name.upper()
            if not (raw := environ.get(variable, "").strip()):
                continue
            given[spec.name] = _parsed(variable, raw, str(spec.type))
        if "base_url" not in given and {"host", "port"} & set(given):
            given["base_url"] = f"http://{given.get('host', cls().host)}:{given.get('port', cls().port)}"
        _require_known_database(str(given.get("database_url", cls().database_url)))
        if given.get("environment") == "production":
            _require_own_secrets(given)
            # A demonstration number on a real bag could be anybody's.
            given.setdefault("gs1_company_prefix", "")
        return cls(**given)


def _parsed(variable: str, raw: str, kind: str) -> object:
    if kind == "int":
        try:
            return int(raw)
        except ValueError:
            raise ValueError(f"{variable}={raw!r} is not a whole number") from None
    if kind == "Path":
        return Path(raw)
    if kind.startswith("Literal"):
        allowed = [word.strip(" \"'") for word in kind.removeprefix("Literal[").removesuffix("]").split(",")]
        if raw not in allowed:
            raise ValueError(f"{variable}={raw!r} must be one of {', '.join(allowed)}")
    return raw


def _require_known_database(url: str) -> None:
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")):
        raise ValueError(
            f"DATABASE_URL={_without_password(url)!r} is not a database that Highland Post knows; "
            "write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
        )


def _without_password(url: str) -> str:
    return re.sub(r":[^:@/]*@", ":***@", url)


def _require_own_secrets(given: Mapping[str, Any]) -> None:
    """A production start with a default or short secret is refused: whoever reads the source would hold the key."""
    for name in ("secret_key", "item_number_key"):
        value = str(given.get(name, ""))
        if len(value) < 32 or value == "development-only":
            raise ValueError(
                f"{name.upper()} must be set to at least 32 random characters in production; "
                'make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
            )


def command() -> None:
    """The `logistics` command line with the settings of this environment."""
    from logistics.cli import main

    try:
        settings = Config.from_env()
    except ValueError as error:
        sys.stderr.write(f"logistics: {error}\n")
        raise SystemExit(2) from None
    main(settings)
