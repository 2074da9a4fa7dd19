/** The German words for the transfer of a license to another account, for the owner and for the receiver. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const MACHINES = { one: 'Gerät', other: 'Geräte' };
const MEMBERS = { one: 'Mitglied', other: 'Mitglieder' };

export const transferTexts = ({ count, day, hour }: Formats): Texts['transfer'] => ({
  link: 'Lizenz übertragen …',
  heading: 'Lizenz übertragen',
  followsHeading: 'Was geschieht',
  when: 'Das andere Konto hat sieben Tage, um anzunehmen. In den ersten 24 Stunden kann es das nicht, und bis es annimmt, können Sie das Angebot zurücknehmen. Danach gehört die Lizenz nicht mehr Ihnen.',
  keyEnds: 'Alle Lizenzschlüssel der Lizenz enden. Der neue Inhaber erstellt einen anderen.',
  machines: (machines) =>
    machines === 0
      ? 'Zurzeit nutzt kein Gerät die Lizenz.'
      : `${count(machines, MACHINES)} in Benutzung: Die App läuft dort weiter. Der neue Inhaber sieht den Namen aus zwei Wörtern und die Tage des Geräts und kann es freigeben. Wir löschen Bezeichnung, Benutzernamen und Netz.`,
  members: (members) =>
    `${count(members, MEMBERS)} der Lizenz: Das endet. Auf den Geräten von Mitgliedern läuft die App weiter; sie sind dann Geräte des neuen Inhabers.`,
  ends: [
    'Ihre E-Mail-Adresse ist nicht mehr die der Lizenz. Sie können sie also weder mit dieser Adresse übernehmen noch sich ihren Lizenzschlüssel senden lassen.',
    'Sie erfahren von uns nichts übereinander. Die Bestellnummer Ihres Kaufs bleibt beim Verkäufer, der die Lizenz weiterhin widerrufen kann, etwa nach einer Erstattung.',
  ],
  receiver: 'Benutzername des neuen Inhabers',
  receiverHint: 'Wir sagen nicht, ob ein Konto diesen Namen hat. Prüfen Sie ihn mit der anderen Person.',
  offer: 'Diese Lizenz anbieten',
  waits: (ready, last) =>
    `Sie haben diese Lizenz angeboten. Sie kann ab ${hour(ready)} bis zum ${day(last)} angenommen werden. Bis dahin können Sie das Angebot zurücknehmen.`,
  withdraw: 'Angebot zurücknehmen',
  barred:
    'Eine Lizenz, die ausgesetzt oder widerrufen ist oder unter einer rechtlichen Sperre steht, kann nicht übertragen werden.',
  unproved:
    'Weisen Sie zuerst die E-Mail-Adresse nach, mit der diese Lizenz gekauft wurde. So kann niemand Ihre Lizenz weggeben, der nur den Lizenzschlüssel gefunden hat.',
  prove: 'E-Mail-Adresse nachweisen',
  receiveHeading: (product) => `Inhaber von ${product} werden?`,
  machinesGoOn:
    'Auf den Geräten in Benutzung läuft die App weiter, und sie behalten ihre Plätze. Sie sehen sie und können sie nach den Regeln der Lizenz freigeben.',
  received: [
    'Die Lizenz kommt ohne Lizenzschlüssel. Melden Sie sich aus der App an, um sie zu aktivieren, oder erstellen Sie einen Schlüssel auf der Seite der Lizenz; frühere Schlüssel gelten nicht mehr.',
    'Sie erfahren von uns nichts über den früheren Inhaber, und er erfährt nur, dass die Lizenz angenommen wurde.',
    'Der Verkäufer kann die Lizenz widerrufen, wenn der Kauf erstattet wird. Wenn Sie dafür bezahlen, tun Sie es nur bei jemandem, dem Sie vertrauen.',
  ],
  accepting: (ready, last) =>
    `Sie können ab ${hour(ready)} bis zum ${day(last)} annehmen. Der Inhaber kann das Angebot zurücknehmen, bis Sie annehmen.`,
  accept: 'Inhaber werden',
  decline: 'Ablehnen',
  listedBy: (product, ready) =>
    `Sie haben ${product} einem anderen Konto angeboten, das ab ${hour(ready)} annehmen kann.`,
  listedTo: (product, ready) =>
    `Ihnen wird ${product} als neuem Inhaber angeboten. Sie können ab ${hour(ready)} annehmen.`,
  see: 'Übertragung ansehen',
});
