"""All settings. Importing this starts nothing: `debate.embedded` starts what DATABASE_URL and REDIS_URL don't name."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.urls import reverse_lazy

from debate import embedded, mail

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = embedded.data_dir()

# The public address, as people type it; https switches on secure cookies, redirects and HSTS.
PORT = int(os.environ.get("MOOT_PORT") or 8000)
PUBLIC_URL = os.environ.get("MOOT_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
_public = urlsplit(PUBLIC_URL)
_https = _public.scheme == "https"

SECRET_KEY = embedded.secret_key()
DEBUG = False
ALLOWED_HOSTS = [_public.hostname or "", "127.0.0.1", "localhost", *os.environ.get("MOOT_HOSTS", "").split()]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "debate.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "channels",
    "debate",
    "judges",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "judges.languages.PeoplesLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "debate.urls"
ASGI_APPLICATION = "debate.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "debate.templating.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Four connections a process carry 100 model calls in flight, since none is held during a call (measured).
POOL = int(os.environ.get("MOOT_DB_POOL", "4"))
# Checked as they are taken, 0.03 ms: else each that a restart of PostgreSQL broke would cost a paid reply or an error.
DATABASES = {"default": dj_database_url.parse(embedded.database_url(), conn_max_age=0, conn_health_checks=True)}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    # Django switches prepared statements off; `debate.models.statements` lives by them.
    "prepare_threshold": 5,
    "pool": {"min_size": 1, "max_size": POOL, "timeout": 30} if POOL else False,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = embedded.redis_url()
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "moot"},
    }
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
# Seconds in which a worker that shall end may finish its calls in flight.
GRACE = float(os.environ.get("MOOT_GRACE", "10"))

# What Prometheus must show to read /metrics; nothing = nobody reads them.
METRICS_TOKEN = os.environ.get("MOOT_METRICS_TOKEN", "")

# The offline model listens on a socket of its own; an address here replaces it.
OFFLINE_SOCKET = embedded.offline_socket()
OFFLINE_URL = os.environ.get("MOOT_OFFLINE_URL", "")
# Which hosts each MOOT_KEY_* may be sent to: "MOOT_KEY_OPENAI=api.openai.com MOOT_KEY_LOCAL=127.0.0.1".
KEY_HOSTS = dict(pair.split("=", 1) for pair in os.environ.get("MOOT_KEY_HOSTS", "").split())
# Hosts, addresses and networks outside the public internet that models may be called at: "127.0.0.1 10.1.0.0/16".
PRIVATE_HOSTS = os.environ.get("MOOT_PRIVATE_HOSTS", "").split()

# Where mail is handed in, and whom it is from; without both, no invitation is sent and its link is to be copied.
DEFAULT_FROM_EMAIL = os.environ.get("MOOT_EMAIL_FROM", "")
EMAIL_SET_UP = bool(DEFAULT_FROM_EMAIL and os.environ.get("MOOT_EMAIL"))
globals().update(mail.settings_of(os.environ.get("MOOT_EMAIL", "")))

AUTHENTICATION_BACKENDS = [
    "debate.people.ByInvitation",
    "django.contrib.auth.backends.ModelBackend",
    "sesame.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# "required": nobody who follows or sets up studies signs in without a second factor; else whoever wants has one.
SECOND_FACTOR_REQUIRED = os.environ.get("MOOT_SECOND_FACTOR", "") == "required"
OTP_TOTP_ISSUER = "Moot"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SESAME_MAX_AGE = 60 * 60 * 24
SESAME_ONE_TIME = True

SESSION_ENGINE = "debate.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _https
# Whoever watches over the processes asks each of them, past the proxy.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("MOOT_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# The admin's look: ink on paper like every other page, and the steps of setting up in their order.
INK = {
    "50": "#f5f5f3",
    "100": "#e9e9e6",
    "200": "#d6d7d6",
    "300": "#c4c7ca",
    "400": "#b4b8bc",
    "500": "#a0a6ad",
    "600": "#3b424a",
    "700": "#30363d",
    "800": "#262b31",
    "900": "#1b1f23",
    "950": "#111417",
}
PAPER = {
    "50": "#f7f7f4",
    "100": "#eeeeea",
    "200": "#dcdcd5",
    "300": "#c2c4c2",
    "400": "#a9b0b8",
    "500": "#717880",
    "600": "#555c64",
    "700": "#3a4047",
    "800": "#262a2f",
    "900": "#15171a",
    "950": "#0e1012",
}
UNFOLD = {
    "SITE_TITLE": "Moot",
    "SITE_HEADER": "Moot",
    "SITE_SUBHEADER": "Set up",
    "SITE_ICON": "/static/moot.svg",
    "SITE_URL": "/",
    "SITE_FAVICONS": [{"rel": "icon", "href": "/static/moot.svg", "type": "image/svg+xml"}],
    "BORDER_RADIUS": "6px",
    "COLORS": {"primary": INK, "base": PAPER},
    "SIDEBAR": {
        "navigation": [
            {"items": [{"title": "Results", "icon": "monitoring", "link": "/", "active": False}]},
            {
                "title": "Set up",
                "separator": True,
                "items": [
                    {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist")}
                    for title, icon, model in (
                        ("Question sets", "quiz", "debate_questionset"),
                        ("Endpoints", "dns", "debate_endpoint"),
                        ("Protocols", "forum", "debate_protocolconfig"),
                        ("Plants", "psychiatry", "debate_plantkind"),
                        ("Pools of judges", "groups", "debate_pool"),
                        ("Experiments", "science", "debate_experiment"),
                        ("Studies", "workspaces", "debate_study"),
                    )
                ],
            },
            {
                "title": "Look up",
                "separator": True,
                "items": [
                    {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist")}
                    for title, icon, model in (
                        ("Questions", "help", "debate_question"),
                        ("Passages", "article", "debate_passage"),
                        ("Users", "person", "auth_user"),
                    )
                ],
            },
            {
                "title": "Yourself",
                "separator": True,
                "items": [{"title": "Second factor", "icon": "lock", "link": reverse_lazy("second_factor_set_up")}],
            },
        ]
    },
}

# Pages for people who judge; researchers' pages speak English. Each catalogue is complete: a test compares them.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "judges" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# "json" for machines that gather logs; only it leaves out what may be anybody's words.
PLAIN_LINES = {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
JSON_LINES = {"()": "debate.logs.json_lines"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": JSON_LINES if os.environ.get("MOOT_LOG") == "json" else PLAIN_LINES},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # uvicorn brings handlers of its own.
    "loggers": {"uvicorn": {"handlers": [], "propagate": True, "level": "WARNING"}},
}
