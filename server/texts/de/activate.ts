/** The German words for a customer who activates an app that waits. */

import type { Texts } from '../en/catalogue.ts';

export const ACTIVATE: Texts['activate'] = {
  heading: 'App aktivieren',
  lead: 'Ihre App zeigt einen Code aus acht Buchstaben. Geben Sie ihn hier ein, und die App wird ohne Lizenzschlüssel aktiviert.',
  own: 'Geben Sie nur einen Code ein, den Ihre eigene App Ihnen gerade anzeigt. Weder wir noch der Verkäufer senden oder nennen Ihnen jemals einen Code.',
  linked:
    'Sie sind über einen Link hierhergekommen, und einen Link kann jeder senden. Geben Sie den Code noch einmal so ein, wie Ihre eigene App ihn auf Ihrem eigenen Bildschirm zeigt. Hat jemand anders Sie hierhergeschickt, schließen Sie diese Seite.',
  codeHint: 'Zum Beispiel BCDF-GHJK. Großschreibung, Leerzeichen und Bindestriche spielen keine Rolle.',
  submit: 'Weiter',
  question: (product) => `${product} aktivieren?`,
  wordsLead: 'Die App zeigt neben dem Code zwei Wörter. Es müssen diese sein:',
  compare:
    'Fahren Sie nur fort, wenn Sie diese Wörter auf Ihrem eigenen Bildschirm sehen. Sonst versucht jemand anders, Ihre Lizenz zu nutzen: Lehnen Sie ab.',
  otherNetwork:
    'Die App und dieser Browser sind in verschiedenen Netzen. Das ist normal, wenn die App auf einem anderen Gerät läuft oder Sie ein VPN nutzen. Soll sie auf diesem Gerät sein, lehnen Sie ab.',
  license: 'Lizenz für die App',
  full: 'Alle Plätze sind belegt. Die App wird abgewiesen, außer ihr Gerät hat einen davon.',
  noLicense: (product) => `Keine Ihrer Lizenzen ist zurzeit für ${product} gültig.`,
  toLicenses: 'Lizenz hinzufügen',
  approve: 'App aktivieren',
  deny: 'Ablehnen: Das ist nicht meine App',
};

export const APPROVED: Texts['approved'] = {
  heading: {
    waiting: 'Erlaubt',
    activated: 'Die App ist aktiviert',
    over: 'Die App wartet nicht',
  },
  lead: {
    waiting: 'Die App belegt in wenigen Sekunden einen Platz der Lizenz.',
    activated: 'Sie belegt ab jetzt einen Platz der Lizenz.',
    over: 'Entweder behielt ihr Gerät einen Platz, den es schon hatte, oder die App wurde geschlossen, bevor sie aktiviert war. Die Seite der Lizenz zeigt alle Geräte.',
  },
  again: 'Gerät anzeigen',
  notYou:
    'Wenn das nicht Ihr Gerät ist, geben Sie seinen Platz jetzt frei: Seine App stoppt, sobald sie das nächste Mal den Server erreicht. Ändern Sie danach Ihr Passwort.',
};
