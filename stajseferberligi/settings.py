"""All settings, read once from the environment (`.env.example` lists every variable).

Three modes. `production` is the default and refuses to start with anything that belongs to the other two: the demo secret, DEBUG,
a clock that can be moved, or a stand-in adapter. `demo` is what `make demo` runs. `test` is what the tests run.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env.str("STAJ_MODE", default="production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"STAJ_MODE must be production, demo or test, not {MODE!r}.")
PRODUCTION = MODE == "production"

DEMO_SECRET = "demo-secret-that-production-refuses"  # noqa: S105  (named so that nobody takes it for a real one)
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else DEMO_SECRET)
DEBUG = env.bool("DEBUG", default=False)
# A simulation may move the clock (see stajseferberligi/clock.py); nobody else may.
SIMULATION = env.bool("SIMULATION", default=MODE == "test")
# "mailbox" keeps letters in the database for administrators to read: a stand-in for a mail server.
MAIL = env.str("MAIL", default="smtp" if PRODUCTION else "mailbox")
if MAIL not in {"smtp", "mailbox"}:
    raise ImproperlyConfigured(f"MAIL must be smtp or mailbox, not {MAIL!r}.")

if PRODUCTION:
    if not SECRET_KEY or SECRET_KEY == DEMO_SECRET:
        raise ImproperlyConfigured("Production needs a SECRET_KEY of its own.")
    if DEBUG:
        raise ImproperlyConfigured("Production does not start with DEBUG.")
    if SIMULATION:
        raise ImproperlyConfigured("Production does not start with SIMULATION: its clock is the database's.")
    if MAIL == "mailbox":
        raise ImproperlyConfigured("Production does not start with MAIL=mailbox: letters would reach nobody.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")  # links in letters begin with it

INSTALLED_APPS = [
    "stajseferberligi",
    "stajseferberligi.accounts",
    "stajseferberligi.programme",
    "stajseferberligi.journal",
    "stajseferberligi.notifications",
    "stajseferberligi.jobs",
    "stajseferberligi.requests",
    "candidates",
    "employers",
    "interviews",
    "offers",
    "stajseferberligi.apps.AdministrationConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # its templates, so that ours (FORM_RENDERER) can stand before them
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # closed by default
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "stajseferberligi.urls"
FORM_RENDERER = "stajseferberligi.rendering.FormRenderer"
WSGI_APPLICATION = "stajseferberligi.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stajseferberligi.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "stajseferberligi.templatetags.ui"],
        },
    }
]

# Prepared statements and persistent connections: without them the planner, not the work, is what a decision costs.
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://app@127.0.0.1:5432/staj")}
DATABASES["default"].update(
    {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 1,
            "connect_timeout": 5,
            # A person waits at most 3 s for a lock and 10 s for an answer; commands raise these for themselves.
            "options": "-c lock_timeout=3000 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=30000"
            + (" -c staj.simulation=on" if SIMULATION else ""),
        },
    }
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # the tables are the record, the broker is a nudge
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Whoever nudges gives up at once when the broker is away (max_retries) or mute (socket_timeout): a person waits, and the row is the queue.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 0}
CELERY_TIMEZONE = "Europe/Istanbul"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "stajseferberligi.accounts.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
# A dormitory or a mobile carrier is one address: limits count accounts, and addresses only generously.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "10/m/key,300/m/ip", "signup": "300/m/ip", "reset_password": "60/m/ip,5/m/key"}

LANGUAGE_CODE = "tr"
LANGUAGES = [("tr", _("Turkish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "stajseferberligi" / "locale"]
FORMAT_MODULE_PATH = ["stajseferberligi.formats"]
TIME_ZONE = "Europe/Istanbul"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None  # elsewhere files are served from where they are
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

EMAIL_BACKEND = {"smtp": "django.core.mail.backends.smtp.EmailBackend", "mailbox": "stajseferberligi.notifications.mailbox.EmailBackend"}[
    MAIL
]
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25") if MAIL == "smtp" else {})
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Staj Seferberliği <bildirim@staj.example>")
EMAIL_TIMEOUT = 10

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = env.bool("HTTPS", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^saglik/$"]  # the container's own health check speaks plain HTTP
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=60 * 60 * 24 * 365 if SESSION_COOKIE_SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "staj"}}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],  # each door names its own
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "stajseferberligi.api.answer_exception",
    "DEFAULT_THROTTLE_RATES": {"token": "600/min", "user": "300/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Staj Seferberliği API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "OfferState": "offers.states.OfferStatus",
        "EndReason": "offers.states.EndReason",
        "DeclineReason": "offers.states.DeclineReason",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "stajseferberligi.redaction.PersonalDataFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_personal_data"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
