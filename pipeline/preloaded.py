"""Importing this loads the entity model, so that worker processes copied from here do not each load it."""

from __future__ import annotations

from maaltal.extractors.entity_blanks import group_in

group_in("Mindst 40 pct. af de nye elever skal svømme.")
