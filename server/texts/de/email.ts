/**
 * The German words for email addresses: the address for a new password, the address for notices, and the change of a
 * license's address.
 */

import type { Texts } from '../en/catalogue.ts';

const EMAIL: Texts['email'] = {
  heading: 'E-Mail-Adresse',
  recoveryHeading: 'Neues Passwort per E-Mail',
  none: 'Sie haben keine Adresse hinzugefügt. Von einer Adresse speichern wir nur einen Hashwert mit geheimem Schlüssel: Damit erkennen wir die Adresse, wenn Sie sie eingeben, können sie aber weder lesen noch ihr schreiben.',
  set: 'Sie haben eine Adresse hinzugefügt. Wir können sie nicht anzeigen, weil wir nur einen Hashwert mit geheimem Schlüssel speichern.',
  add: 'Code zusenden',
  replace: 'Ersetzen',
  remove: 'Diese Adresse löschen',
  changeHeading: 'Adresse Ihrer Lizenzschlüssel',
  changeLead:
    'Ihre Schlüssel sind aus der E-Mail-Adresse abgeleitet, mit der Sie gekauft haben. Wenn Sie diese Adresse bald verlieren, ändern Sie sie.',
  change: 'Adresse meiner Lizenzen ändern',
};

const EMAIL_PROOF: Texts['emailProof'] = {
  heading: 'Adresse bestätigen',
  sent: 'Wir haben einen Code an diese Adresse gesendet. Geben Sie ihn innerhalb von zehn Minuten hier ein.',
  linked: 'Sie sind dem Link in unserer E-Mail gefolgt. Bestätigen Sie die Adresse mit der Schaltfläche.',
  submit: 'Diese Adresse bestätigen',
};

const EMAIL_CHANGE: Texts['emailChange'] = {
  heading: 'Adresse Ihrer Lizenzen ändern',
  lead: 'Sie erhalten neue Schlüssel, die aus der neuen Adresse abgeleitet sind. Ihre alten Schlüssel gelten weiter, und keine App stoppt.',
  newEmail: 'Neue E-Mail-Adresse',
  oldEmail: 'Alte E-Mail-Adresse',
  oldEmailHint:
    'Die Adresse, mit der Sie gekauft haben. Wir senden einen Code an sie und einen an die neue Adresse.',
  licenseKey: 'Lizenzschlüssel',
  licenseKeyHint:
    'Wenn Sie die alte Adresse in diesem Konto schon nachgewiesen haben oder die Lizenz keine hat, können Sie stattdessen ihren Schlüssel eingeben. Dann wird nur diese Lizenz geändert.',
  submit: 'Weiter',
  proofHeading: 'Wir haben zwei Codes gesendet',
  proofHeadingOne: 'Wir haben einen Code gesendet',
  proofLead: 'Codes gelten zehn Minuten lang.',
  newCode: 'Code aus der E-Mail an die neue Adresse',
  oldCode: 'Code aus der E-Mail an die alte Adresse',
  prove: 'Adresse ändern',
};

const NOTICES: Texts['notices'] = {
  heading: 'E-Mails von uns',
  lead: 'Wählen Sie, welche E-Mails Sie möchten. Ohne Ihre Wahl senden wir keine. Wenn Sie etwas auswählen, schreiben wir auch, wenn sich an Ihrem Konto etwas ändert und wenn wir Ihre Daten angesehen haben.',
  expiry: 'Eine Lizenz endet bald',
  policy: 'Die Nutzungsbedingungen des Portals oder die Regeln zum Datenschutz ändern sich',
  news: 'Neuigkeiten zum Produkt',
  sealed:
    'Um Ihnen zu schreiben, müssen wir Ihre Adresse aufbewahren. Sie ist verschlüsselt: Diese Website kann sie nicht lesen, nur das Programm, das die E-Mails versendet. Um sie zu löschen, wählen Sie alles ab. Haben Sie am Fuß dieser Seite eine Sprache gewählt, wird sie mit der Adresse verschlüsselt, und unsere E-Mails sind in dieser Sprache; sonst sind sie auf Englisch.',
  kept: 'Ihre Adresse ist verschlüsselt gespeichert. Um sie zu löschen, wählen Sie alles ab. Für E-Mails in einer anderen Sprache löschen Sie sie und geben sie neu ein.',
  submit: 'Speichern',
};

const UNSUBSCRIBE: Texts['unsubscribe'] = {
  heading: 'E-Mails abbestellen?',
  lead: 'Wir löschen Ihre Adresse und senden Ihnen keine Benachrichtigungen mehr.',
  submit: 'Abbestellen',
  doneHeading: 'Sie haben die E-Mails abbestellt',
  done: 'Ihre Adresse ist gelöscht. In den Einstellungen Ihres Kontos können Sie Benachrichtigungen wieder wählen.',
  overHeading: 'Dieser Link funktioniert nicht',
  over: 'Wahrscheinlich haben Sie die E-Mails schon abbestellt. Die Einstellungen Ihres Kontos zeigen, welche Sie erhalten.',
};

export const EMAILS = {
  email: EMAIL,
  emailProof: EMAIL_PROOF,
  emailChange: EMAIL_CHANGE,
  notices: NOTICES,
  unsubscribe: UNSUBSCRIBE,
};
