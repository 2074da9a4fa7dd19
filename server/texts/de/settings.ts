/**
 * The German words for the account: password, recovery codes, browsers, personal data, and the account's deletion.
 */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const CODES = { one: 'Code', other: 'Codes' };
const ENTRIES = { one: 'Eintrag', other: 'Einträge' };

export const settingsTexts = ({ count }: Formats): Texts['settings'] => ({
  heading: 'Einstellungen',
  username: 'Benutzername',
  usernameLead: (username) => `Sie sind angemeldet als ${username}.`,
  password: 'Passwort',
  passwordLead: 'Ändern Sie es und melden Sie alle anderen Browser ab.',
  codes: 'Wiederherstellungscodes',
  codesLeft: (left) => `Noch ${count(left, CODES)}.`,
  email: 'E-Mail-Adresse',
  emailSet: 'Hinzugefügt. Sie können per E-Mail ein neues Passwort setzen.',
  emailNone: 'Keine. Fügen Sie eine hinzu, um per E-Mail ein neues Passwort setzen zu können.',
  notices: 'E-Mails von uns',
  noticesNone: 'Keine. Wir senden nur E-Mails, die Sie wünschen.',
  noticesSome: (kinds) =>
    `${count(kinds, { one: 'Art von E-Mail', other: 'Arten von E-Mails' })} ausgewählt.`,
  sessions: 'Angemeldete Browser',
  sessionsCount: (browsers) =>
    `${count(browsers, { one: 'Browser ist', other: 'Browser sind' })} angemeldet.`,
  personalData: 'Ihre personenbezogenen Daten',
  personalDataLead: 'Alles, was wir über Sie speichern: wozu, bis wann, und wer es angesehen hat.',
  restriction: 'Verarbeitung Ihrer Daten einschränken',
  restrictionLead:
    'Daten behalten, aber nicht benutzen lassen, widersprechen oder eine Einwilligung widerrufen.',
  deletion: 'Mein Konto löschen',
  deletionLead: 'Bevor etwas gelöscht wird, zeigt die nächste Seite, was gelöscht wird.',
});

export const USERNAME: Texts['username'] = {
  heading: 'Benutzernamen ändern',
  lead: 'Sie melden sich danach mit dem neuen Namen an. Ihre Lizenzen und Wiederherstellungscodes bleiben, wie sie sind, und andere Browser bleiben angemeldet.',
  hint: 'Buchstaben, Ziffern, Punkte, Binde- und Unterstriche, kein @.',
  submit: 'Benutzernamen ändern',
};

export const PASSWORD: Texts['password'] = {
  heading: 'Passwort ändern',
  lead: 'Alle anderen Browser werden abgemeldet.',
  submit: 'Passwort ändern',
};

export const renewCodesTexts = ({ count }: Formats): Texts['renewCodes'] => ({
  heading: 'Wiederherstellungs\u00ADcodes',
  lead: 'Mit einem Wiederherstellungscode können Sie ohne E-Mail ein neues Passwort setzen. Jeder gilt einmal.',
  left: (left) => `Sie haben noch ${count(left, CODES)}.`,
  renew: 'Neue Codes ersetzen alle alten.',
  submit: 'Neue Codes erstellen',
});

export const SESSIONS: Texts['sessions'] = {
  heading: 'Angemeldete Browser',
  lead: 'Wir speichern, wann sich jeder Browser angemeldet hat, und nichts über den Browser oder seinen Ort.',
  begun: 'Angemeldet',
  until: 'Bis',
  remembered: 'Bleibt angemeldet',
  current: 'Dieser Browser',
  other: 'Ein anderer Browser',
  submit: 'Alle anderen Browser abmelden',
  alone: 'Kein anderer Browser ist angemeldet.',
  known: 'Dieser Browser ist bekannt',
  knownLead:
    'Ein Cookie zeigt nach einer Anmeldung 180 Tage lang, dass Sie sich hier schon angemeldet haben. So kann Sie niemand aussperren, der anderswo Ihr Passwort rät. Es enthält keinen Namen. Löschen Sie es, wenn andere dieses Gerät benutzen.',
  forget: 'Diesen Browser vergessen',
};

