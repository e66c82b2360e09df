"""Print the sample plan struer_2014: python struer_2014.py OUT.pdf (needs reportlab)."""

import sys

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

BLUE = colors.HexColor("#1f3b63")
P = ParagraphStyle("p", fontName="Helvetica", fontSize=10, leading=14, alignment=TA_JUSTIFY, spaceAfter=6)
LI = ParagraphStyle("li", parent=P, leftIndent=14, bulletIndent=3, spaceAfter=3)
KRAV = ParagraphStyle("krav", parent=P, leftIndent=12, borderPadding=(3, 3, 3, 5), backColor=colors.HexColor("#eef2f8"))
H1 = ParagraphStyle("h1", fontName="Helvetica-Bold", fontSize=14, leading=18, textColor=BLUE, spaceBefore=14, spaceAfter=5, keepWithNext=1)
H2 = ParagraphStyle("h2", fontName="Helvetica-BoldOblique", fontSize=11, leading=14, spaceBefore=8, spaceAfter=3, keepWithNext=1)
CAP = ParagraphStyle("cap", fontName="Helvetica-Bold", fontSize=8.5, leading=11, spaceBefore=6, spaceAfter=3, keepWithNext=1)
LOOSE = ParagraphStyle("loose", parent=CAP, keepWithNext=0)
BIG = ParagraphStyle("big", fontName="Helvetica-Bold", fontSize=30, leading=36, textColor=BLUE, spaceBefore=7 * cm)
SUB = ParagraphStyle("sub", fontName="Helvetica", fontSize=14, leading=20)
NOTE = ParagraphStyle("note", parent=P, fontSize=8, leading=10)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=8.5, leading=10.5)


def chart() -> Drawing:
    drawing = Drawing(440, 150)
    bars = VerticalBarChart()
    bars.x, bars.y, bars.width, bars.height = 30, 20, 400, 120
    bars.data = [(132, 141, 150, 148, 146, 139, 134)]
    bars.categoryAxis.categoryNames = ["dec. 10", "jun. 11", "dec. 11", "jun. 12", "dec. 12", "mar. 13", "jun. 13"]
    bars.valueAxis.valueMin, bars.valueAxis.valueMax, bars.valueAxis.valueStep = 0, 200, 50
    bars.bars[0].fillColor = BLUE
    drawing.add(bars)
    return drawing


GRID = TableStyle([("FONT", (0, 0), (-1, -1), "Helvetica", 8.5), ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 8.5),
                   ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey), ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#d9e2ef")),
                   ("ALIGN", (1, 0), (-1, -1), "RIGHT"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                   ("TOPPADDING", (0, 0), (-1, -1), 4.6), ("BOTTOMPADDING", (0, 0), (-1, -1), 4.6)])

BUDGET = [
    ["1.000 kr., netto", "Regnskab 2012", "Korr. budget 2013", "Budgetforslag 2014", "Overslag 2015"],
    ["Forsørgelse", "", "", "", ""],
    ["Kontanthjælp", "31.482", "32.900", "21.350", "20.800"],
    ["Uddannelseshjælp", "0", "0", "10.640", "10.400"],
    ["Dagpenge til forsikrede ledige", "47.915", "44.200", "38.700", "36.100"],
    ["Særlig uddannelsesydelse", "0", "4.150", "1.900", "0"],
    ["Sygedagpenge", "33.067", "32.400", "31.150", "30.600"],
    ["Revalidering", "4.218", "3.900", "3.650", "3.650"],
    ["Ledighedsydelse", "8.740", "9.100", "9.300", "9.150"],
    ["Fleksjob", "24.336", "25.800", "27.400", "28.900"],
    ["Ressourceforløb", "0", "1.350", "3.480", "4.700"],
    ["Førtidspension", "92.551", "91.300", "89.900", "88.200"],
    ["Forsørgelse i alt", "242.309", "245.100", "237.470", "232.500"],
    ["Indsats", "", "", "", ""],
    ["Driftsudgifter ved aktivering", "11.204", "10.850", "10.200", "10.200"],
    ["Løntilskud, kommunale arbejdspladser", "2.317", "2.100", "1.950", "1.950"],
    ["Jobrotation", "-186", "-400", "-250", "-250"],
    ["Mentorordning", "640", "710", "1.480", "1.480"],
    ["Hjælpemidler og personlig assistance", "1.155", "1.200", "1.240", "1.240"],
    ["Seniorjob", "0", "1.020", "2.360", "2.900"],
    ["Statens bonus for seniorjob", "0", "-540", "-1.180", "-1.450"],
    ["Indsats i alt", "15.130", "14.940", "15.800", "16.070"],
    ["Administration", "", "", "", ""],
    ["Jobcentrets løn og drift", "21.873", "22.050", "22.400", "22.400"],
    ["I alt", "279.312", "282.090", "275.670", "270.970"],
]


