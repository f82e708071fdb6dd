/* Private to page: the style, fonts, sizes, colours and spacing of printed pages, from templates/style.yaml. */
#ifndef PAGE_STYLE_H
#define PAGE_STYLE_H

#include "pdf/pdf.h"

/* What is printed in the frames that somebody calculates in. */
enum page_paper { WORK_NONE, WORK_DOTS, WORK_GRID, WORK_LINES };
/* The rules of a table: above it, below its head and below it; also between its rows. */
enum page_table_rules { RULES_OPEN, RULES_ROWS };

/* Lengths are in points. */
struct page_style {
    const char *document;      /* the document that it is for; NULL: all that have none of their own */
    struct page_style *others; /* of documents that have one */
    struct pdf_font_paths fonts;
    bool compact;        /* few pages matter more than room in frames and charts */
    bool beside;         /* questions stand beside their frames, not above them */
    bool score_at_blank; /* the box for marks stands beside the frame, not beside the question's title */
    enum page_paper work_paper;
    bool tables_for_drawings; /* what would be drawn in an empty frame is written in a table */
    double body_size, small_size, code_size, table_size, heading_sizes[6];
    double table_head_size, table_notes_size; /* of a table's head; of words in the last of at least four columns */
    double figure_size;                       /* of a large figure */
    double chart_more; /* by how much charts are taller than the width makes them, so that larger labels take no room */
    double least_size; /* of tables whose words would otherwise be cut */
    double line_height;     /* times the size */
    double paragraph_space; /* between blocks */
    double heading_space_before, heading_space_after;
    double margin_top, margin_bottom, margin_left, margin_right;
    double list_indent, rule_width;
    double table_padding, row_padding; /* at the sides of a cell; above and below it */
    enum page_table_rules table_rules;
    double table_rule, table_head_rule, row_rule; /* at the ends of a table, below its head, between its rows */
    double column_gap;                            /* between columns of a passage */
    double column_growth;                         /* by how much a column of a table may be wider than its text */
    double answer_line_height;                    /* of a line to write on */
    double blank_width;                           /* of an answer blank */
    double work_height;                           /* of the room to calculate in, above a blank on its own; 0: none */
    double work_growth, frame_growth;    /* by how much that room, and an empty chart, may grow into their page */
    double measure;                      /* the longest line of prose; 0: the whole column */
    double question_before;              /* space above a paragraph with a score box */
    double item_gap, option_gap;         /* between the items of a tight list, between options to tick */
    double tick_size;                    /* of the box of an option */
    double quote_rule_width;             /* at the side of a quotation */
    double score_width, score_height;    /* of the box for a question's marks */
    double question_indent;              /* of a question to the right of its number; 0: the number is in its title */
    double question_width, question_gap; /* of a question beside its frame, and from there to the frame */
    double small_blank;                  /* of the blank of a step on the way */
    double work_pitch;                   /* of the dots or lines in a frame */
    double note_width, note_gap;    /* of a note in the margin, and from the passage to it; 0: notes are indented */
    double note_size, note_leading; /* of its letters, and from line to line */
    double head_distance;           /* from the text to the rule of the running head */
    double code_module;             /* the side of a dark square of the QR code; 0: no code */
    double code_distance;           /* of the code, and of the foot, from the edges of the paper */
    double scan_mark;               /* the side of the squares by which scans are laid straight; 0: none */
    struct pdf_colour ink, accent, faint;
    bool page_filled;
    struct pdf_colour page_fill; /* of the whole sheet */
    bool table_head_filled;
    struct pdf_colour table_head_fill, code_fill, row_mark; /* behind heads of tables, code, rows that are marked */
    struct pdf_colour work_ink;
    struct pdf_colour chart_grid, chart_shade; /* the grid lines, the area between two curves */
    struct pdf_colour chart_colours[7];        /* by enum chart_colour */
};

/* Reads HOME/templates/style.yaml; a key that it leaves out keeps its built-in value. Wrong keys, lengths and colours,
 * and fonts that cannot be found, are errors at their place; the error for a missing font names the Debian package. A
 * missing fallback is none (`fonts.lacking`).
 * NULL after an error. */
struct page_style *page_style_read(struct arena *arena, const char *home, struct diag *diag);
/* Overrides the style by FOLDER/style.yaml, the style of a lab, if there is such a file; its fallback fonts are tried
 * before the style's own. False after an error. */
bool page_style_override(struct page_style *style, struct arena *arena, const char *home, const char *folder,
                         struct diag *diag);

/* Reads what the style files of the program and, if it is not NULL, of a lab's folder say about single documents, over
 * what they say about all of them. False after an error. */
bool page_style_read_documents(struct page_style *style, struct arena *arena, const char *home, const char *folder,
                               struct diag *diag);
/* For prints.c: reads all that may differ between documents; a length in points; fonts, whose files are not sought if
 * there is no `home`. */
struct yaml_mapping;
struct yaml_value;
void page_style_read_looks(struct yaml_mapping *root, struct page_style *style);
void page_style_read_length(struct yaml_value value, double least, double most, double *length);
void page_style_read_fonts(struct yaml_mapping *root, struct page_style *style, struct arena *arena, const char *home,
                           const char *lab);
/* The style file of the program, or that in a lab's folder (NULL if it has none). */
const struct source *page_style_source(struct arena *arena, const char *home, const char *folder, struct diag *diag);
/* The style of a document. */
const struct page_style *page_style_of(const struct page_style *style, const char *document);

#endif
