"""In and out of a grid: tables that come in with a preview, workbooks that go out and come back, other downloads."""
