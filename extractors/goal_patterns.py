"""How goals are written: numbered, labelled, with their origin beside them, in one sentence with their aim."""

from __future__ import annotations

import regex

from .phrases import words

LEVEL = {"ministerial_goal": "ministerial", "local_goal": "local", "overall_goal": "overall"}
NUMBERED = regex.compile(
    rf"(?:(?P<label>{words('goal_label')})\s*(?:nr\.?\s*)?(?P<number>\d{{1,2}}|(?-i:[A-H])(?!\p{{L}}))?\s*(?:\((?P<origin>{words('goal_origin')})\))?"
    r"(?P<mark>\s*[.:)–-])?|\(?(?P<plain>\d{1,2}|(?-i:[a-hA-H]))[.)])\s*(?=\p{Lu}|$)",
    regex.IGNORECASE,
)
SECTION_BEFORE_LABEL = regex.compile(rf"\d{{1,2}}(?:\.\d{{1,2}})*\.?\s+(?={words('goal_label')}\b)", regex.IGNORECASE)
ORIGIN = regex.compile(rf"\s*[-–(,]?\s*(?<!\w)(?P<origin>{words('goal_origin')})\)?\s*$", regex.IGNORECASE)
ORIGIN_BESIDE = regex.compile(  # a row of a goal table in a flattened text: number, title, origin, text
    rf"(?<![\d.,])\b(?P<number>\d{{1,2}})\. (?P<title>(?-i:\p{{Lu}})[^.:;]{{3,80}}?) (?-i:(?=\p{{Lu}}))"
    rf"(?P<origin>{words('goal_origin')})(?-i:(?= \p{{Lu}}))",
    regex.IGNORECASE,
)
ORIGIN_INSIDE = regex.compile(
    rf"(?-i:(?=\p{{Lu}}))(?<!\w)(?P<origin>{words('goal_origin')})\b|\((?P<bracket>{words('goal_origin')})\)",
    regex.IGNORECASE,
)
OVERALL = regex.compile(
    rf"(?:{words('whose')})?\s*{words('overarching')} (?:\w+ )?mål(?:sætning)?\b"
    rf"[^.:]{{0,90}}?(?:\ber\b|\blyder\b)(?:\s[^.:,]{{0,60}}?)??"
    r"(?:,?\s*at\s|:\s*|\s*[\"”“»])(?P<title>[^.\"”“«]{15,300})"
    rf"|{words('whose')} (?:\w+ )?{words('direction_of_all')}(?: for \d{{4}})?"
    r"(?:\s(?:er|lyder)(?: (?:derfor|fortsat|stadig))?(?:[,:]?(?: at)?\s|\s\w+:\s)|:\s*)"
    rf"(?P<direction>\p{{L}}[^.]{{15,300}})",
    regex.IGNORECASE,
)
OVERALL_WORD = regex.compile(rf"{words('overarching')}|{words('direction_of_all')}", regex.IGNORECASE)
ORDINAL_AIM = regex.compile(
    rf"Det {words('ordinal')} (?:mål )?er,? at (?P<title>[^.]{{15,250}})"
    rf"|(?<!\w)[Ee]t (?:nyt )?{words('ordinal')} (?:lokalt )?mål\b[^.:]{{0,60}}:\s+(?P<named>\p{{Lu}}[^.]{{15,250}})"
)
CHAPTER_OF_GOALS = regex.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s*|kap\w*\.? \d+[.:]?\s*)?(?:(?:\w+)"
    r"\s){0,2}(?:minister)?mål(?:ene)?\b(?: for| og kommunens| \d{4}|$)",
    regex.IGNORECASE,
)
OWN = regex.compile(rf"{words('own_goal')} (?:er|lyder)[,:]?(?: at)? (?P<title>[^.]{{12,250}})", regex.IGNORECASE)
CAPTION = regex.compile(r"(?:tabel|figur)\b", regex.IGNORECASE)
THAT_IS_THE_GOAL = regex.compile(
    rf"(?P<title>[^.:]{{15,300}})\.\s+Det er {words('whose')} {words('overarching')} mål\b", regex.IGNORECASE
)
OPERATIVE = regex.compile(rf"\s+(?={words('operative')}\b)")
SENTENCE = regex.compile(r"[^.!?]{12,260}[.!?]?")
MAX_TITLE = 220
