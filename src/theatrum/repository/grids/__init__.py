"""Workspaces: open grids over record sets and views, whose cells change by operations that the server orders."""