def budget() -> Table:
    table = Table(BUDGET, colWidths=[5.6 * cm, 2.6 * cm, 2.9 * cm, 3.1 * cm, 2.5 * cm])
    table.setStyle(GRID)
    for row, line in enumerate(BUDGET):
        if line[1] == "" or line[0].endswith("i alt") or line[0] == "I alt":
            table.setStyle(TableStyle([("FONT", (0, row), (-1, row), "Helvetica-Bold", 8.5)]))
    return table


OVERVIEW = [
    ["Nr.", "Måling", "Dec. 2012", "Resultatkrav dec. 2014"],
    ["1.1", "Uddannelsesgrad for unge uden uddannelse", "27,5 pct.", "31,0 pct."],
    ["1.2", "Uddannelseshjælpsmodtagere i aktivt tilbud", "-", "XX pct."],
    ["2.1", "Tilgang til førtidspension (rullende år)", "76 personer", "62 personer"],
    ["2.2", "Borgere i ressourceforløb", "0 personer", "afventer"],
    ["3.1", "Langtidsledige", "146 personer", "118 personer"],
    ["4.1", "Samarbejdsgrad", "34 pct.", "40 pct."],
    ["5.1", "Sygedagpengeforløb over 26 uger", "121 forløb", "under 95 forløb"],
]

