#include "words/words.h"

static const struct words_screen WORDS[TONGUES] = {
    [TONGUE_EN] = {"The figures of the chart", "Save the answers",
                   "The answers are saved as a file on this device, to be handed in. Nothing is sent; a page that is "
                   "closed forgets what was not saved.",
                   "Instead of drawing: a table to fill in", "Curve {}", "What it shows",
                   "Marks, areas and labels, in words:"},
    [TONGUE_DE] = {"Die Zahlen des Diagramms", "Antworten speichern",
                   "Die Antworten werden als Datei auf diesem Gerät gespeichert, die dann abzugeben ist. Nichts wird "
                   "gesendet; wird die Seite geschlossen, geht verloren, was nicht gespeichert ist.",
                   "Statt zu zeichnen: eine Tabelle zum Ausfüllen", "Kurve {}", "Was sie zeigt",
                   "Markierungen, Flächen und Beschriftungen in Worten:"},
    [TONGUE_FR] = {"Les chiffres du graphique", "Enregistrer les réponses",
                   "Les réponses sont enregistrées dans un fichier sur cet appareil, à rendre ensuite. Rien n’est "
                   "envoyé ; ce qui n’est pas enregistré est perdu quand la page est fermée.",
                   "Au lieu de dessiner : un tableau à remplir", "Courbe {}", "Ce qu’elle montre",
                   "Repères, surfaces et légendes, en mots :"},
    [TONGUE_ES] = {"Las cifras del gráfico", "Guardar las respuestas",
                   "Las respuestas se guardan en un archivo en este dispositivo, que luego se entrega. No se envía "
                   "nada; lo que no se ha guardado se pierde al cerrar la página.",
                   "En lugar de dibujar: una tabla para rellenar", "Curva {}", "Qué muestra",
                   "Marcas, áreas y rótulos, en palabras:"},
    [TONGUE_IT] = {"Le cifre del grafico", "Salva le risposte",
                   "Le risposte vengono salvate in un file su questo dispositivo, da consegnare. Nulla viene inviato; "
                   "ciò che non è salvato si perde quando si chiude la pagina.",
                   "Invece di disegnare: una tabella da compilare", "Curva {}", "Che cosa mostra",
                   "Segni, aree ed etichette, a parole:"},
    [TONGUE_PT] = {"Os números do gráfico", "Guardar as respostas",
                   "As respostas são guardadas num ficheiro neste dispositivo, a entregar depois. Nada é enviado; o "
                   "que não foi guardado perde-se ao fechar a página.",
                   "Em vez de desenhar: uma tabela para preencher", "Curva {}", "O que mostra",
                   "Marcas, áreas e legendas, em palavras:"},
    [TONGUE_NL] = {"De cijfers van de grafiek", "Antwoorden opslaan",
                   "De antwoorden worden op dit apparaat opgeslagen als bestand, om in te leveren. Er wordt niets "
                   "verzonden; wat niet is opgeslagen, gaat verloren als de pagina wordt gesloten.",
                   "In plaats van tekenen: een tabel om in te vullen", "Kromme {}", "Wat ze toont",
                   "Markeringen, vlakken en bijschriften, in woorden:"},
};

const struct words_screen *words_screen_lookup(const struct words_language *language) {
    return &WORDS[language->tongue];
}
