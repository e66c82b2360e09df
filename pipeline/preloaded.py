"""Importing this loads the entity model, so that worker processes copied from here do not each load it."""

from __future__ import annotations

import gc

from maaltal.extractors.entity_blanks import group_in
from maaltal.extractors.lexicon.compiling import keep

from .thrift import be_thrifty

be_thrifty()
group_in("Mindst 40 pct. af de nye elever skal svømme.")
keep()
gc.freeze()  # what is loaded stays: it is neither looked through for garbage nor copied
