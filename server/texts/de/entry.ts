/** The German words for visitors who are not logged in: login, sign-up, and the ways to recover an account. */

import type { Texts } from '../en/catalogue.ts';

const LOST = 'Schlüssel oder Passwort verloren?';
const SENT_HEADING = 'Prüfen Sie Ihr Postfach';
const TOO_MANY =
  'Wurden heute für diese Adresse oder aus Ihrem Netz zu viele E-Mails angefordert, senden wir keine: Versuchen Sie es morgen wieder.';
const OTHER_ADDRESS = 'Andere Adresse versuchen';
const SET_PASSWORD = 'Neues Passwort setzen';

export const LOG_IN: Texts['logIn'] = {
  heading: 'Anmelden',
  lead: 'Sehen Sie, welche Geräte Ihre Lizenzen nutzen, geben Sie Plätze frei und rufen Sie Ihre Lizenzschlüssel ab.',
  submit: 'Anmelden',
  lost: LOST,
  newHere: 'Neu hier?',
  signUp: 'Konto mit Lizenzschlüssel erstellen',
};

export const SIGN_UP: Texts['signUp'] = {
  heading: 'Konto erstellen',
  leadInvited:
    'Sie brauchen keinen Lizenzschlüssel: Ihre Einladung genügt. Wir fragen weder nach Ihrem Namen noch nach Ihrer E-Mail-Adresse.',
  lead: 'Sie brauchen nur einen Lizenzschlüssel. Wir fragen weder nach Ihrem Namen noch nach Ihrer E-Mail-Adresse.',
  usernameHint:
    'Dies ist ein Vorschlag, Sie können einen anderen Namen wählen. Buchstaben, Ziffern, Punkte, Binde- und Unterstriche, kein @.',
  licenseKeyHint: 'Aus der E-Mail zu Ihrem Kauf: sechs Gruppen aus je fünf Buchstaben und Ziffern.',
  terms: (version) => `Ich akzeptiere die Nutzungsbedingungen dieses Portals (${version})`,
  readTerms: 'Nutzungsbedingungen lesen',
  submit: 'Konto erstellen',
  haveOne: 'Sie haben schon ein Konto?',
};

export const CODES: Texts['codes'] = {
  heading: 'Ihre Wiederherstellungs\u00ADcodes',
  lead: 'Wenn Sie Ihr Passwort verlieren, können Sie mit jedem Code einmal ein neues setzen. Die Codes werden nur jetzt angezeigt: Drucken Sie diese Seite aus oder bewahren Sie die Codes an einem sicheren Ort auf.',
  username: 'Benutzer\u00ADname',
  list: 'Wiederherstellungscodes',
  warning: 'Wir behalten keine Kopie. Wer einen Code und Ihren Benutzernamen hat, kann dieses Konto öffnen.',
  next: 'Ich habe die Codes gesichert, weiter',
};

export const RECOVER: Texts['recover'] = {
  heading: 'Was haben Sie verloren?',
  username: 'Meinen Benutzernamen',
  usernameLead:
    'Mit einem Lizenzschlüssel können Sie sich ohne ihn anmelden. Um ihn zu sehen, brauchen Sie einen Schlüssel und einen Wiederherstellungscode.',
  key: 'Meinen Lizenzschlüssel',
  keyLead: 'Wir senden ihn an die E-Mail-Adresse, mit der Sie gekauft haben.',
  password: 'Mein Passwort',
  passwordLead: 'Wir senden einen Link an die Adresse, die Sie Ihrem Konto hinzugefügt haben.',
  code: 'Mein Passwort, aber ich habe einen Wiederherstellungscode',
  codeLead: 'Setzen Sie hier ein neues Passwort, ganz ohne E-Mail.',
  nothing:
    'Wenn nichts davon hilft, fragen Sie den Verkäufer: Er kann Ihre Lizenz über die Bestellnummer finden und sie aus einem Konto nehmen, das Sie nicht mehr öffnen können.',
};

