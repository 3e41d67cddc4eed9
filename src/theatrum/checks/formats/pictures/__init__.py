"""Pictures as cameras and programs write them, PNG and JPEG: a photo for a reviewer, and metadata around it."""