export const personalDataTexts = ({ count, day, hour, list }: Formats): Texts['personalData'] => ({
  heading: 'Ihre personenbezogenen Daten',
  lead: 'Das ist alles, was wir über Sie speichern, mit Zweck und letztem Tag jedes Werts. Der letzte Tag verschiebt sich, wenn Sie sich anmelden oder Ihre App ihren Lizenznachweis erneuert.',
  entries: (entries) => count(entries, ENTRIES),
  alike: (entries) => `${count(entries, ENTRIES)} dieser Art.`,
  unknowableHeading: 'Hier nicht aufgeführt',
  unknowable:
    'Wir können nicht erkennen, welche dieser Einträge von Ihnen sind, deshalb ist keiner aufgeführt:',
  basis: (basis) => `Rechtsgrundlage: ${basis}`,
  sources: (sources) => `Herkunft: ${list(sources)}`,
  recipients: (recipients) => `Empfänger: ${list(recipients)}`,
  save: 'Alles als Datei speichern',
  saveHint:
    'Die Datei ist JSON, das andere Programme lesen können. Bewahren Sie sie so auf, dass andere sie nicht lesen.',
  schema: 'Die Beschreibung ihres Formats',
  stored: (form, until) => `${form}, ${until}`,
  until: (last) => `aufbewahrt bis ${day(last)}`,
  whileKept: 'aufbewahrt so lange wie das Konto oder die Lizenz',
  looksHeading: 'Wer Ihre Daten angesehen hat',
  lookers: { staff: 'Unser Personal', program: 'Ein Programm von uns' },
  noLooks: 'Niemand in den letzten 12 Monaten.',
  look: (who, time) => `${who}, ${hour(time)}`,
});

export const deletionTexts = ({ count }: Formats): Texts['deletion'] => ({
  heading: 'Ihr Konto löschen?',
  takes: 'Wird sofort und endgültig gelöscht',
  account: 'Ihr Benutzername, Ihr Passwort, Ihre Wiederherstellungscodes und alle Anmeldungen.',
  email:
    'Die Spuren Ihrer E-Mail-Adresse. Ihre Schlüssel können dann nicht mehr abgeleitet oder zugesandt werden.',
  machines: (machines) =>
    `Bezeichnungen, Benutzernamen, Netze und Gerätekennungen von ${count(machines, { one: 'Gerät', other: 'Geräten' })}.`,
  memberships: (licenses) =>
    `Ihr Anteil an ${count(licenses, { one: 'Lizenz', other: 'Lizenzen' })} von anderen: Ihre Geräte dort werden freigegeben.`,
  held: 'Was eine rechtliche Sperre bewahrt, bis sie aufgehoben ist: Dann wird es gelöscht. „Ihre personenbezogenen Daten“ zeigen die Sperre.',
  stays: 'Bleibt',
  licenses: (licenses) =>
    `${count(licenses, { one: 'Lizenz bleibt', other: 'Lizenzen bleiben' })} gültig, und Ihre Apps laufen weiter. Sichern Sie Ihre Schlüssel: Wir können sie Ihnen nicht noch einmal geben.`,
  orders: 'Die Bestellnummer Ihres Kaufs, ohne Bezug zu Ihnen, wie es das Steuerrecht verlangt.',
  endLicenses: 'Auch meine Lizenzen beenden',
  endLicensesHint:
    'Apps stoppen, sobald sie das nächste Mal den Server erreichen. Das kann nicht rückgängig gemacht werden.',
  sure: 'Ich habe meine Lizenzschlüssel gesichert oder brauche sie nicht mehr',
  submit: 'Mein Konto löschen',
  cancel: 'Konto behalten',
});
