/** The German words for the renewal of a license by a coupon, and for its downloads. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const MONTHS = { one: 'Monat', other: 'Monate' };
const SEATS = { one: 'Platz', other: 'Plätze' };

const couponTexts = ({ count, day, number }: Formats): Texts['coupon'] => ({
  link: 'Gutschein einlösen …',
  heading: 'Gutschein einlösen',
  lead: 'Ein Gutschein des Verkäufers verlängert diese Lizenz oder fügt ihr Plätze hinzu. Geben Sie seinen Code ein: Die nächste Seite sagt, was geschieht, bevor etwas ausgeführt wird.',
  code: 'Gutscheincode',
  codeHint:
    'Vier Vierergruppen aus Buchstaben und Ziffern. Großschreibung, Leerzeichen und Bindestriche spielen keine Rolle.',
  look: 'Ansehen, was geschieht',
  confirmHeading: 'Diesen Gutschein einlösen?',
  again: 'Für diese Lizenz wurde dieser Gutschein schon eingelöst. Jede Lizenz kann ihn nur einmal nutzen.',
  followsHeading: 'Was geschieht',
  months: (amount) => `Er verlängert die Lizenz um ${count(amount, MONTHS)}.`,
  seats: (amount, before, after) =>
    `Er fügt ${count(amount, SEATS)} hinzu: ${number(after)} statt ${number(before)}.`,
  ends: (before, after) => `Die Lizenz endet am ${day(after)} statt am ${day(before)}.`,
  endsAgain: (after) => `Die Lizenz ist beendet. Sie gilt dann wieder, bis zum ${day(after)}.`,
  updates: (after) => `Sie enthält Updates bis zum ${day(after)}.`,
  points: [
    'Das lässt sich nicht zurücknehmen, und für diese Lizenz gilt der Gutschein kein zweites Mal.',
    'Apps erfahren davon, wenn sie sich das nächste Mal beim Server melden.',
    'Wir zählen, dass der Gutschein einmal mehr benutzt wurde. Für welche Lizenz, lässt sich aus dem, was wir speichern, nicht ablesen.',
  ],
  submit: 'Diesen Gutschein einlösen',
  other: 'Einen anderen Code eingeben',
});

const VERSIONS = { one: 'neuere Datei', other: 'neuere Dateien' };

const downloadTexts = ({ count, day }: Formats): Texts['downloads'] => ({
  link: 'Dateien herunterladen',
  heading: 'Dateien zum Herunterladen',
  lead: 'Die Dateien, die Ihre Lizenz umfasst. Jeder Link gilt 30 Minuten, auch um einen Download fortzusetzen; öffnen Sie die Seite wieder, um neue zu erhalten. Wir zählen Downloads nach Version und nicht, wer was lädt.',
  none: 'Für Ihre Lizenz gibt es zurzeit keine Datei.',
  over: 'Die Lizenz ist beendet, ausgesetzt oder widerrufen, deshalb kann nichts geladen werden.',
  built: (version, built) => `Fassung ${version}, ${day(built)}`,
  digest: 'SHA-256, zum Vergleich mit dem, was Sie erhalten haben:',
  withheld: (files) =>
    `${count(files, VERSIONS)}: nicht von Ihrer Lizenz umfasst. Verlängern Sie die Lizenz, um spätere Updates zu erhalten.`,
});

export const renewalTexts = (formats: Formats): Pick<Texts, 'coupon' | 'downloads'> => ({
  coupon: couponTexts(formats),
  downloads: downloadTexts(formats),
});
