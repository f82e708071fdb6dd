/* Who a row is about: which columns say so, and when two ids are one. */
#include "sets/check.h"
#include "sets/sets.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* What people's programs call the column of ids, the likeliest group first: words for an id or a number, for a login,
 * and words that can be either or a number of the system's own, in the languages of sites. */
static const char *const ID_HEADINGS[] = {"id",
                                          "student id",
                                          "student number",
                                          "student no",
                                          "id number",
                                          "sis user id",
                                          "org defined id",
                                          "matriculation number",
                                          "matrikelnummer",
                                          "matrikel-nr",
                                          "matr-nr",
                                          "mat-nr",
                                          "registration number",
                                          "enrolment number",
                                          "enrollment number",
                                          "candidate number",
                                          "roll number",
                                          "roll no",
                                          "id-nummer",
                                          "numéro d'identification",
                                          "numéro d'étudiant",
                                          "numéro étudiant",
                                          "n° étudiant",
                                          "matricule",
                                          "número de id",
                                          "número de estudiante",
                                          "número de matrícula",
                                          "matrícula",
                                          "codice identificativo",
                                          "numero di matricola",
                                          "matricola",
                                          "número de identificação",
                                          "número de aluno",
                                          "número de estudante",
                                          "studentnummer",
                                          "numer id",
                                          "numer albumu",
                                          "studienummer",
                                          "id-numero",
                                          "identifikační číslo",
                                          "studenten-id",
                                          "индивидуальный номер",
                                          "идентификационный номер",
                                          "номер студенческого билета",
                                          "ідентифікаційний номер",
                                          "idナンバー",
                                          "学籍番号",
                                          "id号",
                                          "学号",
                                          "學號",
                                          "識別號碼",
                                          "학번",
                                          "id 번호",
                                          "رقم المعرف",
                                          "رقم المُعرَّف",
                                          "الرقم الجامعي",
                                          "מספר זהות",
                                          "מספר סטודנט",
                                          "αριθμός id",
                                          "αριθμός μητρώου",
                                          "azonosítószám",
                                          "neptun-kód",
                                          "número id",
                                          "número d'identificació",
                                          "kimlik numarası",
                                          "öğrenci numarası",
                                          "număr de identificare",
                                          "identifikačné číslo",
                                          "id številka",
                                          "id broj",
                                          "идентификационен номер",
                                          "id numeris",
                                          "id numurs",
                                          "mã số sinh viên",
                                          "mssv",
                                          "nomor id",
                                          "id zenbakia",
                                          "id ნომერი",
                                          NULL};
static const char *const LOGIN_HEADINGS[] = {"username",
                                             "user name",
                                             "sis login id",
                                             "login",
                                             "login id",
                                             "anmeldename",
                                             "benutzername",
                                             "nom d'utilisateur",
                                             "nombre de usuario",
                                             "nome utente",
                                             "nome de usuário",
                                             "nome de utilizador",
                                             "identificação de usuário",
                                             "gebruikersnaam",
                                             "nazwa użytkownika",
                                             "brukernavn",
                                             "användarnamn",
                                             "käyttäjätunnus",
                                             "uživatelské jméno",
                                             "brugernavn",
                                             "логин",
                                             "имя пользователя",
                                             "ім'я користувача",
                                             "ユーザ名",
                                             "ユーザー名",
                                             "用户名",
                                             "帳號",
                                             "사용자 이름",
                                             "아이디",
                                             "اسم المستخدم",
                                             "שם משתמש",
                                             "όνομα χρήστη",
                                             "felhasználónév",
                                             "nom d'usuari",
                                             "kullanıcı adı",
                                             "nume utilizator",
                                             "používateľské meno",
                                             "uporabniško ime",
                                             "korisničko ime",
                                             NULL};
static const char *const OTHER_HEADINGS[] = {"identifier",    "identifiant",    "identificador", "identificativo",
                                             "identyfikator", "identifikation", "kennung",       NULL};
