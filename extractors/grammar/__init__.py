"""Small pure readers of Danish numbers and periods, used by every extractor."""