STORY = [
    Paragraph("Beskæftigelsesplan 2014", BIG), Spacer(1, 6), Paragraph("Jobcenter Struer", SUB),
    Paragraph("UDKAST til høring, 8. oktober 2013", SUB), Spacer(1, 5 * cm),
    Paragraph("J.nr. 15.20.00-A00-2-13 &nbsp; Dok.nr. 13/048812", P), PageBreak(),
    Paragraph("1. Indledning", H1),
    Paragraph("Udkastet til Beskæftigelsesplan 2014 er i høring hos Det Lokale Beskæftigelsesråd og Handicaprådet til og med den 1.11.2013. Byrådet ventes at vedtage planen den XX. januar 2014. Tal, der er mærket XX, indsættes, når Beskæftigelsesregion Midtjylland har offentliggjort opgørelsen for 3. kvartal.", P),
    Paragraph("Planen er skrevet midt i en reformtid. Reformen af førtidspension og fleksjob har virket siden 1. januar 2013, og kontanthjælpsreformen følger et år senere. Unge under 30 år uden en uddannelse får da uddannelseshjælp i stedet for kontanthjælp, jf. lov nr. 894 af 4. juli 2013.", P),
    Paragraph("Visionen er, at alle i Struer bidrager til fællesskabet og har et arbejde at stå op til.", P),
    Paragraph("2. Situationen i Struer", H1),
    Paragraph("2.1 Et arbejdsmarked på vej op", H2),
    Paragraph("Ledigheden toppede i foråret 2012. I august 2013 var bruttoledigheden 5,2 pct. mod 6,1 pct. året før. Blandt naboerne ligger Lemvig på 4,4 pct., Holstebro på 5,0 pct. og Skive på 5,3 pct. Industrien har de seneste 3 år mistet godt 410 job, og to af de fem største arbejdspladser har varslet afskedigelser. Alligevel siger 23 pct. af byggefirmaerne, at de mangler folk.", P),
    Paragraph("Der er mange på vejen fra skole til job. I skoleåret 2012/2013 forlod 286 unge folkeskolen, og 94 pct. af dem var i gang med en ungdomsuddannelse tre måneder senere. Efter 15 måneder var andelen faldet til 87 pct. Det er under det nationale mål, som er 95 pct.", P),
    Paragraph("2.2 Ledige gennem lang tid", H2),
    Paragraph("En langtidsledig har været ledig i mindst 80 pct. af de seneste 52 uger. Antallet har ligget stabilt i to år, som figur 1 viser. Hver tredje langtidsledig er over 50 år. I løbet af 2013 ventes 45-50 personer at miste retten til dagpenge.", P),
    chart(), Paragraph("Figur 1. Langtidsledige i Struer, december 2010 - juni 2013 (antal personer)", CAP),
    Paragraph("3. Mål og resultatkrav", H1),
    Paragraph("Beskæftigelsesministeren har fastsat fire mål for 2014. Byrådet har tilføjet to lokale mål.", P),
    Paragraph("Mål 1: Flere unge skal have en uddannelse", H2),
    Paragraph("Resultatkrav 1.1: Uddannelsesgraden for unge uden uddannelse skal i december 2014 (år til dato) være 31,0 pct. Det er en stigning på 3,5 procentpoint i forhold til december 2012.", KRAV),
    Paragraph("Resultatkrav 1.2: Andelen af uddannelseshjælpsmodtagere, der er i et aktivt tilbud, skal være XX pct. i december 2014.", KRAV),
    Paragraph("Uddannelsesvejlederne flytter ind i jobcentret fra 1. februar. Alle unge får en fast kontaktperson og en mentor i op til 6 måneder efter studiestart. Jobcentret har søgt 1,1 mio. kr. hos Arbejdsmarkedsstyrelsen til formålet.", P),
    Paragraph("Mål 2: Bedre hjælp til ledige på kanten af arbejdsmarkedet - færre personer på førtidspension", H2),
    Paragraph("Resultatkrav 2.1: Tilgangen til førtidspension skal begrænses til 62 personer i december 2014 (rullende år), svarende til et fald på 18 pct. fra december 2012.", KRAV),
    Paragraph("Resultatkrav 2.2: Krav til antallet af ressourceforløb afventer rehabiliteringsteamets erfaringer. Måltallet fastsættes i marts 2014.", KRAV),
    Paragraph("Rehabiliteringsteamet mødes hver 14. dag. Det har siden årsskiftet behandlet 88 sager, og 21 borgere er startet i et ressourceforløb. Kommunen får 50 pct. refusion i aktive perioder og 30 pct. i de øvrige.", P),
    Paragraph("Mål 3: Langtidsledigheden skal bekæmpes", H2),
    Paragraph("Resultatkrav 3.1: Antallet af langtidsledige skal være nedbragt til 118 personer i december 2014. Udgangspunktet er 146 personer i december 2012.", KRAV),
    Paragraph("Resultatkrav 3.2: Udviklingen i antallet af langtidsledige skal være mindst lige så god som i klyngen.", KRAV),
    Paragraph("Klyngen består af Billund, Ikast-Brande, Lemvig, Rebild, Ringkøbing-Skjern, Struer, Varde og Vejen.", P),
    Paragraph("Mål 4: Tættere kontakt og dialog med de lokale virksomheder", H2),
    Paragraph("Resultatkrav 4.1: Samarbejdsgraden skal stige fra 34 pct. i 2012 til 40 pct. i 2014.", KRAV),
    Paragraph("Resultatkrav 4.2: Blandt virksomheder med mere end 20 ansatte skal samarbejdsgraden ligge over landsgennemsnittet.", KRAV),
    Paragraph("Virksomhedskonsulenterne gennemfører 500 besøg i 2014, og en virksomhed, der vil ansætte i løntilskud, får svar senest 2 hverdage efter henvendelsen.", P),
    Paragraph("Mål 5 (lokalt): Sygemeldte skal hurtigere tilbage i job", H2),
    Paragraph("Resultatkrav 5.1: Der skal ved udgangen af 2014 være under 95 sygedagpengeforløb på mere end 26 uger.", KRAV),
    Paragraph("Resultatkrav 5.2: Den gennemsnitlige varighed af et forløb skal være 1,5 uge kortere end i 2012.", KRAV),
    Paragraph("Mål 6 (lokalt): Flere borgere skal i fleksjob", H2),
    Paragraph("Resultatkrav 6.1: Mindst fire ud af fem fleksjobvisiterede er i fleksjob ultimo 2014.", KRAV),
    Paragraph("I dag er 171 borgere visiteret uden at have et job. Nye fleksjob er ofte på få timer: 38 pct. af dem er på højst 10 timer om ugen.", P),
    Paragraph("4. Indsatsen", H1),
    Paragraph("<b>Jobklub.</b> Forsikrede ledige, der er fyldt 50 år, får plads i jobklubben i Fjordgade. Klubben har åbent 12 timer om ugen og koster 325.000 kr. om året.", P),
    Paragraph("<b>Virksomhedscentre.</b> Kommunen har aftaler med ni virksomheder om i alt 54 praktikpladser. De bruges især af borgere i match 2, og 41 pct. af forløbene ender med ordinære timer.", P),
    Paragraph("<b>Andre aktører.</b> Kontrakterne med de to private leverandører udløber den 30. juni 2014. I 2012 blev 19 pct. af de forsikrede ledige henvist, og betalingen var 2,7 mio. kr. En afløser, N.N., ventes fundet til foråret.", P),
    Paragraph("<b>Læse- og skrivekurser.</b> Næsten hver femte ledig har svært ved at læse en brugsanvisning. Forløbet er på 6-8 uger og tilbydes hele året; tilmelding på tlf. 96 00 00 00 senest 5 dage før start.", P),
    Paragraph("5. Oversigt over resultatkrav", H1),
    Paragraph("Oversigten viser de krav, der kan måles på Jobindsats.dk. Den opdateres, når de manglende tal foreligger.", P),
    Table(OVERVIEW, colWidths=[1.2 * cm, 7.6 * cm, 3.2 * cm, 4.4 * cm],
          style=TableStyle([("ALIGN", (1, 0), (1, -1), "LEFT")], parent=GRID)),
    Paragraph("6. Budget", H1),
    Paragraph("Tabel 1 viser budgetforslaget, som Byrådet behandler anden gang den 15. oktober. Sammenlignet med det korrigerede budget for 2013 falder udgifterne med 6,4 mio. kr., svarende til 2,3 pct. Heraf skyldes 3,2 mio. kr. det forventede fald i langtidsledigheden.", P),
    Paragraph("Tabel 1. Beskæftigelsesområdets budget, 2014-priser", LOOSE), budget(),
    Paragraph("Note: Indtægter er vist med minus. Puljemidler på 0,9 mio. kr. årligt indgår ikke.", NOTE),
]


def frame(canvas, document) -> None:
    if document.page == 1:
        return
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    canvas.drawString(2.2 * cm, 28.6 * cm, "Beskæftigelsesplan 2014 - udkast")
    canvas.drawRightString(18.8 * cm, 28.6 * cm, "Struer Kommune")
    canvas.drawCentredString(10.5 * cm, 1.1 * cm, f"- {document.page} -")
    canvas.restoreState()


def main(out: str) -> None:
    document = SimpleDocTemplate(out, pagesize=A4, leftMargin=2.2 * cm, rightMargin=2.2 * cm, topMargin=2 * cm, bottomMargin=2 * cm,
                                 title="Beskæftigelsesplan 2014 (udkast)", author="Struer Kommune", invariant=1)
    document.build(STORY, onFirstPage=frame, onLaterPages=frame)


if __name__ == "__main__":
    main(sys.argv[1])