static const char *const *const ID_GROUPS[] = {ID_HEADINGS, LOGIN_HEADINGS, OTHER_HEADINGS};
enum { ID_GROUP_COUNT = sizeof ID_GROUPS / sizeof *ID_GROUPS };
static const char *const NAME_HEADINGS[] = {"name",
                                            "full name",
                                            "student name",
                                            "display name",
                                            "student",
                                            "vollständiger name",
                                            "nom complet",
                                            "nom et prénom",
                                            "prénom et nom",
                                            "nombre completo",
                                            "nombre y apellidos",
                                            "apellidos y nombre",
                                            "nome completo",
                                            "nome e cognome",
                                            "cognome e nome",
                                            "volledige naam",
                                            "imię i nazwisko",
                                            "name, vorname",
                                            "nachname, vorname",
                                            "teilnehmer",
                                            "teilnehmende",
                                            "participant",
                                            "participant name",
                                            "learner",
                                            "deltaker",
                                            "deltager",
                                            "celé jméno",
                                            "jméno a příjmení",
                                            "meno a priezvisko",
                                            "ime i prezime",
                                            "nume și prenume",
                                            "nimi",
                                            "név",
                                            "teljes név",
                                            "ad soyad",
                                            "adı soyadı",
                                            "фио",
                                            "ονοματεπώνυμο",
                                            "姓名",
                                            "氏名",
                                            "이름",
                                            "フルネーム",
                                            "全名",
                                            "полное имя",
                                            "полное имя (фио)",
                                            "повне ім'я",
                                            "الاسم الكامل",
                                            "שם מלא",
                                            "nom i cognoms",
                                            "fullt navn",
                                            "fullständigt namn",
                                            "koko nimi",
                                            "imię i nazwisko / nazwa",
                                            NULL};
static const char *const FIRST_HEADINGS[] = {
    "first name",  "given name", "forename",    "vorname", "prénom",    "nombre",  "nombres",
    "nome",        "voornaam",   "imię",        "fornavn", "förnamn",   "first",   "given names",
    "first names", "rufname",    "jméno",       "meno",    "ime",       "prenume", "etunimi",
    "etunimet",    "keresztnév", "utónév",      "ad",      "adı",       "имя",     "ім'я",
    "όνομα",       "eesnimi",    "vardas",      "vārds",   "名",        "given",   "křestní jméno",
    "krstné meno", "имена",      "الاسم الأول", "שם פרטי", "nom propi", "名字",    "tên",
    NULL};
static const char *const LAST_HEADINGS[] = {"last name",
                                            "surname",
                                            "family name",
                                            "nachname",
                                            "familienname",
                                            "nom",
                                            "nom de famille",
                                            "apellido(s)",
                                            "apellidos",
                                            "apellido",
                                            "cognome",
                                            "sobrenome",
                                            "apelido",
                                            "achternaam",
                                            "nazwisko",
                                            "etternavn",
                                            "efternavn",
                                            "efternamn",
                                            "naam",
                                            "navn",
                                            "namn",
                                            "last",
                                            "last names",
                                            "surnames",
                                            "zuname",
                                            "příjmení",
                                            "priezvisko",
                                            "prezime",
                                            "nume",
                                            "sukunimi",
                                            "vezetéknév",
                                            "családnév",
                                            "soyad",
                                            "soyadı",
                                            "фамилия",
                                            "прізвище",
                                            "επώνυμο",
                                            "perekonnanimi",
                                            "pavardė",
                                            "uzvārds",
                                            "cognoms",
                                            "姓",
                                            "姓氏",
                                            "성",
                                            "اسم العائلة",
                                            "שם משפחה",
                                            "фамилно име",
                                            "primer apellido",
                                            "họ",
                                            NULL};

/* The first column from `from` on with one of these headings; -1. */
static int find_column(const struct csv_row *header, const char *const *names, int from) {
    for (int i = from; i < header->field_count; i++)
        if (csv_heading_among(header->fields[i].text, names))
            return i;
    return -1;
}

