#include "document/document.h"
#include "fences/read.h"

#include <string.h>

static const struct {
    const char *word;
    void (*read)(struct fence_reader *reader);
    void (*read_mapping)(struct fence_reader *reader, struct yaml_mapping *root); /* if it is one */
} kinds[BLOCK_KINDS] = {
    [BLOCK_INPUTS] = {"inputs", fence_read_names},
    [BLOCK_EQUATIONS] = {"equations", fence_read_names},
    [BLOCK_SWEEP] = {"sweep", fence_read_reference},
    [BLOCK_FORMULAS] = {"formulas", fence_read_formulas},
    [BLOCK_CHECKS] = {"checks", fence_read_checks},
    [BLOCK_SERIES] = {"series", .read_mapping = fence_read_series},
    [BLOCK_TIMELINE] = {"timeline", .read_mapping = fence_read_timeline},
    [BLOCK_SCENARIOS] = {"scenarios", .read_mapping = fence_read_scenarios},
    [BLOCK_CHOICE] = {"choice", fence_read_reference},
    [BLOCK_SENSITIVITY] = {"sensitivity", .read_mapping = fence_read_sensitivity},
    [BLOCK_RANKING] = {"ranking", fence_read_reference},
    [BLOCK_TORNADO] = {"tornado", fence_read_reference},
    [BLOCK_GRID] = {"grid", .read_mapping = fence_read_grid},
    [BLOCK_WINNERS] = {"winners", fence_read_reference},
    [BLOCK_PLOT] = {"plot", .read_mapping = fence_read_plot},
    [BLOCK_BLANKS] = {"blanks", fence_read_blanks},
    [BLOCK_CURVE] = {"curve", .read_mapping = fence_read_curve},
    [BLOCK_HEADLINE] = {"headline", fence_read_headline},
    [BLOCK_TILES] = {"tiles", fence_read_tiles},
    [BLOCK_COMPARE] = {"compare", .read_mapping = fence_read_compare},
    [BLOCK_BY_SCENARIO] = {"by_scenario", .read_mapping = fence_read_by_scenario},
    [BLOCK_TURNING] = {"turning", .read_mapping = fence_read_turning},
    [BLOCK_BRIDGE] = {"bridge", .read_mapping = fence_read_bridge},
    [BLOCK_WATERFALL] = {"waterfall", fence_read_reference},
    [BLOCK_AGES] = {"ages", .read_mapping = fence_read_ages},
    [BLOCK_FURTHER] = {"further", .read_mapping = fence_read_further},
};

bool fence_is_known(const char *word) {
    for (int i = 0; i < BLOCK_KINDS; i++)
        if (strcmp(word, kinds[i].word) == 0)
            return true;
    return false;
}

/* A block that was read, and the text it was read from. */
struct fence_kept {
    const char *info, *text;
    struct pos pos;
    const struct fence *block;
    struct fence_kept *next;
};

struct fence_blocks {
    struct arena *arena;
    const struct model *model;
    struct fence_kept *kept;
    void (*translate)(const void *context, struct yaml *yaml); /* NULL: as they are */
    const void *context;
};

struct fence_blocks *fence_blocks_new(struct arena *arena, const struct model *model) {
    struct fence_blocks *blocks = arena_alloc(arena, sizeof *blocks);
    *blocks = (struct fence_blocks){.arena = arena, .model = model};
    return blocks;
}

void fence_blocks_translate(struct fence_blocks *blocks, void (*translate)(const void *context, struct yaml *yaml),
                            const void *context) {
    blocks->translate = translate;
    blocks->context = context;
}

static void report_unknown(struct fence_blocks *blocks, const struct doc_node *node, struct diag *diag) {
    const char *words[BLOCK_KINDS], *known = "";
    for (int i = 0; i < BLOCK_KINDS; i++) {
        words[i] = kinds[i].word;
        known = arena_printf(blocks->arena, "%s%s`%s`", known, i ? ", " : "", words[i]);
    }
    const char *nearest = name_nearest(node->info, words, BLOCK_KINDS);
    diag_report(diag, SEVERITY_ERROR, node->pos, "a workbook has no block `%s`%s%s%s; the blocks are %s", node->info,
                nearest ? " (did you mean `" : "", nearest ? nearest : "", nearest ? "`?)" : "", known);
}

static void read_mapping(struct fence_reader *reader, void (*read)(struct fence_reader *, struct yaml_mapping *)) {
    struct yaml *yaml = fence_yaml(reader);
    if (!yaml)
        return;
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, reader->what), reader->what);
    if (root.self.node) {
        read(reader, &root);
        yaml_done(&root);
    }
    yaml_close(yaml);
}

static const struct fence *read_block(struct fence_blocks *blocks, const struct doc_node *node, struct diag *diag) {
    if (strncmp(node->text, "```", 3) == 0 || strstr(node->text, "\n```")) {
        diag_report(diag, SEVERITY_ERROR, node->pos, "the block `%s` runs on into another; end it with a line ```",
                    node->info);
        return NULL;
    }
    for (int i = 0; i < BLOCK_KINDS; i++) {
        if (strcmp(node->info, kinds[i].word) != 0)
            continue;
        struct fence *block = arena_alloc(blocks->arena, sizeof *block);
        *block = (struct fence){.kind = (enum fence_kind)i, .word = kinds[i].word, .pos = node->pos};
        block->needed = arena_array(blocks->arena, (size_t)blocks->model->count + 1, sizeof *block->needed);
        struct fence_reader reader = {.arena = blocks->arena,
                                      .model = blocks->model,
                                      .diag = diag,
                                      .block = block,
                                      .translate = blocks->translate,
                                      .context = blocks->context,
                                      .text = arena_strdup(blocks->arena, node->text),
                                      .what = arena_printf(blocks->arena, "the block `%s`", block->word)};
        const struct diag_mark mark = diag_mark(diag);
        if (kinds[i].read)
            kinds[i].read(&reader);
        else
            read_mapping(&reader, kinds[i].read_mapping);
        if (!diag_clean_since(diag, mark) || blocks->model->incomplete)
            return NULL;
        struct fence_kept *kept = arena_alloc(blocks->arena, sizeof *kept);
        *kept = (struct fence_kept){block->word, reader.text, node->pos, block, blocks->kept};
        blocks->kept = kept;
        return block;
    }
    report_unknown(blocks, node, diag);
    return NULL;
}

static const struct fence *find_block(const struct fence_blocks *blocks, const struct doc_node *node) {
    for (const struct fence_kept *kept = blocks->kept; kept; kept = kept->next)
        if (kept->pos.line == node->pos.line && kept->pos.source == node->pos.source &&
            strcmp(kept->info, node->info) == 0 && strcmp(kept->text, node->text) == 0)
            return kept->block;
    return NULL;
}

bool fence_blocks_read(struct fence_blocks *blocks, struct doc_node *root, struct diag *diag) {
    bool good = true;
    for (struct doc_node *node = root; node; node = node->next) {
        if (node->kind == NODE_FENCE && node->info && *node->info) {
            node->block = find_block(blocks, node);
            if (!node->block)
                node->block = read_block(blocks, node, diag);
            good = good && node->block;
        }
        good = fence_blocks_read(blocks, node->first_child, diag) && good;
    }
    return good;
}