export const RECOVER_KEY: Texts['recoverKey'] = {
  heading: 'Lizenzschlüssel erhalten',
  lead: 'Geben Sie die E-Mail-Adresse ein, mit der Sie gekauft haben. Wir speichern sie nicht, sondern finden damit Ihre Lizenz und leiten Ihren Schlüssel neu ab.',
  submit: 'Schlüssel zusenden',
  sentHeading: SENT_HEADING,
  sent: `Wenn mit dieser Adresse eine Lizenz gekauft wurde, kommt der Schlüssel in wenigen Minuten an. ${TOO_MANY}`,
  notArrived:
    'Keine E-Mail? Sehen Sie im Spam-Ordner nach und versuchen Sie andere Adressen, die Sie benutzt haben könnten. Die Antwort ist für jede Adresse gleich, damit niemand herausfindet, wer Kunde ist.',
  again: OTHER_ADDRESS,
};

export const RECOVER_PASSWORD: Texts['recoverPassword'] = {
  heading: 'Neues Passwort per E-Mail',
  lead: 'Geben Sie die E-Mail-Adresse ein, die Sie Ihrem Konto hinzugefügt haben. Der Link in der E-Mail gilt zehn Minuten lang, in diesem Browser.',
  cookie: 'Ein Cookie, das zehn Minuten hält, bindet den Link an diesen Browser.',
  submit: 'Link zusenden',
  sentHeading: SENT_HEADING,
  sent: `Wenn ein Konto diese Adresse hat, kommt in wenigen Minuten ein Link an. ${TOO_MANY} Öffnen Sie den Link innerhalb von zehn Minuten in diesem Browser.`,
  typed: 'Lesen Sie Ihre E-Mails auf einem anderen Gerät? Geben Sie hier den Code aus der E-Mail ein.',
  codeHint: 'Der Code steht unter dem Link.',
  submitCode: SET_PASSWORD,
  again: OTHER_ADDRESS,
};

export const RESET: Texts['reset'] = {
  heading: 'Neues Passwort wählen',
  lead: (username) =>
    `Für das Konto ${username}. Alle Browser, die darin angemeldet sind, werden abgemeldet.`,
  submit: SET_PASSWORD,
  elsewhereHeading: 'Öffnen Sie diesen Link im anderen Browser',
  elsewhere:
    'Dieser Link gilt nur in dem Browser, in dem Sie ihn angefordert haben, damit ihn niemand nutzen kann, der Ihre E-Mails mitliest. Öffnen Sie den Link in jenem Browser oder geben Sie den Code aus der E-Mail auf der Seite ein, die dort noch offen ist.',
  overHeading: 'Dieser Link ist abgelaufen',
  over: 'Ein Link gilt einmal und zehn Minuten lang. Fordern Sie einen neuen an.',
  again: 'Neuen Link anfordern',
};

export const RECOVER_CODE: Texts['recoverCode'] = {
  heading: 'Wiederherstellungs\u00ADcode verwenden',
  lead: 'Einer der Codes, die beim Erstellen Ihres Kontos angezeigt wurden. Jeder gilt einmal.',
  code: 'Wiederherstellungscode',
  submit: SET_PASSWORD,
};

export const RECOVER_USERNAME: Texts['recoverUsername'] = {
  heading: 'Benutzernamen finden',
  lead: 'Geben Sie einen Lizenzschlüssel Ihres Kontos und einen seiner Wiederherstellungscodes ein. Der Code gilt weiter.',
  submit: 'Benutzernamen anzeigen',
  byMail: 'Stattdessen an die Adresse meines Kontos senden',
  withKey: 'Zum Anmelden können Sie statt des Benutzernamens auch den Lizenzschlüssel eingeben.',
  foundHeading: 'Ihr Benutzername',
  toLogIn: 'Anmelden',
  mailHeading: 'Benutzernamen per E-Mail erhalten',
  mailLead: 'Geben Sie die E-Mail-Adresse ein, die Sie Ihrem Konto hinzugefügt haben.',
  mailSubmit: 'Benutzernamen zusenden',
  sent: `Wenn ein Konto diese Adresse hat, kommt sein Benutzername in wenigen Minuten an. ${TOO_MANY}`,
};
