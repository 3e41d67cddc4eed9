"""Problems of a whole workspace: grouped as ``theatrum check`` groups them, and mended where it is known how."""
