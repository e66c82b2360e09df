"""How goals are written: numbered, labelled, with their origin beside them, in one sentence with their aim."""

from __future__ import annotations

import regex

from .phrases import words

LEVEL = {"ministerial_goal": "ministerial", "local_goal": "local", "overall_goal": "overall"}
NUMBERED = regex.compile(
    rf"(?:(?P<label>{words('goal_with_ordinal')} (?P<number>\d{{1,2}})\. mål)(?P<mark>\s?[:–-])"
    rf"|(?P<label>{words('goal_label')})\s*(?:nr\.?\s*)?(?P<number>\d{{1,2}}(?:\.\d{{1,2}})?(?![\d,])|(?-i:[A-H]|[IVX]{{1,4}})(?!\p{{L}}))?"
    r"(?!\s*(?:og|til|samt|[,&+–-])\s*\d)"  # `Mål 1 og 2: Reserven` heads a group of goals
    rf"(?:\s(?:for|i) (?:19|20)\d\d(?=\s?[:–-]))?\s*"
    rf"(?:(?:\(|[·•|]\s*)(?P<origin>{words('goal_origin')})\)?|\((?P<origin>(?-i:[ML]))\))?"
    r"(?P<mark>\s*[.:)–-])?|\(?(?P<plain>\d{1,2}|(?-i:[a-hA-H]|[IVX]{1,4}))[.)])\s*(?=[»“”\"]?\p{Lu}|$)",
    regex.IGNORECASE,
)
SECTION_BEFORE_LABEL = regex.compile(rf"\d{{1,2}}(?:\.\d{{1,2}})*\.?\s+(?={words('goal_label')}\b)", regex.IGNORECASE)
ORIGIN = regex.compile(rf"\s*[-–(,]?\s*(?<!\w)(?P<origin>{words('goal_origin')})\)?\s*$", regex.IGNORECASE)
ORIGIN_BESIDE = regex.compile(  # a row of a goal table in a flattened text: number, title, origin, text
    rf"(?<![\d.,])\b(?P<number>\d{{1,2}})\. (?P<title>(?-i:\p{{Lu}})[^.:;]{{3,80}}?) (?-i:(?=\p{{Lu}}))"
    rf"(?P<origin>{words('goal_origin')})(?-i:(?= \p{{Lu}}))",
    regex.IGNORECASE,
)
ORIGIN_BELOW = regex.compile(  # `Plads til handicap på arbejdspladsen Ministermål Flere skal ...`, a line each
    rf"(?P<title>\p{{Lu}}[^.:;|]{{8,90}}?)\s(?P<origin>{words('origin_line')})(?=\s\p{{Lu}}|$)"
)
ORIGIN_INSIDE = regex.compile(
    rf"(?-i:(?=\p{{Lu}}))(?<!\w)(?P<origin>{words('goal_origin')})\b|\((?P<bracket>{words('goal_origin')})\)",
    regex.IGNORECASE,
)
_TO_STOP = r"(?:[^.]|(?<=\d)\.(?=\d{3})|(?<=\bpct)\.(?= \p{Ll}))"  # up to a full stop; not that in 1.000, `5 pct. af`
OVERALL = regex.compile(
    rf"{words('overarching')} mål(?:sætning)?\b[^.:]{{0,60}} {words('in_these_words')}:\s"
    rf"(?P<worded>\p{{Lu}}[^.:;]{{15,200}})|"
    rf"(?:{words('overarching')} |hoved)mål\b(?: for (?:19|20)\d\d)?:\s(?P<named>\p{{Lu}}[^.:;]{{15,200}})"
    rf"|(?:{words('whose')})?\s*{words('overarching')} (?:\w+ )?mål(?:sætning)?\b"
    rf"[^.:]{{0,90}}?(?:\ber\b|\blyder\b)(?:\s[^.:,]{{0,60}}?)??"
    r"(?:,?\s*at\s|:\s*|\s*[\"”“»])(?P<title>(?:[^.\"”“«]|(?<=\bpct)\.(?= \p{Ll})){15,300})"
    rf"|(?<!\w)det er {words('whose_in_full')} {words('overarching')} mål(?:sætning)?(?: for [^.:;,]{{3,60}})?,? at"
    r" (?P<declared>[^.:;]{30,200}?)(?=, (?:hvilket|hvad|som|og det)\b|[.:;]|$)"
    r"|hovedmål\b[^.:;,]{0,60} (?:er|lyder),? at (?P<main>[^.:;]{15,200})"
    rf"|{words('overarching')} pejlemærke[^.:;,]{{0,60}} er,?(?: at)? (?P<mark>[^.:;]{{15,200}})"
    rf"|én {words('overarching')} mål(?:sætning)?\b[^.:;]{{0,60}}:\s(?P<one>\p{{Lu}}[^.:;]{{15,200}})"
    rf"|(?<!\w)som det {words('overarching')} mål\b[^.:;,]{{0,60}} har [^.:;,]{{3,40}}"
    rf" (?:fastlagt|vedtaget|besluttet|valgt),? at (?P<laid>{_TO_STOP}{{15,300}})"
    rf"|(?<!\w)har som (?:sit |vores |et )?{words('overarching')} mål(?:sætning)?,? at (?P<has>{_TO_STOP}{{15,300}})"
    rf"|{words('whose')} (?:\w+ )?{words('direction_of_all')}(?: (?:for|på) [^.:;,]{{3,40}})?"
    r"(?:\s(?:er|lyder)(?: (?:derfor|fortsat|stadig))?(?:[,:]?(?: at)?\s|\s\w+:\s)|:\s*)"
    rf"(?P<direction>\p{{L}}{_TO_STOP}{{15,300}})"
    rf"|{words('whose')} {words('direction_of_all')}\b[^.:;]{{1,60}}:\s"  # `byrådets vision for os: I 2025 skal ...`
    rf"(?P<vision>(?=[^.:;]{{0,60}}\b(?:skal|vil)\b){_TO_STOP}{{15,300}})"
    r"|målet (?:med|for) (?:den |kommunens )?samlede \p{L}*indsats\p{L}*\b[^.:;,]{0,40} er,?"
    rf" at (?P<effort>{_TO_STOP}{{15,300}})",
    regex.IGNORECASE,
)
OVERALL_WORD = regex.compile(rf"{words('overarching')}|hovedmål|{words('direction_of_all')}", regex.IGNORECASE)
_OF_FIELD = r"(?: (?:på|for|inden for) [^.:;,]{3,40})?"
DECLARED = regex.compile(  # `Som kommunens særlige mål er vedtaget, at ...`, `Det er Byrådets mål, at ...`
    rf"(?<!\w)(?:som (?:et |kommunens |byrådets |vores )?{words('of_our_own')} mål\b[^.:;,]{{0,30}}"
    rf"|det er (?:\w+ )?(?:{words('whose_in_full')} mål|et lokalt mål)(?: for [^.:;,]{{3,60}})?"
    rf"|(?:byrådet|udvalget|kommunen|vi) (?:har )?(?:sat )?(?:sig |os )?det mål"
    rf"|(?:{words('whose_in_full')}|vores) eget (?:{words('ordinal')} )?mål{_OF_FIELD} er"
    rf"|(?:derfor|her|samtidig) er det (?:også )?(?:{words('whose_in_full')}|vores) (?:eget |lokale )?mål{_OF_FIELD}"
    rf"|det er (?:også |desuden |fortsat )(?:et|vores) (?:lokalt )?mål"
    rf"|(?:fastholder?|holder? fast i|viderefører?|står fast på) (?:sit|vores|{words('whose_in_full')}) mål om"
    rf"|målet for området er"
    rf"|vores (?:lokale|eget|egne) mål er"
    rf"|{words('whose_in_full')} (?:eget mål om|pejlemærke er|(?:(?:lokale|egne?t?) )?mål er(?: {words('still')})?)"
    rf"|(?:her|der|derfor) er {words('whose_in_full')} mål),? at "
    r"(?P<title>[^.:;]{15,200}?)(?=, (?:hvilket|hvad|og (?:det (?:gør|vil)|derfor|dermed))\b|[.:;]|$)",
    regex.IGNORECASE,
)
DECLARED_BY_MINISTER = regex.compile(  # `Ministerens mål er, at tilgangen begrænses`, `Det er et ministermål, at ...`
    rf"(?<!\w)(?:har ministeren som det {words('ordinal')} mål (?:bestemt|fastsat|udmeldt)"
    r"|ministerens mål er|det er (?:\w+ )?et ministermål|ministermålet om|ministerens mål om),? at "
    r"(?P<title>[^.:;]{15,200}?)(?=, og det\b|, (?:omsættes|omsætter|udmønte)|[.:;]|$)",
    regex.IGNORECASE,
)
OWN_NAMED = regex.compile(  # `Byrådet har føjet ét lokalt mål til: Sygemeldte skal ...`
    rf"(?<!\w)(?:(?:sit|vores|kommunens|byrådets) eget mål|{words('adds')} {words('one_goal_more')}(?: til)?"
    r"|mål(?:et|sætningen) (?:lyder|er formuleret)(?: således| sådan)?):\s"
    r"(?:\d{1,2}[.)]\s)?(?P<title>(?-i:\p{Lu})[^.:;]{12,200})",
    regex.IGNORECASE,
)
LABEL_INSIDE = regex.compile(  # `(ministermål 2: Tilgangen begrænses)`
    rf"(?<![\w-])(?P<label>{words('goal_of_origin')})\s?(?:nr\.?\s*)?"
    r"(?P<number>\d{1,2}|(?-i:[A-H])(?!\p{L}))?\s?(?:[:–-]|(?<=\d),)\s"
    r"(?P<title>(?-i:\p{Lu})[^.:;()]{6,160}?)(?=[.;)]|$|\s–\s|\s(?:ministermål|lokalt mål)\b"
    rf"|\s(?-i:\p{{Lu}})[\p{{L}}]*(?:mål|krav):|\s(?-i:{words('opens_sentence')})\b)",
    regex.IGNORECASE,
)
LABEL_BEHIND = regex.compile(  # `Unge skal videre i uddannelse (lokalt mål A)`
    r"(?:^|(?<=[.:;] )|(?<= og )|(?<=, ))(?:(?P<item>\d{1,2})[.)] |\d{1,2}(?:\.\d{1,2})*\.? )?"
    r"(?P<title>(?-i:\p{Lu})[^.:;()]{6,140}?) "
    rf"\((?P<label>{words('goal_of_origin')})(?: (?:nr\.?\s*)?(?P<number>\d{{1,2}}|(?-i:[A-H])))?\)",
    regex.IGNORECASE,
)
LISTED_SENTENCES = regex.compile(  # `Ministeren har givet os fire mål for 2012, og dem er vi enige i: `
    r"(?:minister\w*\b[^.:]{0,60}?\b(?:(?P<count>to|tre|fire|fem|seks|syv) mål\b[^.:]{0,60}:"
    r"|mål:)|ministermål(?:ene)?:)\s+(?=\p{Lu})",
    regex.IGNORECASE,
)
OWN_GOALS = regex.compile(r"(?:^|(?<=\p{L} ))(?:lokal(?:e|t)|(?:kommunens )?(?:egne|eget)) mål[.:]", regex.IGNORECASE)
INLINE_NUMBERED = regex.compile(  # `a) Flere i job. ...`, `2a. Flere i job. ...`, `Eget mål: 8. Flere i job. ...`
    r"(?:(?<=[.:] )(?P<number>\d|[a-h])\)|(?<=[.:] )(?P<number>\d{1,2}[a-h])[.)]|(?<=mål: )(?P<number>\d{1,2})\.)"
    r" (?P<title>\p{Lu}[^.:]{8,120})(?=[.:])"
)
INLINE_ITEM = regex.compile(
    r"(?<![\d.,])(?P<number>\d{1,2})\. (?P<title>\p{Lu}[^.:;]{8,180}?)"
    rf"(?=\s\d{{1,2}}\. \p{{Lu}}|\s{words('opens_sentence')}\s|[.:;]|$)"
)
LABELLED_IN_LINE = regex.compile(  # `Målene er: Mål 1 Flere i job. Mål 2 Færre unge på ydelse.`
    rf"(?<=[.:!] )(?P<label>{words('goal_label')}) (?P<number>\d{{1,2}}|(?-i:[A-H])\b)[.:]? "
    r"(?P<title>(?-i:\p{Lu})[^.:;]{8,160})(?=[.;:]|$)",
    regex.IGNORECASE,
)
NAMED_AFTER = regex.compile(  # `Ministeren har udmeldt fire mål, nemlig at flere unge ..., at færre ..., og at ...`
    r"(?P<whose>\w*minister\w*|lokale|egne)\b[^.:;]{0,60}?"
    r"\b(?:mål\b[^.:;]{0,30}?(?:,? nemlig|:|,)|peget på,?)\s(?=at\s)",
    regex.IGNORECASE,
)
NAMED_ITEM = regex.compile(r"at (?P<title>[^.;:]{12,180}?)(?=,? (?:og |samt )?at\s|[.;]|$)")
LISTED_BY_COMMAS = regex.compile(  # `Vi har tre lokale mål: flere i job, færre unge på gaden og hjælp til sygemeldte.`
    r"(?P<count>to|tre|fire|fem) (?:lokale|egne|fælles|overordnede) mål\b[^.:;]{0,40}:\s"
    r"(?P<items>\p{Ll}[^.:;]{20,250})[.;]"
)
COUNTED_LIST = regex.compile(rf"{words('counted_goals')}\b[^.:]{{0,60}}:\s(?=(?:1|a)[).])", regex.IGNORECASE)
COUNTED_ITEM = regex.compile(  # `Vi har to mål: 1) Flere i job, 2) Færre sygemeldte.`
    r"(?P<number>\d|[a-h])[).] (?P<title>\p{Lu}[^:;()]{8,160}?)"
    rf"(?=[,;.]? (?:og |samt )?(?:\d|[a-h])[).] |\s{words('opens_sentence')}\s|[.;](?:\s|$)|$)"
)
LETTERED_OFF = regex.compile(  # `indsatsen skal styrkes for a) at flere kommer i job, b) at ...`
    r"(?<=[\s(])(?P<number>[a-h])\) (?P<title>at \p{Ll}[^.:;()]{12,180}?)(?=,? (?:og |samt )?[b-h]\) |[.;]|$)"
)
COUNTED_OFF = regex.compile(rf"For det {words('ordinal')} (?P<title>(?:skal|vil)\s[^.:;]{{12,200}})")
CHAPTER_OF_GOALS = regex.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s*|kap\w*\.? \d+[.:]?\s*)?(?:(?:\w+)"
    r"\s){0,3}(?:minister)?mål(?:ene|sætninger)?\b(?: for| og kommunens| i \d{4}| \d{4}|$)",
    regex.IGNORECASE,
)
OWN = regex.compile(
    rf"{words('own_goal')}(?:(?: for [^.:;,]{{3,60}}?)? (?:er|lyder)[,:]?(?: at)?|:| [–-]) (?P<title>[^.]{{12,250}})",
    regex.IGNORECASE,
)
CAPTION = regex.compile(r"(?:tabel|figur|bilag|tillæg|kapitel)\b", regex.IGNORECASE)
THAT_IS_THE_GOAL = regex.compile(
    rf"(?P<title>[^.:]{{15,300}})\.\s+Det er {words('whose')} {words('overarching')} mål\b(?!,? at\b)",
    regex.IGNORECASE,
)
OPERATIVE = regex.compile(rf"\s+(?={words('operative')}\b)")
SENTENCE = regex.compile(r"[^.!?]{12,260}[.!?]?")
MAX_TITLE = 220
