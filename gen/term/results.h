/* Private to term: what people earned and predicted. */
#ifndef TERM_RESULTS_H
#define TERM_RESULTS_H

#include "term/term.h"

struct term_prediction {
    const char *title, *predicted, *actual;
    bool told, right; /* told: whether it is known that the prediction is right or wrong */
    struct term_prediction *next;
};

/* A person in a lab. */
struct term_sheet {
    bool graded;
    double marks, out_of; /* as the lab counts them */
    int reviews;
    struct term_prediction *first, **last; /* last: where the next one goes */
};

struct term_person {
    const char *id, *name;     /* name: the id if there is none */
    struct term_sheet *sheets; /* by lab */
};

struct term_results {
    struct arena *arena;
    const struct term *term;
    bool *graded;   /* by lab */
    double *out_of; /* by lab: the most that anybody's sheet gives */
    struct term_person *people;
    size_t count, capacity;
    struct table *by_id;
};

/* The marks of a person in a lab that was graded, as the term counts them: 0 without a sheet. `*out_of`: its full
 * marks. */
double term_marks(const struct term_results *results, const struct term_person *person, int lab, double *out_of);
/* Their sum over the labs that were graded, and in how many of these the person has no sheet. */
double term_total(const struct term_results *results, const struct term_person *person, double *out_of, int *missing);

#endif
