-- A module that is only its effect.
LOADED = (LOADED or 0) + 1
