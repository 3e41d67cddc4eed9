"""What hands do with a grid that Playwright has no word for: paste a text, drop a file."""

from playwright.sync_api import Page

_PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
_DROP = """([bytes, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name));
  const grid = document.querySelector("[data-grid]");
  grid.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
  grid.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def paste(page: Page, text: str) -> None:
    """Paste a text where the focus is, as from a spreadsheet."""
    page.evaluate(_PASTE, text)


def drop(page: Page, content: bytes, name: str) -> None:
    """Drop a file on the grid, as from a folder."""
    page.evaluate(_DROP, [list(content), name])
