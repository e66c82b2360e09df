"""The order of the files: those that wait longest begin first, so that no worker is left waiting alone at the end."""

LONGEST = ("test_faults", "test_gold", "test_hostile", "test_dask", "test_boxes", "test_engine")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))
