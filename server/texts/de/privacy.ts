/** The German words on privacy and on the terms of the portal. The English text binds. */

import type { Texts } from '../en/catalogue.ts';

export const PRIVACY: Omit<Texts['privacy'], 'policy'> = {
  heading: 'Datenschutz und Bedingungen',
  lead: 'Wir speichern so wenig, wie eine Lizenz braucht, und löschen es, wenn es nicht mehr gebraucht wird.',
  binding: 'Diese Seite gibt es in mehreren Sprachen. Verbindlich ist der englische Text.',
  keptHeading: 'Was wir speichern',
  kept: 'Wir speichern Ihre E-Mail-Adresse nicht, außer verschlüsselt, wenn Sie E-Mails wünschen. An einem Hashwert mit geheimem Schlüssel erkennen wir einen Wert, den Sie eingeben, können ihn aber nicht lesen.',
  listHeading: 'Datenarten im Einzelnen',
  neverHeading: 'Was wir nie speichern',
  never:
    'Ihren Namen und Ihre Anschrift, Ihren Lizenzschlüssel, die Hardware-Adresse eines Geräts, Ihre vollständige Netzadresse, Ihren Browser, was Sie in der App tun, und jeden Schriftwechsel mit Ihnen.',
  cookieHeading: 'Cookies',
  cookie:
    'Ein Cookie hält Sie angemeldet. Es läuft nach 12 Stunden ab, oder nach 30 Tagen, wenn Sie das wählen. Ein anderes zeigt 180 Tage lang, dass sich jemand mit diesem Browser schon angemeldet hat, damit Sie niemand aussperren kann, der anderswo Ihr Passwort rät. Es enthält keinen Namen, und Sie können es unter „Angemeldete Browser“ löschen. Beide sind notwendig und gehen an niemanden sonst. Wenn Sie eine Sprache wählen, merkt sich ein drittes Ihre Wahl 180 Tage lang; bis dahin sind die Seiten in der Sprache, die Ihr Browser wünscht, und wir speichern nichts darüber. Vor der Anmeldung wird ein anderes Cookie nur gesetzt, während Sie per E-Mail ein neues Passwort wählen, für zehn Minuten, und im Formular zum Erstellen eines Kontos, für alle dasselbe. Nichts verfolgt Sie: kein Skript, keine Inhalte anderer Websites, keine Zählung geöffneter E-Mails oder Links.',
  rightsHeading: 'Ihre Rechte',
  rights:
    'Melden Sie sich an, um alle Daten zu sehen, die über Sie gespeichert sind, und wer sie angesehen hat. Dort können Sie sie auch selbst berichtigen und löschen. Ohne Konto stellen Sie hier einen Antrag; er wird innerhalb eines Monats beantwortet. Sie können sich auch bei einer Datenschutzbehörde beschweren.',
  termsHeading: (version) => `Bedingungen dieses Portals, ${version}`,
  terms: [
    'Das Portal ist für die Lizenz da, die Sie gekauft haben. Wie Sie das Produkt nutzen dürfen, sagt dessen eigene Lizenz.',
    'Benutzen Sie nur Ihr eigenes Konto. Behalten Sie sein Passwort und Ihre Lizenzschlüssel für sich.',
    'Sie können Ihr Konto jederzeit löschen. Wir können ein Konto schließen, das anderen oder dem Dienst schadet, und sagen Ihnen, warum.',
  ],
};
