/** The German words for documents that are generated from the inventory, such as the privacy notice. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const CATEGORIES: Texts['documents']['categories'] = {
  identifier: 'Kennungen',
  record: 'Kundenakten',
  commercial: 'geschäftliche Angaben',
  activity: 'Aktivität im Netz',
  employment: 'Angaben zur Beschäftigung',
  credential: 'sensibel: Anmeldung an einem Konto',
};

const CONTENTS: Texts['documents']['breach']['contents'] = {
  database: () => 'Sie enthält alle Zeilen. Eine Zufallszahl unterscheidet Zeilen und nennt niemanden.',
  key: () => 'Allein sagt sie nichts über eine Person. Zusammen mit der Datenbank:',
  issue: () =>
    'Allein sagt sie nichts über eine Person. Zusammen mit der Datenbank und einer E-Mail-Adresse leitet sie die Lizenzschlüssel dieses Kunden ab.',
  signing: () =>
    'Sie sagt nichts über eine Person. Wer sie hat, kann Lizenznachweise signieren: Ersetzen Sie sie.',
  backup: (secret, keys) =>
    `Sie ist verschlüsselt. Zusammen mit ${keys} und ${secret} ist sie wie die Datenbank lesbar.`,
  backupKeys: (secret) =>
    `Allein sagt sie nichts über eine Person. Zusammen mit ${secret} öffnet sie die Sicherungen, die wie die Datenbank lesbar sind.`,
  traces: (secret) =>
    `Sie enthält keine Zeile. Zusammen mit ${secret} zeigt sie, ob eine Kennung gelöscht wurde.`,
  settings: () => 'Sie sagt nichts über einen Kunden.',
  locks: () =>
    'Sie sagt nichts über einen Kunden, außer während einer Wiederherstellung: dann ist sie eine lesbare Kopie der Datenbank.',
  mails: () =>
    'Sie enthält E-Mails im Klartext, mit ihren Adressen. Sie ist nur für die Entwicklung gedacht.',
  log: () => 'Es enthält nichts, was eine App oder ein Browser gesendet hat, und keine Adresse.',
};

export const documentTexts = ({ count }: Formats): Texts['documents'] => ({
  asFile: 'Als Datei für Programme (JSON)',
  roles: 'Wer verantwortlich ist',
  noticeTitle: (vendor) => `Datenschutzerklärung von ${vendor}`,
  controller: (vendor) =>
    `${vendor} entscheidet, was gespeichert wird und wozu (Verantwortlicher nach der DSGVO).`,
  contact: (address) => `Kontakt: ${address}`,
  noProcessor: 'Niemand verarbeitet Daten aller Kunden für uns.',
  processors: (names) =>
    `Daten aller Kunden verarbeitet für uns: ${names} (Auftragsverarbeiter nach der DSGVO).`,
  authority: (name) => `Datenschutzbehörde: ${name}`,
  ccpa: (category) => `Kategorie nach dem CCPA: ${category}`,
  categories: CATEGORIES,
  breach: {
    title: 'Was ein Dieb aus jeder Datei erfährt',
    lead: 'Dieser Bericht entsteht aus dem Verzeichnis der Daten: aus der Form jeder Spalte und dem, was sie öffnet.',
    contents: CONTENTS,
    read: 'Lesbar',
    slow: 'Hashwert: Ein Passwort lässt sich langsam erraten, ein Zufallscode nicht',
    open: (opener) => `Lesbar mit ${opener}, sonst nicht`,
    test: (opener) => `Vermutungen sind prüfbar mit ${opener}, sonst nicht`,
    licenseKey: (secret) => `${secret} und dem Lizenzschlüssel`,
    mailerKey: 'dem privaten Schlüssel des Versandprogramms',
    supportKey: 'dem privaten Schlüssel des Supports',
  },
  record: {
    title: (vendor) => `Verzeichnis der Verarbeitungstätigkeiten von ${vendor} (Art. 30 DSGVO)`,
    lead: 'Jede Tätigkeit ist eine Art gespeicherter Daten. Dieses Verzeichnis entsteht aus dem Verzeichnis der Daten und der Konfiguration.',
    purposes: (purposes) => `Zwecke: ${purposes}.`,
    persons: (persons) => `Personen: ${persons}.`,
    customers: 'Kunden',
    operators: 'Betreiber beim Anbieter',
    receivedBy: (names) => `Empfänger: ${names}.`,
    noRecipient: 'Empfänger: keine.',
    transfers: 'Übermittlungen in Drittländer',
    noTransfer: 'Das Programm übermittelt nichts. Wo ein Empfänger sitzt, kann nur der Anbieter ergänzen.',
    measures: 'Sicherheitsmaßnahmen (Art. 32), nach der Form der gespeicherten Werte',
    columns: (columns) => count(columns, { one: 'Art von Werten', other: 'Arten von Werten' }),
  },
  devices: {
    title: 'Vermerk zu Gerätekennungen (Art. 5 Abs. 3 der ePrivacy-Richtlinie)',
    lead: 'In Art. 5 Abs. 3 geht es um das Auslesen von Informationen aus dem Gerät einer Person und um das Speichern darauf.',
    readHeading: 'Was eine App ausliest und wozu',
    read: 'Ab der Aktivierung einer Lizenz liest eine App die Adressen der Netzwerkadapter, um zu erkennen, ob das Gerät einen Platz hat. Auf dem Gerät bildet sie daraus Hashwerte mit geheimem Schlüssel; keine Adresse verlässt es. Für eine Testphase geschieht dasselbe. Genau diesen Dienst hat die Person verlangt, deshalb halten wir es für unbedingt erforderlich, ohne Einwilligung.',
    storedHeading: 'Was die App auf dem Gerät aufbewahrt',
    stored:
      'Den signierten Lizenznachweis und was seine Erneuerung braucht, etwa einen vom Lizenzschlüssel abgeleiteten Schlüssel, damit Prüfungen offline möglich sind. Telemetrie ist aus, bis die Person zustimmt.',
    serverHeading: 'Was der Server von dem speichert, was Apps senden',
    opinion: 'Dies ist unsere eigene Einschätzung und keine Rechtsberatung.',
  },
});
