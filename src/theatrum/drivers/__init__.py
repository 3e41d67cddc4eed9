"""Database, bytes, jobs and mail: protocols first, then one module a backend."""