/* The column that may have the ids though its heading is none of those: its last word is one of a few; -1. */
static int find_likely_id(const struct csv_row *header) {
    static const char *const words[] = {"id",     "ids",    "nr",     "no",  "n°",  "nº",  "num", "number", "nummer",
                                        "numero", "número", "numéro", "dni", "nif", "nie", "key", "code",   NULL};
    for (int i = 0; i < header->field_count; i++) {
        const char *word = header->fields[i].text;
        for (const char *at = word; *at; at++)
            if (strchr(" -_.", *at) && at[1])
                word = at + 1;
        if (csv_heading_among(word, words))
            return i;
    }
    return -1;
}

/* The column of ids; -1 if there is none, or after an error if there are two. `*ambiguous`: there are two. */
static int find_id(const struct csv_row *header, bool *ambiguous, struct diag *diag) {
    static const char *const own[] = {"id", NULL};
    int id = csv_exact_column(header, "id"), other = -1;
    if (id >= 0) {
        other = find_column(header, own, 0);
        if (other == id)
            other = find_column(header, own, id + 1);
    } else {
        for (int i = 0; i < ID_GROUP_COUNT && id < 0; i++) {
            id = find_column(header, ID_GROUPS[i], 0);
            other = id >= 0 ? find_column(header, ID_GROUPS[i], id + 1) : -1;
        }
    }
    if (other < 0)
        return id;
    *ambiguous = true;
    diag_report(diag, SEVERITY_ERROR, header->fields[other].pos,
                "two columns may have the ids: column %d, '%s', and column %d, '%s'; call the one that is meant 'id' "
                "and remove or rename the other",
                id + 1, header->fields[id].text, other + 1, header->fields[other].text);
    return -1;
}

void sets_find_name_headings(struct sets_headings *headings, const struct csv_row *header) {
    static const char *const either[] = {"name", "이름", NULL};
    headings->name = csv_exact_column(header, "name");
    for (int i = 0; NAME_HEADINGS[i] && headings->name < 0; i++)
        headings->name = csv_similar_column(header, NAME_HEADINGS[i]);
    headings->first_name = find_column(header, FIRST_HEADINGS, 0);
    headings->last_name = find_column(header, LAST_HEADINGS, 0);
    /* Catalan calls first names what French calls last ones. */
    const int cognoms = csv_similar_column(header, "cognoms");
    if (headings->first_name < 0 && cognoms >= 0 && csv_similar_column(header, "nom") >= 0) {
        headings->first_name = csv_similar_column(header, "nom");
        headings->last_name = cognoms;
    }
    /* Beside a column of first names, `Name` has last names, and beside one of last names, first names: in rows in
     * which it is not the whole name all the same. */
    headings->name_may_be_whole = headings->name >= 0 && (headings->first_name < 0) != (headings->last_name < 0) &&
                                  csv_heading_among(header->fields[headings->name].text, either);
    if (headings->name_may_be_whole) {
        *(headings->first_name < 0 ? &headings->first_name : &headings->last_name) = headings->name;
        headings->name = -1;
    }
}

bool sets_find_headings(struct sets_headings *headings, const struct csv_row *header, const char *missing,
                        struct diag *diag) {
    bool ambiguous = false;
    *headings = (struct sets_headings){.id = find_id(header, &ambiguous, diag),
                                       .scenario = csv_similar_column(header, "scenario")};
    const int likely = headings->id < 0 && !ambiguous ? find_likely_id(header) : -1;
    if (likely >= 0)
        diag_report(diag, SEVERITY_ERROR, header->fields[likely].pos,
                    "%s; if column %d, '%s', has the ids, call it 'id'", missing, likely + 1,
                    header->fields[likely].text);
    else if (headings->id < 0 && !ambiguous)
        diag_report(diag, SEVERITY_ERROR, header->pos,
                    header->field_count == 1 ? "%s; if this is a title above the headings, remove it or begin it with #"
                                             : "%s",
                    missing);
    sets_find_name_headings(headings, header);
    return headings->id >= 0;
}

