/**
 * The German words around the content of every page: head, foot, fields that many forms have, and what was just done.
 */

import type { Texts } from '../en/catalogue.ts';

export const LAYOUT: Texts['layout'] = {
  title: (heading, site) => `${heading} · ${site}`,
  faultyTitle: (heading, site) => `Fehler: ${heading} · ${site}`,
  skip: 'Zum Inhalt springen',
  navigation: 'Ihr Konto',
  path: 'Sie sind hier',
  licenses: 'Lizenzen',
  settings: 'Einstellungen',
  logOut: 'Abmelden',
  logIn: 'Anmelden',
  privacy: 'Datenschutz und Bedingungen',
  language: 'Sprache',
  asInBrowser: 'Wie im Browser',
  imprint: 'Impressum',
  vendorTerms: (vendor) => `Bedingungen von ${vendor}`,
  vendorPrivacy: (vendor) => `Datenschutzerklärung von ${vendor}`,
  support: 'Hilfe:',
  pageNumber: 'Wenn Sie wegen dieser Seite schreiben, nennen Sie ihre Nummer:',
  supportSubject: (requestId) => `Seite ${requestId}`,
  promise: 'Keine Skripte, kein Tracking, nichts von anderen Websites.',
  faultsTitle: 'Bitte korrigieren',
  parts: 'Teile dieser Liste',
  before: 'Zurück',
  after: 'Weiter',
};

export const FIELDS: Texts['fields'] = {
  username: 'Benutzername',
  newUsername: 'Neuer Benutzername',
  usernameHint: 'Vergessen? Geben Sie stattdessen einen Ihrer Lizenzschlüssel ein.',
  password: 'Passwort',
  currentPassword: 'Aktuelles Passwort',
  newPassword: 'Neues Passwort',
  passwordHint:
    'Mindestens 8 Zeichen. Nehmen Sie drei oder vier Wörter ohne Zusammenhang oder besser einen Passwortmanager.',
  passwordAgain: 'Geben Sie das Passwort noch einmal ein: Wir schreiben nie ein Passwort in eine Seite.',
  licenseKey: 'Lizenzschlüssel',
  licenseKeyHint:
    'Sechs Gruppen aus je fünf Buchstaben und Ziffern. Großschreibung, Leerzeichen und Bindestriche spielen keine Rolle.',
  email: 'E-Mail-Adresse',
  code: 'Code',
  remember: 'Auf diesem Gerät 30 Tage lang angemeldet bleiben',
};

export const DONE: Texts['done'] = {
  accountDeleted: 'Ihr Konto ist gelöscht, und das ist der Löschbeleg.',
  accountHeld:
    'Ihre Daten sind gelöscht bis auf das, was eine rechtliche Sperre bewahrt, und das ist der Löschbeleg. Das Konto bleibt bis zu ihrer Aufhebung, wenn sie es bewahrt.',
  loggedOut: 'Sie sind abgemeldet.',
  passwordReset:
    'Ihr neues Passwort ist gesetzt, und alle Browser sind abgemeldet. Melden Sie sich mit dem neuen Passwort an.',
  usernameChanged: 'Ihr Benutzername ist geändert.',
  rightUsed: 'Gespeichert. Es gilt ab sofort.',
  passwordChanged: 'Ihr Passwort ist geändert, und alle anderen Browser sind abgemeldet.',
  licenseAdded: 'Diese Lizenz gehört jetzt Ihnen.',
  licensesClaimedInPart:
    'Die ersten Lizenzen, die mit dieser Adresse gekauft wurden, gehören jetzt Ihnen. Ein Konto hat höchstens 1.000: Übernehmen Sie die übrigen mit einem anderen Konto.',
  licensesClaimed: 'Die Lizenzen, die mit dieser Adresse gekauft wurden, gehören jetzt Ihnen.',
  memberOffered: 'Das Angebot ist gemacht. Es wird im Portal angenommen oder abgelehnt.',
  offerWithdrawn: 'Das Angebot ist zurückgenommen.',
  memberRemoved: 'Das Mitglied ist entfernt, und seine Geräte sind freigegeben.',
  licenseLeft: 'Sie nutzen diese Lizenz nicht mehr. Ihr Gerät ist freigegeben.',
  managerMade: 'Das Mitglied verwaltet die Lizenz jetzt mit.',
  managerUnmade: 'Das Mitglied verwaltet die Lizenz nicht mehr mit.',
  offerAccepted:
    'Sie können jetzt einen Platz dieser Lizenz nutzen: Starten Sie die App und melden Sie sich dort an.',
  offerDeclined: 'Das Angebot ist abgelehnt.',
  transferOffered:
    'Die Lizenz ist angeboten. Bis sie angenommen wird, können Sie das Angebot hier zurücknehmen.',
  transferWithdrawn: 'Das Angebot ist zurückgenommen. Die Lizenz bleibt Ihre.',
  transferAccepted: 'Diese Lizenz gehört jetzt Ihnen.',
  transferDeclined: 'Das Angebot ist abgelehnt.',
  couponUsed: 'Der Gutschein ist eingelöst, und die Lizenz ist geändert.',
  couponUsedBefore: 'Für diese Lizenz wurde dieser Gutschein schon eingelöst. Es wurde nichts geändert.',
  takeoverBegun: 'Die Übernahme hat begonnen. Der Inhaber erfährt davon.',
  takeoverRefused: 'Sie haben die Übernahme abgelehnt. Der Verkäufer entscheidet.',
  takeoverWithdrawn: 'Die Übernahme ist zurückgezogen.',
  takeoverCompleted: 'Diese Lizenz gehört jetzt Ihnen.',
  appDenied: 'Die App wurde abgelehnt. Es wurde nichts aktiviert.',
  released: 'Freigegeben. Der Platz ist frei für ein anderes Gerät.',
  nicknameSaved: 'Die Bezeichnung ist gespeichert.',
  nicknameRemoved: 'Die Bezeichnung ist entfernt.',
  emailAdded: 'Sie können jetzt mit dieser Adresse per E-Mail ein neues Passwort setzen.',
  emailRemoved: 'Ihre E-Mail-Adresse ist gelöscht. Ihre Wiederherstellungscodes gelten weiter.',
  emailChanged: 'Ihre Lizenzen gehören jetzt zur neuen E-Mail-Adresse.',
  noticesSaved: 'Ihre Wahl ist gespeichert.',
  sessionsEnded: 'Alle anderen Browser sind abgemeldet.',
  browserForgotten: 'Dieser Browser ist vergessen. Sie bleiben angemeldet, bis Sie sich abmelden.',
};
