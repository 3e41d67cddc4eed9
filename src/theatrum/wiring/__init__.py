"""Settings, URLs, ASGI and the processes: the one place that reads the environment or knows everything."""