/* The text of a column without blanks around it, and its place; "" and that of the row if there is none. */
static const char *read_text(struct arena *arena, const struct csv_row *row, int column, struct pos *pos) {
    *pos = row->pos;
    if (column < 0 || column >= row->field_count)
        return "";
    *pos = row->fields[column].pos;
    return sets_trim(arena, row->fields[column].text, pos);
}

/* Whether a name has another one in it, as whole words; case does not count. */
static bool has_part(struct arena *arena, const char *name, const char *part) {
    static const char between[] = " ,-'";
    const char *whole = sets_folded(arena, name), *words = sets_folded(arena, part);
    const size_t length = strlen(words);
    for (const char *at = whole; (at = strstr(at, words)); at++)
        if ((at == whole || strchr(between, at[-1])) && (!at[length] || strchr(between, at[length])))
            return true;
    return false;
}

const char *sets_read_name(struct arena *arena, const struct sets_headings *headings, const struct csv_row *row,
                           struct pos *pos) {
    struct pos last_pos;
    const char *whole = read_text(arena, row, headings->name, pos);
    if (*whole)
        return whole;
    struct pos whole_pos = *pos;
    const char *first = read_text(arena, row, headings->first_name, pos);
    const char *last = read_text(arena, row, headings->last_name, &last_pos);
    if (*first && *last && headings->name_may_be_whole && has_part(arena, first, last))
        return first;
    if (*first && *last && headings->name_may_be_whole && has_part(arena, last, first))
        return last;
    if (*first && *last)
        return arena_printf(arena, "%s %s", first, last);
    if (!*first)
        *pos = *last || headings->name < 0 ? last_pos : whole_pos;
    return *first ? first : last;
}

enum sets_heading sets_heading_of(const char *heading) {
    static const struct {
        enum sets_heading kind;
        const char *const *names;
    } kinds[] = {{SETS_HEADING_NUMBER, ID_HEADINGS},   {SETS_HEADING_LOGIN, LOGIN_HEADINGS},
                 {SETS_HEADING_OTHER, OTHER_HEADINGS}, {SETS_HEADING_NAME, NAME_HEADINGS},
                 {SETS_HEADING_FIRST, FIRST_HEADINGS}, {SETS_HEADING_LAST, LAST_HEADINGS}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (csv_heading_among(heading, kinds[i].names))
            return kinds[i].kind;
    return SETS_HEADING_NONE;
}

bool sets_is_person_heading(const char *heading) {
    return sets_heading_of(heading) != SETS_HEADING_NONE;
}

static bool is_ascii(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

const char *sets_composed(struct arena *arena, const char *text) {
    if (is_ascii(text))
        return text;
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text, 0, &composed,
                                           UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (length == UTF8PROC_ERROR_NOMEM)
        alloc_failed(strlen(text));
    if (length < 0) /* it is not UTF-8 */
        return text;
    const char *copy = strcmp((const char *)composed, text) == 0 ? text : arena_strdup(arena, (const char *)composed);
    free(composed);
    return copy;
}

/* A letter in lower case; letters with one capital are one: σ and ς, s and ſ. The dotless ı is a letter of its own. */
static unsigned folded_letter(unsigned c) {
    return c == 0x131 ? c : (unsigned)utf8proc_tolower(utf8proc_toupper((utf8proc_int32_t)c));
}

const char *sets_folded(struct arena *arena, const char *text) {
    struct text lower = {0};
    text = sets_composed(arena, text);
    text_puts(&lower, "");
    for (size_t at = 0, length = strlen(text); at < length;) {
        unsigned c = (unsigned char)text[at];
        int n = c < 0x80 ? 1 : utf8_decode(text + at, length - at, &c);
        if (n)
            text_put_code_point(&lower, folded_letter(c));
        else
            text_putc(&lower, text[at]);
        at += n ? (size_t)n : 1;
    }
    const char *copy = arena_strdup(arena, lower.bytes);
    text_free(&lower);
    return copy;
}

const char *sets_read_id(struct arena *arena, const struct csv_field *field, struct pos *pos) {
    *pos = field->pos;
    return sets_composed(arena, sets_trim(arena, field->text, pos));
}
