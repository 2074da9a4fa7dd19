/** The German words for receipts: what was deleted, signed, and how it is verified. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const receiptTexts = ({ count, day, number }: Formats): Texts['receipt'] => ({
  heading: 'Löschbeleg',
  lead: 'Eine signierte Erklärung, was gelöscht wurde. Sie nennt keine Person.',
  deleting: 'Es werden noch Einträge gelöscht. Öffnen Sie diese Seite in einigen Minuten noch einmal.',
  erasing:
    'Die Einträge sind aus der Datenbank gelöscht. Als Nächstes werden ihre übrigen Bytes überschrieben, dann wird der Löschbeleg signiert. Öffnen Sie diese Seite in einigen Minuten noch einmal und bewahren Sie ihre Adresse auf: Nichts anderes führt hierher.',
  done: 'Die Einträge sind gelöscht, und der Löschbeleg ist signiert. Speichern Sie ihn: Wir löschen unseren nach spätestens drei Jahren.',
  backups:
    'Sicherungskopien laufen nach höchstens 35 Tagen ab, wenn der Betreiber sie nicht auf andere Weise anlegt.',
  id: 'Nummer',
  kind: 'Anlass',
  kinds: {
    purge: 'eine tägliche Löschung von allem, was fällig ist',
    erasure: 'eine Löschung personenbezogener Daten',
  },
  rows: 'Gelöschte Einträge',
  held: 'Einträge, die eine rechtliche Sperre bewahrt',
  rowsCount: (rows) => number(rows),
  signedOn: 'Signiert am',
  day: (signed) => day(signed),
  bytes: 'Übrige Bytes',
  noBytes: 'In der Datei der Datenbank war keines übrig.',
  someBytes: (bytes) =>
    `${count(bytes, { one: 'Byte war', other: 'Bytes waren' })} in der Datei der Datenbank übrig.`,
  unknownBytes: 'Diese Datenbank kann nicht danach durchsucht werden.',
  token: 'Der Löschbeleg',
  save: 'Löschbeleg als Datei speichern',
  verify: 'Löschbeleg prüfen',
  verifyHeading: 'Löschbeleg prüfen',
  verifyLead:
    'Fügen Sie einen Löschbeleg ein oder wählen Sie seine Datei. Wir prüfen ihn und speichern ihn nicht.',
  file: 'Oder seine Datei',
  submit: 'Prüfen',
  valid: 'Dieser Server hat diesen Löschbeleg signiert.',
  invalid: 'Dieser Server hat diesen Löschbeleg nicht signiert, oder er wurde danach verändert.',
});
