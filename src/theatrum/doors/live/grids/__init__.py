"""The websocket of a grid: seats, and the hub that tells all of them what happens, in order."""
