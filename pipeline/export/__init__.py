"""Datasets for other tools: spreadsheets, Stata and SPSS, with Danish headings and labels."""
