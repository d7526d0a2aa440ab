"""What is set from outside: the environment and `.env`; a missing or wrong setting is named in one clear line."""

import re
from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.store.vault import Vault


class Wrong(Exception):
    """A setting is missing or wrong; the text is the one line that says which and what to do."""


class Settings(BaseSettings):
    """The names in capitals are the contract; units: seconds, UTC."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    bot_token: str
    staff_group_id: int
    restricted_group_id: int | None = None
    telegram_api_url: str | None = None
    database_url: str = "sqlite+aiosqlite:///data/sapar.db"
    content_file: Path = Path("content.yaml")
    data_key: str
    data_key_old: str | None = None
    staff_language: Literal["ru", "kk", "kaa", "kaa_Latn", "en"] = "ru"
    timezone: str = "Asia/Almaty"
    webhook_url: str | None = None
    webhook_secret: str | None = None
    listen: str | None = None
    staff_registry: Literal["open", "closed"] = "open"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO")

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: str) -> str:
        number, _, secret = value.partition(":")
        if not number.isdigit() or not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
            raise ValueError("it looks like 123456:ABC..., as BotFather gave it")
        return value

    @field_validator("data_key", "data_key_old")
    @classmethod
    def _key(cls, value: str | None) -> str | None:
        if value is not None:
            Vault(value)
        return value

    @field_validator("staff_group_id", "restricted_group_id")
    @classmethod
    def _group(cls, value: int | None) -> int | None:
        if value is not None and value >= 0:
            raise ValueError("a group's number is negative, like -1001234567890; a positive one is somebody's chat")
        return value

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _url(cls, value: str | None, info: ValidationInfo) -> str | None:
        schemes = ("https://",) if info.field_name == "webhook_url" else ("https://", "http://")
        local = value is not None and value.startswith(("http://127.0.0.1", "http://localhost"))
        if value is not None and not value.startswith(schemes) and not local:
            raise ValueError(f"an address begins with {' or '.join(schemes)}")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("write sqlite+aiosqlite:///data/sapar.db or postgresql+asyncpg://user@host/name")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("there is no such time zone; write it like Asia/Almaty") from None
        return value

    @model_validator(mode="after")
    def _webhook(self) -> Self:
        if self.webhook_url and not (self.webhook_secret and self.listen):
            missing = "LISTEN" if self.webhook_secret else "WEBHOOK_SECRET"
            raise PydanticCustomError("missing", "it goes with WEBHOOK_URL", {"name": missing})
        if self.restricted_group_id == self.staff_group_id:
            raise PydanticCustomError("same", "it is the same group as STAFF_GROUP_ID", {"name": "RESTRICTED_GROUP_ID"})
        return self

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
            raise ValueError("16 to 256 letters, digits, - or _ (Telegram's rule for secrets)")
        return value

    @field_validator("listen")
    @classmethod
    def _listen(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r".+:\d{1,5}", value):
            raise ValueError("write it like 127.0.0.1:8081")
        return value

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None for PostgreSQL."""
        prefix = "sqlite+aiosqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def read(**given: Any) -> Settings:
    """The settings. Raises Wrong, naming the first setting that is missing or wrong; never shows a secret's value."""
    try:
        return Settings(**given)
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        name = str(fault["loc"][0]).upper() if fault["loc"] else fault["ctx"]["name"]
        if fault["type"] == "missing":
            hint = " (make one with: python -m bot new-key)" if name == "DATA_KEY" else ""
            raise Wrong(f"{name} is not set: put it into the environment or .env{hint}") from None
        raise Wrong(f"{name} is wrong: {fault['msg'].removeprefix('Value error, ')}") from None
