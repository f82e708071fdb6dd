# readxl.R WORKBOOK.xlsx: a line for each cell that readxl finds: sheet, row, column, value; a date as its number.
library(readxl)
path <- commandArgs(trailingOnly = TRUE)[1]
for (sheet in excel_sheets(path)) {
  cells <- suppressMessages(read_excel(path, sheet, range = cell_limits(c(1, 1), c(NA, NA)), col_names = FALSE,
                                       col_types = "list", trim_ws = FALSE, .name_repair = "minimal"))
  for (column in seq_along(cells)) {
    for (row in seq_along(cells[[column]])) {
      value <- cells[[column]][[row]]
      if (length(value) == 0 || is.na(value)) next
      if (inherits(value, "POSIXct")) value <- as.numeric(value) / 86400 + 25569
      words <- if (is.character(value)) value else if (is.logical(value)) as.character(value) else sprintf("%.17g", value)
      cat(sheet, row, column, gsub("\n", " ", words), sep = "\t")
      cat("\n")
    }
  }
}
