#include "workbook/blocks/blocks.h"
#include "workbook/blocks/sensitivity.h"

#include <string.h>

enum { CHOICE_WIDTH = 14, LIST_LENGTH = 255 };

static const char *choice_name(struct sheet_book *book, const struct fence *block) {
    return arena_printf(book->arena, "%s_choice", block->name);
}

const char *block_chosen_output(struct sheet_book *book, const struct fence *block) {
    const char *name = choice_name(book, block);
    return calc_find_name(&book->calc, name, strlen(name)) ? name : NULL;
}

/* The list of the validation, in quotes: the labels of a sensitivity's outputs. NULL after an error. */
static char *choice_list(struct sheet_book *book, const struct fence *block, struct pos pos) {
    char *list = arena_strdup(book->arena, "\"");
    for (int i = 0; i < block->label_count; i++) {
        const char *label = block->labels[i];
        const char *mark = strpbrk(label, ",\"");
        if (mark) {
            sheet_error(book, pos, "`%s` cannot be in a list to choose from: it contains a %s", label,
                        *mark == ',' ? "comma" : "quotation mark");
            return NULL;
        }
        list = arena_printf(book->arena, "%s%s%s", list, i ? "," : "", label);
    }
    size_t length = strlen(list) - 1;
    if (length > LIST_LENGTH) {
        sheet_error(book, pos, "a list to choose from holds %d characters; these labels have %zu", LIST_LENGTH, length);
        return NULL;
    }
    return arena_printf(book->arena, "%s\"", list);
}

void block_write_choice(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct fence *shown = NULL;
    int column = sheet_input_column(sheet);
    for (int i = 0; i < book->fence_count; i++)
        if (book->fences[i].block->kind == BLOCK_SENSITIVITY &&
            strcmp(book->fences[i].block->name, fence->block->name) == 0)
            shown = book->fences[i].block;
    if (!shown) {
        sheet_error(book, pos, "no block ```sensitivity``` of the workbook has the name `%s`", fence->block->name);
        return;
    }
    char *list = choice_list(book, shown, pos);
    if (!list)
        return;
    struct sheet_look choice = {
        .frame = FRAME_BODY, .ink = INK_INPUT, .bold = true, .align = ALIGN_RIGHT, .unlocked = true};
    sheet_source_heads(sheet, pos);
    sheet_line(sheet, sheet_says(book, "The tornado shows the effect on"), sheet_says(book, "choice"), pos);
    sheet_put_words(sheet, sheet->row, column, shown->labels[0], CHOICE_WIDTH, choice, pos);
    sheet_name_cell(sheet, sheet->row, column, choice_name(book, shown), pos);
    sheet_line_source(sheet, sheet_says(book, "choose from the list"), sheet_says(book, "any time"), pos);
    lxw_data_validation validation = {.value_formula = list,
                                      .ignore_blank = LXW_VALIDATION_OFF,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                      .error_title = (char *)sheet_says(book, "Choice"),
                                      .error_message =
                                          (char *)sheet_says(book, "Choose one of the words in the list.")};
    sheet_check(book, sheet_validate_list(sheet, sheet->row, column, &validation), pos, "validate the choice");
    sheet->row++;
}
