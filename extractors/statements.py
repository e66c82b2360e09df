"""Statements that demand something: a sentence, a list item with its lead-in, a labelled block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from ..schemas.text import Document
from .amount_parts import with_parts
from .amounts import DURATIONS, Amount, amounts
from .grammar.numbers import parse_number
from .grammar.quantities import Scan
from .labels import opens_baseline
from .lexicon import matcher
from .likely_demands import POSSIBLE, is_demand
from .passages import Passage
from .phrases import phrase, words
from .slots import OPENING_CLAUSE
from .statement_announcements import (
    LEAD_IN_END,
    announced_passages,
    announcing_weight,
    dated_by_last,
    dated_by_opening,
    declared_behind,
)
from .statement_headings import heading_weight
from .statement_joins import (
    carries_on,
    compares_on,
    dates,
    elaborates,
    is_second_value,
    joined,
    puts_off,
    runs_parallel,
    with_fact_before,
    with_what_it_points_to,
)
from .statement_labels import label_of, number_of
from .statement_model import ENOUGH, Announcement, Statement, compares, evidence_of, is_pending
from .statement_recaps import Recap, recap_of, signed
from .statement_runs import are_among_demands, dated_heading_of_levels, runs, states_result, with_deadlines
from .statement_telling import OPENING, are_level_and_target, is_bound, looks_ahead, narrates, tells_before
from .table_rows import unit_named
from .tables import Table

_ANNOUNCEMENT = regex.compile(rf"^(?:[^.!?]|(?<=\b{words('abbreviated')})\.){{3,220}}?:\s+(?=[\p{{Lu}}\d]|[a-h]\)\s)")
_LIST_ENTRY = regex.compile(
    r"(?:^|(?<=[:%.•▪●] )|(?<=pct\. |\b20\d\d ))(?:[•–-] )?"
    r"(?P<label>\p{Lu}[\p{L}\d/, \-–]{2,80}?)(?::|\s?(?:\.{4,}|…+))\s+"
    rf"(?=(?:{words('change_on')} |[Ff]ra \d[\d.,]* til )?(?:{words('amount_hedge')} )?[\dX]"
    rf"|{words('opens_comparison')}\b)"
)
_NUMBER = r"\d+(?:\.\d{3})*(?:,\d+)?"
_BARE_NUMBER = regex.compile(  # `70`, `højst 25`, `Fra 96 til under 80`
    rf"\s*(?:[Ff]ra (?P<level>{_NUMBER}) til )?(?:{words('amount_hedge')} )?(?P<number>{_NUMBER})(?=\.?\s*$)")
_CLAUSE = regex.compile(
    r"(?:;\s|,\s(?:og|men|samt)\s)(?:[a-h][.)]\s)?(?=(?P<governed>at|når)\s)|;\s|,\s(?:og|men|samt|idet)\s"
)
_OF_OTHER_PLACE = regex.compile(r"(?:i|på|for) \p{Lu}\p{Ll}+ (?:er (?:målet|kravet)|skal|må)\b")
_BULLET = regex.compile(r"\s+[•▪●]\s")
_COMMENT = regex.compile(r"\[(?:[^\[\]]*\s){3}")  # `[Skal vi ikke bare skrive 15 pct.? /jobcentret]` in a draft
_FIELD = regex.compile(r"\p{Lu}[^.:;\d]{2,50}:\s")  # `Statslig del: højst 250 personer`
_LABEL_LENGTH = 60
_BESIDE_VERB = 30  # characters: `bringes ned på 13,5 uger`
_SHORT = 120  # characters of a sentence that says a demand and nothing else
_LONGEST_SENTENCE = 1500  # characters; a longer one was written by no person, and is not parted
_SITUATION = regex.compile(r",\s(?:hvor|fordi)\s")
_REASON = regex.compile(r",\s(?:fordi|idet|eftersom)\s")


def statements(document: Document, tables: Sequence[Table], year: int | None) -> Iterator[Statement]:
    """The demanding statements of running text, in order; `year` is the plan year."""
    for run in runs(announced_passages(document, tables)):
        run = list(with_deadlines(run))
        found = [list(in_passage(passage, announced, year)) for passage, announced in run]
        dated = dated_heading_of_levels(run, year)
        among_demands = dated is not None or are_among_demands(run, found)
        for (passage, announced), own in zip(run, found, strict=True):
            if not own and among_demands:  # `Samarbejdsgrad: mindst 42 % ...` | `Jobordrer: Tre ud af fire besættes`
                sources = (dated, *announced.period_from) if dated else announced.period_from
                likely = replace(announced, weight=announced.weight + ENOUGH, period_from=sources)
                own = [piece for piece in in_passage(passage, likely, year) if states_result(piece, year)]
            yield from own


def candidates(document: Document, tables: Sequence[Table], year: int | None) -> Iterator[Statement]:
    """Whatever in running text has a value or a comparison in it, demanded or not: what a model is asked about."""
    for passage, announced in announced_passages(document, tables):
        yield from filter(_substantial, _pieces(passage, announced, year))


def in_passage(passage: Passage, announced: Announcement, year: int | None) -> Iterator[Statement]:
    """Statements of one passage."""
    found: list[Statement] = []
    for piece in _pieces(passage, announced, year):
        if found and runs_parallel(found[-1], piece):
            dated = dated_by_opening(passage.text, passage.scan(), found[-1].start, found[-1].announced)
            piece = replace(piece, weight=piece.weight + found[-1].weight, announced=dated)
        if found and is_second_value(found[-1], piece):
            level = replace(found[-1].amounts[0], part="baseline")
            found[-1] = replace(found[-1], end=piece.end, amounts=(level, *piece.amounts))
        elif found and carries_on(found[-1], piece):
            found[-1] = joined(found[-1], piece)
        elif found and elaborates(found[-1], piece):
            found.append(replace(piece, elaborates=found[-1], weight=found[-1].weight))
        elif found and (puts_off(found[-1], piece) or dates(found[-1], piece)):
            found[-1] = replace(found[-1], end=piece.end)
        elif _is_demanded(piece, year) or found and compares_on(found[-1], piece):
            piece = with_what_it_points_to(piece)
            found.append(with_fact_before(piece, found[-1].end if found else 0))
    yield from found


def _is_demanded(piece: Statement, year: int | None) -> bool:
    if piece.weight < ENOUGH and not piece.demands and _tells_past_only(piece, year):
        return False
    return piece.weight >= POSSIBLE and _substantial(piece) and is_demand(piece, year)


def _tells_past_only(piece: Statement, year: int | None) -> bool:
    """`640 forløb over 52 uger, december 2010` in a plan for 2012: opens with a value, and all its periods are over."""
    opens = bool(piece.amounts) and piece.amounts[0].start == piece.start and not piece.amounts[0].qualifier
    inside = [p for p in piece.scan.periods if piece.start <= p.start < piece.end and (p.value or "")[:4].isdigit()]
    return year is not None and opens and bool(inside) and all(int(p.value.split("/")[-1][:4]) < year for p in inside)


def _pieces(passage: Passage, announced: Announcement, year: int | None) -> Iterator[Statement]:
    """The sentences of a passage, the parts of one that demand apart, the entries of one that lists."""
    scan = passage.scan()
    current = announced
    declared = phrase("declared_demands").search(passage.text)
    bound = "at_least" if declared and phrase("floor").search(declared.group()) else None
    listing = declared_behind(announced, scan, declared) if declared else None
    recap = recap_of(passage, scan)
    recapped = list(_recapped(passage, scan, recap, announced)) if recap else []
    inline = False  # among the demands that an announcement in running text has in front of it
    for start, end in scan.sentences:
        if recap and start < recap.end and end > recap.start:
            yield from recapped
            recapped = []
            continue
        if _COMMENT.match(passage.text, start, end):
            continue
        bulleted = _BULLET.match(passage.text, end) is not None
        if LEAD_IN_END.search(passage.text, start, end) and (bulleted or end - start < _LABEL_LENGTH):
            lead = passage.text[start:end]  # `Effektmål:` in front of inline bullets
            current = replace(announced, weight=announced.weight + announcing_weight(lead), lead=lead)
            continue
        begins = start
        start, current = _after_announcement(passage, start, end, current)
        inline = inline or start > begins
        if inline and start == begins and not _goes_on_demanding(passage.text, scan, start, end):
            inline, current = False, announced  # what stands behind the demands is told or done
        entries = list(_list_entries(passage, scan, start, end, listing or current, bound))
        listing = entries[-1].announced if entries else listing if declared else None
        yield from entries or _clauses(passage, scan, start, end, current, year)


def _goes_on_demanding(text: str, scan: Scan, start: int, end: int) -> bool:
    """Whether a sentence behind an announced demand demands too: by its words, or it opens with a value or a label."""
    evidence = evidence_of(text, start, end)
    opens = any(start <= quantity.start < start + _LABEL_LENGTH for quantity in scan.quantities)
    told = evidence.tells("fact") or evidence.tells("perfect")
    return evidence.weight > 0 or compares(text[start:end]) and not told or opens and not told and end - start < _SHORT


def _clauses(
    passage: Passage, scan: Scan, start: int, end: int, announced: Announcement, year: int | None
) -> Iterator[Statement]:
    """A sentence, or its parts where one only compares or only tells: `skal falde, og at X er lavere end Y`."""
    whole = _sentence(passage, scan, start, end, announced, year)
    if end - start > _LONGEST_SENTENCE:
        yield whole
        return
    cuts = _CLAUSE.finditer(passage.text, start, end)
    cut = next((cut for cut in cuts if _stands_alone(passage.text, whole, cut)), None)
    if cut is None:
        yield whole
        return
    yield _sentence(passage, scan, start, cut.start(), announced, year)
    carried = dated_by_opening(passage.text, scan, start, announced)
    if _OF_OTHER_PLACE.match(passage.text, cut.end(), end):
        carried = dated_by_last(passage.text, scan, start, cut.start(), carried)
    if whole.labelled and ";" in cut.group():  # the label stands before both
        carried = replace(carried, weight=announced.weight + 2 * ENOUGH)
    elif cut["governed"]:  # by the verb of the clause before
        before = evidence_of(passage.text, start, cut.start())
        carried = replace(carried, weight=announced.weight + (2 * ENOUGH if before.weight > 0 else 0))
    yield from _clauses(passage, scan, cut.end(), end, carried, year)


def _stands_alone(text: str, whole: Statement, cut: regex.Match) -> bool:
    """Whether what stands behind a cut is a demand or a fact by itself."""
    if phrase("only_when").match(text, cut.end()):
        return False
    own = evidence_of(text, cut.end(), whole.end)
    before = evidence_of(text, whole.start, cut.start())
    told = [a for a in whole.amounts if a.part in ("target", "change")]
    left, right = (any(a.start < cut.start() for a in told), any(a.start >= cut.end() for a in told))
    if cut["governed"] and ";" in cut.group():
        return left and (right or compares(text[cut.end() : whole.end]))
    if whole.labelled and ";" in cut.group() and left != right:  # `Måltal: A som i klyngen; B under 5 pct.`
        return compares(text[whole.start : cut.start()] if right else text[cut.end() : whole.end])
    if cut["governed"]:
        compared = compares(text[whole.start : cut.start()]), compares(text[cut.end() : whole.end])
        return left and not right and compared[1] or right and not left and compared[0]
    if ";" not in cut.group():  # what stands side by side is parted later; durations and comparisons are not
        valued = [a.start < cut.start() for a in told if a.unit not in DURATIONS]
        if len(set(valued)) == 2 or before.weight <= 0 and not left and not before.tells("forecast"):
            return False
    takes_up = phrase("takes_up").match(text, cut.end())
    if before.weight <= 0 and phrase("derived").search(text, cut.start(), whole.end):
        return False  # `Reserven var 410 personer, og loftet er derfor 328`
    dated = any(cut.end() <= period.start < whole.end for period in whole.scan.periods)
    compared = dated and before.weight > 0 and compares(text[whole.start : cut.start()])
    alone = right or before.weight > 0 and compares(text[cut.end() : whole.end])
    if takes_up and (not alone or phrase("derived").match(text, takes_up.end() + 1)):
        return False  # `Graden er 62 procent, og den skal ikke falde`
    demanded = right or compares(text[cut.end() : whole.end])
    return own.weight > 0 and (before.weight <= 0 or left or compared) and demanded


def _after_announcement(passage: Passage, start: int, end: int, current: Announcement) -> tuple[int, Announcement]:
    """`Resultatkravene er pr. år: I 2011 ...`: the sentence begins behind the announcement, which weighs on."""
    match = _ANNOUNCEMENT.match(passage.text[start:end])
    if not match or _LIST_ENTRY.match(passage.text, start, end):
        return start, current
    weight = announcing_weight(match.group())
    label = label_of(passage.text, start, end)
    if weight < 4 or label and label[1].end() >= start + match.end():
        return start, current
    return start + match.end(), replace(current, weight=current.weight + weight, lead=match.group())


def _sentence(
    passage: Passage, scan: Scan, start: int, end: int, announced: Announcement, year: int | None
) -> Statement:
    text = passage.text
    label = label_of(text, start, end)
    body = label[1].end() if label else start
    if aside := OPENING_CLAUSE.match(text, body, end):
        body = aside.end()  # `Mens 62 pct. af landets unge fastholdes, er vores mål 70 pct.`
    evidence = evidence_of(text, body, end)
    own, verb, fact = evidence.weight, evidence.verb, evidence.tells("fact")
    found = with_parts(text, amounts(text, scan, body, end), scan.periods, body, verb)
    bounds = [a for a in found if a.qualifier in ("at_least", "at_most") and a.part == "target"]
    bounded = any(a.unit not in DURATIONS for a in bounds)
    asked_for = announced.explicit and passage.block.kind in ("list_item", "table")
    reach = min((a.end for a in found if a.part == "target"), default=0)
    to_come = looks_ahead(text, scan, start, end, year and year + 1)
    numbered = any(a.unit not in DURATIONS and (to_come or not a.fraction) for a in bounds)
    if reach and fact and (numbered or asked_for):  # `mindst 45 % er i job tre år efter, at de kom hertil`
        fact = evidence_of(text, body, reach).tells("fact")
    ahead = (not fact or numbered and not evidence.tells("past")) and looks_ahead(text, scan, start, end, year)
    fact = fact and not ahead  # `Raskmeldinger udgør i 2015 mindst 30 pct.`
    fact = fact or not ahead and not asked_for and evidence.tells("perfect")
    field = _FIELD.match(text, body, end)
    opens = bounded and not fact and is_bound(found[0]) and found[0].start - (field.end() if field else body) < OPENING
    aims = phrase("aim_clause").match(text, body, end) is not None
    first = found[0] if ahead and found and found[0].start - body < OPENING else None
    opening_value = first is not None and (  # `95 % af samtalerne holdes til tiden i 2012`, `Fra 54 til 60 personer`
        first.part == "change" or first.unit == "percent" and not first.fraction
        or [(a.part, a.unit) for a in found[:2]] == [("baseline", first.unit), ("target", first.unit)])
    reached = to_come and evidence.tells("perfect")  # `X er faldet til 90 i 2019`, in a plan for 2018
    moved = evidence.tells("passive_change") and any(
        verb is not None and 0 < a.start - verb < _BESIDE_VERB for a in found if a.part in ("target", "change"))
    weight = own + bounded + opens + ahead + opening_value + aims + reached + moved + announced.weight
    if (
        passage.block.kind != "list_item"
        and (not announced.explicit or narrates(text, scan, start, end, found))
        and own + bounded + ahead <= 0
        and announced.weight < 2 * ENOUGH
        and not label
    ):
        weight = min(weight, ENOUGH - 1)  # running text below a heading of goals demands nothing by itself
    told = fact and verb is None or verb is not None and not label and tells_before(text, body, verb, found)
    if told or text[start:end].rstrip().endswith("?"):
        weight -= 3  # told or asked, not demanded
    sizes = [amount.unit for amount in found if amount.part != "definition"]
    if not label and sizes and set(sizes) == {"dkk"}:
        earned = phrase("to_be_earned").search(text, body, end)
        changed = evidence.tells("must") and verb is not None and all(  # `udgifterne skal falde med 6 mio. kr.`
            a.part == "change" and a.sign < 0 and 0 < a.start - verb < _LABEL_LENGTH
            for a in found[:1] if a.part != "definition")
        means = not earned and not changed and (verb is None or evidence.tells("means"))
        weight -= 3 if means and not bounded else 0  # sums of money are mostly means, not ends
    if label:
        weight += 4 if label[0].entry.extra["role"] == "requirement" else 2
    if verb is None and are_level_and_target(text, found):
        found = [replace(found[0], part="baseline"), found[1]]
    number = number_of(text, start, label, announced)
    baseline = label is not None and label[0].entry.extra["role"] == "baseline"
    if baseline:  # a current level is none that the demand is measured from: `Status ved seneste måling: 81 %`
        current = phrase("current_level").match(text, start)
        found = [] if current else [replace(amount, part="baseline") for amount in found]
        weight = 0
    return Statement(
        passage,
        scan,
        start,
        end,
        tuple(found),
        weight,
        number,
        announced,
        bool(label) and not baseline,
        verb is not None,
        baseline,
    )


def _list_entries(
    passage: Passage, scan: Scan, start: int, end: int, announced: Announcement, bound: str | None
) -> Iterator[Statement]:
    """`... følgende rettidighed: Samtaler: 90 % Tilbud: 95 %`: one statement an entry, the words before as lead-in.

    `bound`: what a sentence declares of all of them (`Tallene er mindstekrav`).
    """
    text = passage.text
    entries = [entry for entry in _LIST_ENTRY.finditer(text, start, end) if not opens_baseline(entry["label"])]
    if not entries or any(
        m.entry.extra["role"] == "requirement" for e in entries for m in matcher("labels").find(e["label"])
    ):
        return
    head = text[start : entries[0].start()].strip()
    weight = announced.weight + (announcing_weight(head) if head else 0)
    if weight < ENOUGH:
        return
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        stop = following.start() if following else end
        found = with_parts(text, amounts(text, scan, entry.start(), stop), scan.periods, entry.start(), entry.start())
        found = found or _bare_number(text, entry, stop)
        found = [signed(text, replace(amount, qualifier=amount.qualifier or bound)) for amount in found]
        yield Statement(
            passage,
            scan,
            entry.start(),
            stop,
            tuple(found),
            weight,
            None,
            replace(announced, lead=head or announced.lead, weight=weight),
            False,
            True,
        )


def _bare_number(text: str, entry: regex.Match, stop: int) -> list[Amount]:
    """The number that an entry holds and nothing else, in the unit that its label names: `Voksenlærlinge: 70.`"""
    match = _BARE_NUMBER.match(text, entry.end(), stop)
    if match is None:
        return []
    unit = unit_named(entry["label"])
    hedge = matcher("qualifiers").first(text[match.end("level") : match.start("number")])
    target = Amount(*match.span("number"), parse_number(match["number"]), unit, hedge.key if hedge else None, "target")
    if not match["level"]:
        return [target]
    return [Amount(*match.span("level"), parse_number(match["level"]), unit, part="baseline"), target]


def _recapped(passage: Passage, scan: Scan, recap: Recap, announced: Announcement) -> Iterator[Statement]:
    """One statement for each entry of a recap, which announces them all."""
    announced = replace(announced, weight=2 * ENOUGH, lead=recap.head)
    for start, end in recap.entries:
        found = with_parts(passage.text, amounts(passage.text, scan, start, end), scan.periods, start, start)
        found = [signed(passage.text, amount) for amount in found]
        yield Statement(passage, scan, start, end, tuple(found), 2 * ENOUGH, None, announced, False, True)


def _substantial(piece: Statement) -> bool:
    """Whether a statement demands a value, a change or a comparison, or puts one off."""
    main = _SITUATION.split(piece.text, maxsplit=1)[0]
    reason = _REASON.search(piece.passage.text, piece.start, piece.end)
    told = reason and evidence_of(piece.passage.text, reason.end(), piece.end).verb is None
    ends = reason.start() if reason and told else piece.end
    if any(a.part in ("target", "change") and a.start < ends for a in piece.amounts) or compares(main):
        return True
    if phrase("points_back").search(piece.text) and phrase("same_level").search(piece.text):
        return True  # `Det niveau skal fastholdes`
    listed = piece.announced is not None and piece.announced.weight >= ENOUGH and (
        piece.number is not None or piece.announced.explicit and piece.passage.block.kind == "list_item")
    named = phrase("demand_put_off").match(piece.text) is not None
    return is_pending(piece.text) and (piece.labelled or listed or named or heading_weight(piece.text) == 2)
