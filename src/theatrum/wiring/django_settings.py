"""Django's settings, derived from ours; there is nothing to set here."""

from typing import Any
from urllib.parse import unquote, urlsplit

from theatrum.drivers.installation import derive, root_key
from theatrum.wiring.environment import read_settings

THEATRUM = read_settings()
_public = urlsplit(THEATRUM.base_url)
_secure = _public.scheme == "https"

SECRET_KEY = derive(root_key(THEATRUM.data), "django").hex()
DEBUG = THEATRUM.debug
# Links are built from base_url, never from Host. A name that leads a browser to this machine by a trick of
# DNS is refused, unless we listen to the world under no name of our own.
_is_open = not THEATRUM.public_url and not THEATRUM.is_loopback
ALLOWED_HOSTS = ["*"] if _is_open else [_public.hostname or "", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [THEATRUM.base_url]
ROOT_URLCONF = "theatrum.wiring.urls"
WSGI_APPLICATION = None

INSTALLED_APPS = [
    "theatrum.repository.audit",
    "theatrum.repository.access",
    "theatrum.repository.accounts",
    "theatrum.repository.files",
    "theatrum.repository.schemas",
    "theatrum.repository.entities",
    "theatrum.repository.tables",
    "theatrum.repository.destinations",
    "theatrum.repository.downloads",
    "theatrum.repository.activities",
    "theatrum.repository.records",
    "theatrum.repository.wiki",
    "theatrum.repository.grids",
    "theatrum.repository.grids.comments",
    "theatrum.repository.grids.folders",
    "theatrum.consortium.events",
    "theatrum.consortium.centers",
    "theatrum.consortium.known",
    "theatrum.consortium.numbering",
    "theatrum.consortium.calendar",
    "theatrum.consortium.onboarding",
    "theatrum.consortium.onboarding.quiz",
    "theatrum.consortium.onboarding.checklists",
    "theatrum.consortium.onboarding.plans",
    "theatrum.consortium.onboarding.sessions",
    "theatrum.consortium.onboarding.reminders",
    "theatrum.consortium.onboarding.practice",
    "theatrum.consortium.submissions",
    "theatrum.consortium.tiers",
    "theatrum.consortium.exceptions",
    "theatrum.consortium.linking",
    "theatrum.consortium.curation",
    "theatrum.consortium.readiness",
    "theatrum.consortium.releases",
    "theatrum.consortium.curation.mappings",
    "theatrum.consortium.exchange",
    "theatrum.consortium.screening",
    "theatrum.consortium.rfcs",
    "theatrum.consortium.helpdesk",
    "theatrum.consortium.liaison",
    "theatrum.consortium.handbook",
    "theatrum.consortium.notices",
    "theatrum.consortium.notices.announcements",
    "theatrum.consortium.notices.arrivals",
    "theatrum.consortium.notices.inbox",
    "theatrum.consortium.notices.webhooks",
    "theatrum.drivers.jobs",
    "theatrum.drivers.mail",
    "theatrum.doors.web",
    "theatrum.wiring",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "theatrum.doors.web.middleware.ProxyHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "theatrum.doors.web.middleware.SecurityHeaders",
    "theatrum.doors.web.middleware.DomainErrors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "theatrum.doors.web.middleware.CleanText",
    "theatrum.doors.web.gates.AccountGates",
    "theatrum.doors.web.viewing.ViewAsCenter",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "theatrum.doors.web.context.installation",
            ],
        },
    },
]


def _sqlite() -> dict[str, Any]:
    return {
        "ENGINE": "theatrum.drivers.db.sqlite",
        "NAME": str(THEATRUM.data / "theatrum.sqlite3"),
        "OPTIONS": {
            # IMMEDIATE: the default lost no update here, where DEFERRED failed or lost many (ADR 0006).
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _query(parts.query, "host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _query(query: str, name: str) -> str:
    pairs = (pair.partition("=") for pair in query.split("&"))
    return next((unquote(value) for key, _, value in pairs if key == name), "")


DATABASES = {"default": _postgresql(THEATRUM.database_url) if THEATRUM.database_url else _sqlite()}
if not THEATRUM.database_url:
    DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "theatrum.repository.accounts.hashing.CappedArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "theatrum.doors.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
# Sign-up is closed: strangers' addresses get no mail, and without SMTP no message in the folder.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = bool(THEATRUM.smtp_url)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "theatrum.doors.web.accounts.second_factors.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
# Browsers allow passkeys on http://localhost only; everywhere else TLS is required anyway.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _secure
MFA_TOTP_ISSUER = "Theatrum"
# A phone whose clock is half a minute off still signs in; used codes are remembered, so none works twice.
MFA_TOTP_TOLERANCE = 1

# Limits on sign-in and used one-time codes: in the database, so that all web processes count together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}

EMAIL_BACKEND = "theatrum.drivers.mail.backend.EmailBackend"
DEFAULT_FROM_EMAIL = THEATRUM.mail_from

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "theatrum.doors.web.errors.csrf_failure"
# The wire is asked for big annotation sets; file bytes never pass through Django.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024**2
APPEND_SLASH = False

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
STATIC_URL = "/static/"
STATIC_ROOT = THEATRUM.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MIGRATION_MODULES: dict[str, str] = {}
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING_CONFIG = None
