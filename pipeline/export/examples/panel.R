# Måltal in R: the targets of each indicator by plan year, one observation a municipality.
# From a dataset folder:   maaltal export dataset --format dta --out panel.dta
# Variables used: municipality_code municipality plan_year indicator indicator_da measure unit value area document_id

library(haven)   # install.packages("haven")

panel <- read_dta("panel.dta")

# values of the municipality itself; `joint` ones belong to several municipalities together
own <- subset(panel, measure == "target" & area == "municipality" & indicator != "")

# one indicator has one unit only as long as one asks for it
rates <- subset(own, unit == "percent")
aggregate(value ~ indicator + plan_year, data = rates, FUN = mean)

# Danish labels for a table or a figure; droplevels leaves out indicators that nobody has
table(droplevels(as_factor(own$indicator_da)), own$plan_year)

# straight from the CSV, without other packages:
# panel <- read.csv("dataset/panel.csv", colClasses = c(municipality_code = "character"), encoding = "UTF-8")
