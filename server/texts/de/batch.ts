/** The German words for what an owner does with several licenses at once. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const LICENSES = { one: 'Lizenz', other: 'Lizenzen' };
const MACHINES = { one: 'Gerät', other: 'Geräte' };

export const batchTexts = ({ count, number }: Formats): Texts['batch'] => ({
  select: (product) => `${product} auswählen`,
  legend: 'Mit den ausgewählten Lizenzen',
  deeds: {
    assign: 'Jemandem je einen Platz anbieten',
    release: 'Geräte freigeben',
    transfer: 'An ein anderes Konto übertragen',
  },
  open: 'Weiter …',
  lead: 'Die nächste Seite zeigt, was geschieht, bevor etwas ausgeführt wird.',
  heading: 'Mehrere Lizenzen',
  choose: (most) =>
    `Wählen Sie ${number(1)} bis ${number(most)} Ihrer Lizenzen aus, und was mit ihnen geschehen soll.`,
  headings: {
    assign: (licenses) => `Je einen Platz von ${count(licenses, LICENSES)} anbieten?`,
    release: (licenses) => `Geräte von ${count(licenses, LICENSES)} freigeben?`,
    transfer: (licenses) => `${count(licenses, LICENSES)} übertragen?`,
  },
  followsHeading: 'Was geschieht',
  assigned: [
    'Dem Konto wird je ein Platz der hier genannten Lizenzen angeboten. Es sieht die Angebote im Portal und wird Mitglied, indem es eines annimmt.',
    'Ein Angebot gilt sieben Tage, und Sie können es auf der Seite der Mitglieder zurücknehmen.',
    'Ein Mitglied sieht nie den Lizenzschlüssel und sieht, dass Sie die Lizenz teilen.',
  ],
  apart:
    'Jede Lizenz wird für sich behandelt: Wird eine abgelehnt, so werden die anderen trotzdem ausgeführt. Die nächste Seite zeigt, was ausgeführt und was abgelehnt wurde.',
  together: 'Die Geräte einer Lizenz werden zusammen freigegeben, oder keines von ihnen.',
  unknown: 'Eine Lizenz, die nicht in Ihrem Konto ist',
  noMachine: 'Kein Gerät nutzt diese Lizenz.',
  manyMachines:
    'Diese Lizenz hat zu viele Geräte für ein Formular. Geben Sie sie auf der Seite der Lizenz frei.',
  revoked: 'Eine widerrufene Lizenz kann nicht geteilt werden.',
  offered: 'Diese Lizenz ist schon einem Konto angeboten.',
  unproved: 'Weisen Sie zuerst die E-Mail-Adresse nach, mit der diese Lizenz gekauft wurde.',
  none: 'Mit diesen Lizenzen kann jetzt nichts ausgeführt werden.',
  receiver: 'Benutzername des Kontos',
  submit: {
    assign: 'Plätze anbieten',
    release: 'Ausgewählte Geräte freigeben',
    transfer: 'Diese Lizenzen anbieten',
  },
  back: 'Zurück zu Ihren Lizenzen',
  resultHeading: (done, licenses) => `Ausgeführt für ${number(done)} von ${count(licenses, LICENSES)}`,
  done: {
    assign: 'Ein Platz ist angeboten.',
    release: (machines) => `${count(machines, MACHINES)} freigegeben.`,
    transfer: 'Die Lizenz ist angeboten. Bis sie angenommen wird, können Sie das Angebot zurücknehmen.',
  },
  gone: 'Die Lizenz ist nicht mehr in Ihrem Konto.',
  passing: 'Der Server ist ausgelastet. Versuchen Sie es gleich noch einmal.',
  refused: (reason) => `Nicht ausgeführt. ${reason}`,
});
