"""Logs as JSON, one object a line, in which nobody's words stand: no prompt, no reply, no key, no judge's name.

What a message is built from, and what an exception says of itself, may quote anything: a database quotes the row that
it refuses, a provider the prompt. So of a message's values only numbers and names in one word are shown; of an
exception its type and the lines that it came through, and what it says only where that can't be anybody's words.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from numbers import Number
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError
from structlog.typing import EventDict, WrappedLogger

ROOT = Path(__file__).resolve().parent.parent
# These speak of connections, files and code.
SPEAKING = (OSError, OperationalError, InterfaceError, BrokerError, RedisError, ImportError, AttributeError, TypeError)
SHOWN = (Number, datetime, timedelta, UUID, type(None))
NAME = re.compile(r"[\w.:/@*+-]{1,120}")
LEFT_OUT = "…"
ABOUT = "moot_about"  # where an exception carries its ids
FRAMES = 20

log = logging.getLogger(__name__)


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """What is logged in this block names these: `about(debate=..., turn=...)`, public ids both; 6 µs.

    So does what is logged outside of an exception that comes out of it.
    """
    with structlog.contextvars.bound_contextvars(**ids):
        try:
            yield
        except Exception as error:
            error.__dict__.setdefault(ABOUT, ids)
            raise


def json_lines() -> logging.Formatter:
    """The formatter; exceptions that nobody catches, in whichever thread, are logged from now on instead of printed."""
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _what_is_said,
            _how_it_failed,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        use_get_message=False,
        pass_foreign_args=True,
    )


def _uncaught(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        log.critical("Nobody caught this", exc_info=(kind, error, where))


def _what_is_said(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    values = event.pop("positional_args", ())
    request = getattr(record, "request", None)
    event.update({"event": _message(record.msg, values)} if request is None else _of_request(record, request))
    return event


def _of_request(record: logging.LogRecord, request: Any) -> dict[str, object]:
    """Not its address, which can be an invitation."""
    match = getattr(request, "resolver_match", None)
    said = {"event": "A request failed", "status": getattr(record, "status_code", None)}
    return said | {"view": match.view_name if match else None}


def _message(template: object, values: tuple[object, ...] | Mapping[str, object]) -> str:
    """Its first line: where somebody composes several, the others quote."""
    try:
        if isinstance(values, Mapping):
            words = str(template) % {name: _shown(value) for name, value in values.items()}
        else:
            words = str(template) % tuple(map(_shown, values)) if values else str(template)
    except (TypeError, ValueError, KeyError):
        words = str(template)
    return words.partition("\n")[0]


def _shown(value: object) -> object:
    if isinstance(value, SHOWN):
        return value
    if isinstance(value, BaseException):
        return _type(value) + (f" ({words})" if (words := _words(value)) else "")
    if isinstance(value, str | PurePath):
        return str(value) if NAME.fullmatch(str(value)) else LEFT_OUT
    return _type(value)


def _how_it_failed(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    if info := event.pop("exc_info", None):
        error = info[1] if isinstance(info, tuple) else info
        for one in _chain(error):
            event.update(one.__dict__.get(ABOUT, {}))
            event.setdefault("errors", []).append(_told(one))
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> dict[str, object]:
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)[-FRAMES:]
    at = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return {"type": _type(error), "says": _words(error), "at": at}


def _type(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _words(error: BaseException) -> str:
    """Of several lines the first: those after it are where a database quotes."""
    return str(error).partition("\n")[0] if isinstance(error, SPEAKING) else ""


def _short(file: str) -> str:
    path = Path(file)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else file
