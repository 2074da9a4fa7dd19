/** The German words for error pages. Each text says whether anything was done, and what the customer can do. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const errorTexts = ({ wait }: Formats): Texts['errors'] => ({
  notFoundHeading: 'Seite nicht gefunden',
  notFound: 'Prüfen Sie die Adresse auf Tippfehler. Was hier war, ist vielleicht gelöscht.',
  crossSiteHeading: 'Dieses Formular kam von einer anderen Website',
  crossSite: (url) =>
    `Das Formular wurde nicht von einer Seite dieses Portals gesendet, deshalb wurde nichts ausgeführt. Wenn Sie es selbst gesendet haben, öffnen Sie die Seite noch einmal unter ${url} und senden Sie das Formular von dort.`,
  malformedHeading: 'Das Formular war nicht lesbar',
  malformed:
    'Das Formular kam unvollständig an, deshalb wurde nichts ausgeführt. Öffnen Sie die Seite noch einmal und füllen Sie das Formular aus.',
  tooManyHeading: 'Zu viele Versuche',
  tooMany: (seconds) =>
    `Aus Ihrem Netz kamen zu viele Versuche. Warten Sie ${wait(seconds)} und versuchen Sie es dann wieder. Es ist nichts gesperrt.`,
  busyHeading: 'Der Server ist ausgelastet',
  busy: (seconds) =>
    `Es wurde nichts ausgeführt. Warten Sie ${wait(seconds)} und versuchen Sie es dann wieder.`,
  unsureHeading: 'Es ist unklar, ob das ausgeführt wurde',
  unsure:
    'Die Verbindung zur Datenbank ging verloren. Öffnen Sie die Seite noch einmal und sehen Sie nach, ob Ihre Änderung da ist. Sie können sie gefahrlos wiederholen.',
  noMailHeading: 'Dieser Server kann keine E-Mails senden',
  noMail:
    'Das Portal ist nicht dafür eingerichtet, E-Mails zu senden oder Schlüssel abzuleiten, deshalb wurde nichts ausgeführt. Fragen Sie den Verkäufer nach Ihrem Schlüssel. Ein neues Passwort können Sie mit einem Wiederherstellungscode setzen.',
  noDownloadHeading: 'Dieser Link ist nicht vollständig',
  noDownload:
    'Kopieren Sie den ganzen Link oder holen Sie einen neuen: Melden Sie sich an, öffnen Sie die Lizenz und wählen Sie „Dateien herunterladen“.',
  lateDownloadHeading: 'Dieser Link ist abgelaufen',
  lateDownload:
    'Ein Link zu einer Datei gilt 30 Minuten und nur für die Datei, wie sie dann war. Ihre Lizenz ist in Ordnung: Melden Sie sich an, öffnen Sie sie und wählen Sie „Dateien herunterladen“, um einen neuen Link zu erhalten. Ein abgebrochener Download beginnt damit von vorn.',
  brokenHeading: 'Etwas ist schiefgegangen',
  broken:
    'Das ist ein Fehler des Servers. Versuchen Sie es später wieder; Ihre Apps sind nicht betroffen. Wenn Sie den Fehler melden, nennen Sie diese Nummer:',
  toStart: 'Zur Startseite',
});
