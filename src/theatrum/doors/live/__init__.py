"""Connections outside Django: file bytes now, the grid's websocket later."""
