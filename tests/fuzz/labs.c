/* Labs: a lab.yaml beside the templates and the models of the lab that students know; its keys and its class's tables
 * if it is sound, its templates' front matter and tags if it is not. */
#include "engine/fuzz.h"
#include "grade/grade.h"
#include "run/run.h"

static void prepare(void) {
    static bool done;
    if (done)
        return;
    fuzz_copy("templates/scale-illusion", "part");
    done = true;
}

static void use(struct fuzz_input *input, const struct lab *lab) {
    static const char text[] = "id,name\na,Ann\n";
    struct diag *silent = diag_new();
    struct parameter_sets *sets = sets_read(input->arena, source_of_text(input->arena, "sets", text, sizeof text - 1),
                                            lab->model, lab->name, silent);
    const struct parameter_set *set =
        sets ? sets_get_evaluated(sets, 0, sets_evaluation_new(input->arena, lab->model), input->arena, silent) : NULL;
    if (set && !set->bad) {
        const struct key *key = key_compute(input->arena, key_program_new(input->arena, lab), set);
        struct text out = {0};
        run_values_head(&out, lab, sets);
        run_values_row(&out, lab, sets, set);
        for (int i = 0; i < key->count; i++)
            key_entry_print(&out, &key->entries[i]);
        grade_trial(input->arena, lab, set, key);
        for (int i = 0; i < lab->chart_count; i++)
            chart_compute(input->arena, chart_program_new(input->arena, lab->model, &lab->charts[i].chart), set->values,
                          true);
        text_free(&out);
        fuzz_reach();
    }
    diag_free(silent);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    prepare();
    struct fuzz_input input = fuzz_open(data, size);
    struct units *units = units_new();
    bool sound = false;
    fuzz_write("part/lab.yaml", data, size);
    char path[1024];
    snprintf(path, sizeof path, "%s/part", fuzz_folder());
    struct lab *lab = lab_load_any(input.arena, units, path, &sound, input.diag);
    fuzz_expect(sound == (diag_count(input.diag, SEVERITY_ERROR) == 0), "a lab is sound if nothing is wrong with it");
    if (sound)
        use(&input, lab);
    units_free(units);
    fuzz_close(&input);
    return 0;
}
