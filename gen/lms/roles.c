/* What the columns of exports hold, by their headings in the languages of sites. */
#include "lms/shapes.h"

#include <string.h>

/* What columns hold, in the languages of sites, as far as `sets` does not know it for all tables. */
static const char *const ADDRESS[] = {"email",
                                      "e-mail",
                                      "email address",
                                      "e-mail address",
                                      "mail",
                                      "e-mail-adresse",
                                      "mailadresse",
                                      "adresse de courriel",
                                      "courriel",
                                      "adresse e-mail",
                                      "adresse électronique",
                                      "dirección de correo",
                                      "dirección email",
                                      "correo electrónico",
                                      "correo",
                                      "indirizzo email",
                                      "indirizzo e-mail",
                                      "endereço de email",
                                      "endereço de e-mail",
                                      "e-mailadres",
                                      "e-postadresse",
                                      "e-mailadresse",
                                      "e-postadress",
                                      "sähköpostiosoite",
                                      "sähköposti",
                                      "e-mailová adresa",
                                      "adres e-mail",
                                      "адрес электронной почты",
                                      "電子郵件",
                                      "电子邮件地址",
                                      "dirección de correo electrónico",
                                      "メールアドレス",
                                      "メール アドレス",
                                      "電子郵件信箱",
                                      "电子邮件",
                                      "이메일 주소",
                                      "이메일",
                                      "e-posta adresi",
                                      "e-posta",
                                      "عنوان البريد الإلكتروني",
                                      "כתובת דואר אלקטרוני",
                                      "διεύθυνση email",
                                      "διεύθυνση ηλεκτρονικού ταχυδρομείου",
                                      "електронна пошта",
                                      "електронна адреса",
                                      "e-mail cím",
                                      "email cím",
                                      "adreça electrònica",
                                      "correu electrònic",
                                      "adresă email",
                                      "adresă de email",
                                      "e-poštni naslov",
                                      "e-mail adresa",
                                      "emailová adresa",
                                      "e-posti aadress",
                                      "el. pašto adresas",
                                      "e-pasta adrese",
                                      "имейл адрес",
                                      "địa chỉ email",
                                      "alamat email",
                                      "อีเมล",
                                      "helbide elektronikoa",
                                      "enderezo de correo",
                                      "enderezo electrónico",
                                      NULL};
static const char *const UNIT[] = {"institution",
                                   "institución",
                                   "istituzione",
                                   "instituição",
                                   "instelling",
                                   "institusjon",
                                   "laitos",
                                   "instituce",
                                   "instytucja",
                                   "department",
                                   "abteilung",
                                   "département",
                                   "departamento",
                                   "dipartimento",
                                   "afdeling",
                                   "avdeling",
                                   "avdelning",
                                   "osasto",
                                   "oddělení",
                                   "departament",
                                   "所属組織",
                                   "部署",
                                   "学校/机构",
                                   "系别",
                                   "机构",
                                   "院系",
                                   "기관",
                                   "학과",
                                   "учреждение (организация)",
                                   "отдел",
                                   "institució",
                                   "wydział",
                                   "organisaatio",
                                   "kurum",
                                   "bölüm",
                                   "intézmény",
                                   "tanszék",
                                   "ίδρυμα",
                                   "τμήμα",
                                   "заклад",
                                   "відділ",
                                   "instituție",
                                   "inštitúcia",
                                   "oddelenie",
                                   NULL};
/* Of the grading worksheet of an assignment of Moodle (its language packs: mod/assign, `grade`, `maxgrade`,
 * `gradecanbechanged`, `feedbackcomments`). */
static const char *const MARK[] = {"grade",     "bewertung",  "note",         "calificación", "valutazione", "nota",
                                   "avaliação", "cijfer",     "beoordeling",  "karakter",     "betyg",       "arvosana",
                                   "ocena",     "známka",     "hodnocení",    "評点",         "成绩",        "分數",
                                   "성적",      "оценка",     "оцінка",       "not",          "βαθμός",      "الدرجة",
                                   "ציון",      "osztályzat", "qualificació", "hinne",        "įvertinimas", NULL};
static const char *const MOST[] = {"maximum grade",
                                   "bestwertung",
                                   "maximale bewertung",
                                   "note maximale",
                                   "calificación máxima",
                                   "valutazione massima",
                                   "nota máxima",
                                   "nota massima",
                                   "maximumcijfer",
                                   "最大評点",
                                   "最高分",
                                   "最大成绩",
                                   "максимальная оценка",
                                   "maksimal karakter",
                                   "högsta betyg",
                                   "enimmäisarvosana",
                                   "maksymalna ocena",
                                   "qualificació màxima",
                                   NULL};
static const char *const OPEN[] = {"grade can be changed",
                                   "bewertung kann geändert werden",
                                   "la note peut être modifiée",
                                   "la calificación puede ser cambiada",
                                   "la calificación puede cambiarse",
                                   "la valutazione può essere modificata",
                                   "nota pode ser alterada",
                                   "a nota pode ser alterada",
                                   "cijfer kan gewijzigd worden",
                                   "評点の変更可否",
                                   "оценка может быть изменена",
                                   "ocena może zostać zmieniona",
                                   "karakteren kan endres",
                                   "betyget kan ändras",
                                   NULL};
static const char *const COMMENT[] = {"feedback comments",
                                      "feedback als kommentar",
                                      "feedback par commentaires",
                                      "feedback por commentaires",
                                      "comentarios de retroalimentación",
                                      "commenti",
                                      "comentários ao trabalho",
                                      "feedback via comentários",
                                      "feedbackcommentaren",
                                      "フィードバックコメント",
                                      "反馈评论",
                                      "отзыв в виде комментария",
                                      "comentaris de retroacció",
                                      "komentarze zwrotne",
                                      NULL};

bool lms_is_address_heading(const char *heading) {
    return csv_heading_among(heading, ADDRESS);
}

/* Whether a heading is that of a role. */
static bool is_role(const char *heading, const char *role) {
    static const struct {
        const char *role;
        const char *const *names;
        enum sets_heading kind;
    } roles[] = {{"@first", NULL, SETS_HEADING_FIRST},   {"@last", NULL, SETS_HEADING_LAST},
                 {"@name", NULL, SETS_HEADING_NAME},     {"@number", NULL, SETS_HEADING_NUMBER},
                 {"@login", NULL, SETS_HEADING_LOGIN},   {"@other", NULL, SETS_HEADING_OTHER},
                 {"@email", ADDRESS, SETS_HEADING_NONE}, {"@unit", UNIT, SETS_HEADING_NONE},
                 {"@mark", MARK, SETS_HEADING_NONE},     {"@most", MOST, SETS_HEADING_NONE},
                 {"@open", OPEN, SETS_HEADING_NONE},     {"@comment", COMMENT, SETS_HEADING_NONE}};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(role, roles[i].role) == 0)
            return roles[i].names ? csv_heading_among(heading, roles[i].names)
                                  : sets_heading_of(heading) == roles[i].kind;
    return false;
}

bool lms_is_column(const char *heading, const char *column) {
    return *column == '@' ? is_role(heading, column) : csv_same_heading(heading, column);
}

int lms_find_column(const struct csv *csv, const char *column) {
    if (*column != '@')
        return csv_similar_column(&csv->header, column);
    for (int i = 0; i < csv->header.field_count; i++)
        if (is_role(csv->header.fields[i].text, column))
            return i;
    return -1;
}
