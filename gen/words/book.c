#include "words/words.h"

#include <string.h>

/* What a workbook itself says, by its English. Other languages than these have English. */
static const struct {
    const char *english, *german, *spanish;
} WORDS[] = {
    {"All checks hold", "Alle Prüfungen bestanden", "Todas las comprobaciones se cumplen"},
    {"A check fails: ", "Eine Prüfung schlägt fehl: ", "Una comprobación falla: "},
    {"Scenario:", "Szenario:", "Escenario:"},
    {"Scenario (chosen on the sheet {})", "Szenario (gewählt auf dem Blatt {})", "Escenario (elegido en la hoja {})"},
    {"Scenario (choose from the list)", "Szenario (aus der Liste zu wählen)", "Escenario (elegir de la lista)"},
    {"The chosen one is marked, and its number", "Das gewählte ist markiert, und seine Nummer",
     "El elegido está marcado, y su número"},
    {"Scenario", "Szenario", "Escenario"},
    {"Choose one of the scenarios in the list.", "Wählen Sie ein Szenario aus der Liste.",
     "Elija un escenario de la lista."},
    {"Quantity", "Größe", "Magnitud"},
    {"Unit", "Einheit", "Unidad"},
    {"Value", "Wert", "Valor"},
    {"Symbol", "Symbol", "Símbolo"},
    {"Source", "Quelle", "Fuente"},
    {"Date", "Datum", "Fecha"},
    {"Minimum", "Minimum", "Mínimo"},
    {"Maximum", "Maximum", "Máximo"},
    {"Constants", "Konstanten", "Constantes"},
    {"Colours", "Farben", "Colores"},
    {"Blue: an input, may be changed", "Blau: eine Eingabe, darf geändert werden",
     "Azul: una entrada, puede cambiarse"},
    {"Black: a formula", "Schwarz: eine Formel", "Negro: una fórmula"},
    {"Green: a link to another sheet", "Grün: ein Verweis auf ein anderes Blatt", "Verde: un vínculo a otra hoja"},
    {"Grey: a bound or a fixed point of a curve", "Grau: eine Grenze oder ein fester Punkt einer Kurve",
     "Gris: un límite o un punto fijo de una curva"},
    {"share", "Anteil", "proporción"},
    {"number", "Zahl", "número"},
    {"choice", "Auswahl", "elección"},
    {"date", "Datum", "fecha"},
    {"none", "keine", "ninguno"},
    {"not stated", "nicht angegeben", "no indicada"},
    {"this set", "dieser Satz", "este conjunto"},
    {"default of the model", "Vorgabe des Modells", "valor del modelo"},
    {"in the notes", "in den Anmerkungen", "en las notas"},
    {"note {}", "Anm. {}", "nota {}"},
    {"notes", "Anm.", "notas"},
    {"Note", "Anmerkung", "Nota"},
    {"Notes on sources", "Anmerkungen zu den Quellen", "Notas sobre las fuentes"},
    {"Several numbers beside an input are those of the scenarios, in the order of their columns.",
     "Mehrere Nummern neben einer Eingabe gelten für die Szenarien in der Reihenfolge ihrer Spalten.",
     "Varios números junto a una entrada corresponden a los escenarios, en el orden de sus columnas."},
    {"Sources from before this day are old", "Quellen vor diesem Tag gelten als veraltet",
     "Las fuentes anteriores a este día se consideran antiguas"},
    {"The tornado shows the effect on", "Der Tornado zeigt die Wirkung auf", "El tornado muestra el efecto en"},
    {"Most effect on: {}", "Größte Wirkung auf: {}", "Mayor efecto en: {}"},
    {"Effect on: {}", "Wirkung auf: {}", "Efecto en: {}"},
    {"if low", "wenn niedrig", "si es bajo"},
    {"if high", "wenn hoch", "si es alto"},
    {"Input low", "Eingabe niedrig", "Entrada baja"},
    {"Input high", "Eingabe hoch", "Entrada alta"},
    {"Change, with the input low and high", "Änderung, wenn die Eingabe niedrig und hoch ist",
     "Cambio, con la entrada baja y alta"},
    {"Input, by its effect", "Eingabe, nach ihrer Wirkung", "Entrada, por su efecto"},
    {"Rank", "Rang", "Orden"},
    {"Row", "Zeile", "Fila"},
    {"Change, low", "Änderung, niedrig", "Cambio, bajo"},
    {"Change, high", "Änderung, hoch", "Cambio, alto"},
    {"Swing", "Spanne", "Amplitud"},
    {"Low", "Niedrig", "Bajo"},
    {"High", "Hoch", "Alto"},
    {"Today", "Heute", "Hoy"},
    {"Total", "Summe", "Total"},
    {"In words", "In Worten", "En palabras"},
    {"Year", "Jahr", "Año"},
    {"Check", "Prüfung", "Comprobación"},
    {"Result", "Ergebnis", "Resultado"},
    {"Checks that fail", "Prüfungen, die fehlschlagen", "Comprobaciones que fallan"},
    {"Your answer", "Ihre Antwort", "Su respuesta"},
    {"Your answers", "Ihre Antworten", "Sus respuestas"},
    {"Within its range: {}", "Innerhalb der Grenzen: {}", "Dentro de sus límites: {}"},
    {"One of its values: {}", "Einer ihrer Werte: {}", "Uno de sus valores: {}"},
    {"Condition: {}", "Bedingung: {}", "Condición: {}"},
    {"No cell of the sheet {} shows an error", "Keine Zelle des Blattes {} zeigt einen Fehler",
     "Ninguna celda de la hoja {} muestra un error"},
    {"inputs of {}", "Eingaben von {}", "entradas de {}"},
};

const char *words_of_book(const struct words_language *language, const char *english) {
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS && language->tongue != TONGUE_EN; i++)
        if (strcmp(WORDS[i].english, english) == 0)
            return language->tongue == TONGUE_DE   ? WORDS[i].german
                   : language->tongue == TONGUE_ES ? WORDS[i].spanish
                                                   : english;
    return english;
}
