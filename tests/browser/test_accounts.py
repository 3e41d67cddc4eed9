"""Accounts in a real browser: second factor, passkey, token, invitation without SMTP, terms."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.accounts import PASSWORD, make_user
from tests.support.site import Site, complaints
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.actions import terms
from theatrum.repository.accounts.principals import OPERATOR

NEW_PASSWORD = "a long enough password"


def _prove(page: Page) -> None:
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def _expect_signed_in(page: Page, name: str) -> None:
    expect(page.locator("summary", has_text=name)).to_be_visible()


def _sign_out(page: Page) -> None:
    page.locator("summary", has_text="anna").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_authenticator_app(site: Site, page: Page) -> None:
    make_user("anna")
    site.sign_in(page, "anna", PASSWORD)
    page.goto(f"{site.url}/settings/security")
    page.get_by_role("link", name="Turn on").click()
    _prove(page)
    secret = page.get_by_role("textbox", name="secret").inner_text()
    page.get_by_label("Authenticator code").fill(_code(secret, steps_back=1))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    codes = page.get_by_role("textbox", name="recovery codes").inner_text().split()
    assert len(codes) == 10
    assert complaints(page, "recovery codes") == []
    page.goto(f"{site.url}/account/2fa/totp/deactivate/")
    expect(page.get_by_role("button", name="Turn it off")).to_be_visible()
    assert complaints(page, "turning off") == []

    _sign_out(page)
    site.sign_in(page, "anna", PASSWORD)
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    assert complaints(page, "second factor") == []
    page.get_by_label("Code").fill(_code(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    _expect_signed_in(page, "anna")


def test_passkey(site: Site, page: Page, context: BrowserContext) -> None:
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    abilities = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**device, **abilities}})
    make_user("anna")
    site.sign_in(page, "anna", PASSWORD)
    page.goto(f"{site.url}/settings/security")
    page.get_by_role("link", name="Add a passkey").click()
    _prove(page)
    page.get_by_label("Name").fill("This laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{site.url}/account/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="This laptop")).to_be_visible()
    found = complaints(page, "passkeys")
    for name in ("edit", "remove"):
        page.goto(site.url + str(page.locator(f'main a[href*="/{name}/"]').get_attribute("href")))
        found += complaints(page, f"{name} a passkey")
        page.go_back()
    assert found == []

    _sign_out(page)
    page.goto(f"{site.url}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    _expect_signed_in(page, "anna")


def test_token_is_shown_once_and_opens_the_wire(site: Site, page: Page) -> None:
    make_user("anna")
    site.sign_in(page, "anna", PASSWORD)
    page.goto(f"{site.url}/settings/tokens")
    page.get_by_label("Name").fill("laptop")
    page.get_by_role("button", name="Make token").click()
    text = page.get_by_role("textbox", name="token", exact=True).inner_text()
    assert complaints(page, "new token") == []
    assert f"repoEndpoint = {site.url}/repo/v1" in page.get_by_role("textbox", name="configuration").inner_text()
    answer = page.request.get(f"{site.url}/repo/v1/userProfile", headers={"Authorization": f"Bearer {text}"})
    assert answer.json()["userName"] == "anna"
    page.goto(f"{site.url}/settings/tokens")
    assert text not in page.content()
    page.get_by_role("button", name="Revoke laptop").click()
    page.get_by_role("dialog", name="Revoke “laptop”?").get_by_role("button", name="Revoke it").click()
    expect(page.get_by_text("The token is revoked")).to_be_visible()


def test_copy_button_copies(site: Site, page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}/design")
    page.get_by_role("button", name="Copy command").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "synapse login -p thm_…"


def test_invitation_without_smtp_from_end_to_end(site: Site, page: Page, context: BrowserContext) -> None:
    make_user("admin", is_administrator=True)
    site.sign_in(page, "admin", PASSWORD)
    page.get_by_role("link", name="Administration").click()
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="People").click()
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill("dora@example.org")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.get_by_role("textbox", name="invitation link").inner_text()
    page.get_by_role("link", name="Mail").click()
    assert complaints(page, "mail") == []
    mail = page.get_by_role("article").filter(has_text="dora@example.org").first
    assert mail.get_by_role("textbox", name="link").inner_text() == link

    context.clear_cookies()
    page.goto(link)
    page.get_by_label("User name").fill("dora")
    page.get_by_label("First name").fill("Dora")
    page.get_by_label("Last name").fill("Diaz")
    page.get_by_label(re.compile("^Password$")).fill(NEW_PASSWORD)
    page.get_by_label("Password once more").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    _expect_signed_in(page, "dora")


def test_terms_stand_before_everything(site: Site, page: Page) -> None:
    make_user("anna")
    with writing():
        terms.publish_terms(actor=OPERATOR, version="2026-11", text="Be careful.")
    site.sign_in(page, "anna", PASSWORD)
    page.goto(f"{site.url}/settings/tokens")
    expect(page.get_by_text("Please read these terms")).to_be_visible()
    page.get_by_role("button", name="I accept these terms").click()
    expect(page.get_by_role("heading", name="Access tokens")).to_be_visible()


def test_keyboard_alone_signs_in(site: Site, page: Page) -> None:
    make_user("anna")
    page.goto(f"{site.url}/account/login/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_label("Login").focus()
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    _expect_signed_in(page, "anna")


def test_pages_work_without_scripts(site: Site, context: BrowserContext) -> None:
    browser = context.browser
    assert browser is not None
    make_user("anna")
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    site.sign_in(page, "anna", PASSWORD)
    _sign_out(page)
    plain.close()


def _code(secret: str, *, steps_back: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 - steps_back)))
