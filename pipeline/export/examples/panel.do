* Måltal in Stata: the targets of each indicator by plan year, one observation a municipality.
* From a dataset folder:   maaltal export dataset --format dta --out panel.dta
* Variables used: municipality_code municipality_code_da plan_year indicator indicator_da measure unit value area

version 15
use "panel.dta", clear

* values of the municipality itself; "joint" ones belong to several municipalities together
keep if measure == "target" & area == "municipality" & indicator != ""

* one indicator has one unit only as long as one asks for it
keep if unit == "percent"
collapse (mean) value (count) n = value, by(indicator indicator_da plan_year)
list indicator_da plan_year value n, noobs sepby(indicator)

* the wide form is ready for panel commands
*   maaltal export dataset --format dta --table panel_wide --out wide.dta
* Variables used of panel_wide: municipality_code_da plan_year
use "wide.dta", clear
xtset municipality_code_da plan_year
