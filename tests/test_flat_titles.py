"""Titles of transcripts that run into the text below them: glued, lettered, counted on, or listed with leaders."""

from __future__ import annotations

import pytest
from maaltal.pipeline.flat_titles import titles_in
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read
from maaltal.pipeline.segment import segment

COMMON = " Her bor mange unge, og krisen har ramt dem. De sygemeldte skal ringes op, og ledige får hjælp."


@pytest.mark.parametrize(("text", "expected"), [
    ("Kortere vej tilbage Sygemeldte skal ringes op i den første uge.", ["Kortere vej tilbage"]),
    ("Der er travlt. Tidlig hjælp til nyledige Krisen har sendt mange ud.", ["Tidlig hjælp til nyledige"]),
    ("Nye borgere bliver hurtigt kolleger Vi modtager ikke mange.", ["Nye borgere bliver hurtigt kolleger"]),
    ("A. Sygefraværet skal ned. Det er højt. B. Flere skal i job. Der er få. C. Hjælp til tiden. Den er sen.",
     ["A. Sygefraværet skal ned.", "B. Flere skal i job.", "C. Hjælp til tiden."]),
    ("Fokusområde A: Unge i lære. De er få. Fokusområde B: Syge tilbage. De er mange. Fokusområde C: Job. De er der.",
     []),  # the third is too short for a title
    ("Fokusområde A: Unge i lære. Få. Fokusområde B: Syge tilbage. De er mange. Fokusområde C: Plads til alle. Ja.",
     ["Fokusområde A: Unge i lære.", "Fokusområde B: Syge tilbage.", "Fokusområde C: Plads til alle."]),
    ("Vi samarbejder med Jobcenter Nordby om dem.", []),  # a name
    ("Herudover ønsker Krisen ingen.", []),
    ("Kommunen er med i projektet Flere skal med, som støttes.", []),
    ("Mål 7 En hurtig og rettidig indsats. Der følges op.", []),  # a number ends no title
])
def test_titles(text, expected):
    whole = text + COMMON
    assert [whole[start:end] for start, end in sorted(titles_in(whole, [(0, len(whole))]))] == expected


def test_contents_with_leaders_in_front_of_the_pages_name_the_headings():
    pages = ["Transkript", "1 Beskæftigelsesplan 2018 Nordby Kommune",
             "2 Indhold Indledning... 3 Byrådets fokusområder... 4 Sådan følger vi op... 5",
             "3 Indledning Denne plan gælder et år. " + 8 * "Der arbejdes med mange ting på én gang i kommunen. ",
             "4 Byrådets fokusområder Ud over dem er der andre. " + 8 * "De unge fylder meget i arbejdet. ",
             "5 Sådan følger vi op Udvalget får tal hvert kvartal. " + 8 * "Tallene drøftes på hvert møde. "]
    document = segment(read("plan.txt", "\n\n".join(pages).encode()))
    headings = [block.text for block in document.blocks if block.kind == "heading"]
    assert {"Indledning", "Byrådets fokusområder", "Sådan følger vi op"} <= set(headings)


def test_a_glued_title_of_a_goal_is_read_as_its_heading():
    goals = ["Flere unge i lære", "Kortere vej tilbage efter sygdom", "Færre ledige uden plan"]
    texts = ["Unge uden plads", "Sygemeldte", "Ledige over 50 år"]
    pages = ["Transkript", "1 Beskæftigelsesplan 2018 Nordby Kommune",
             "2 Vores egne mål Ud over ministerens mål har udvalget besluttet tre lokale mål. De er valgt med omhu. "
             + " ".join(f"{goal} {text} får hjælp. " + 5 * "De unge, de sygemeldte og ledige følges tæt. " + "Det går."
                        for goal, text in zip(goals, texts, strict=True))]
    rows = process(read("plan.txt", "\n\n".join(pages).encode())).rows["goals"]
    assert [(row.level, row.title) for row in rows] == [("local", goal) for goal in goals]
