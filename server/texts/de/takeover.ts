/** The German words for the take-over of a license by its email, for the owner and for the account that asks. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const takeoverTexts = ({ day }: Formats): Texts['takeover'] => ({
  heading: 'Übernahme dieser Lizenz',
  askHeading: (product) => `${product} übernehmen`,
  told: (ready) =>
    `Jemand hat die E-Mail-Adresse nachgewiesen, mit der diese Lizenz gekauft wurde, und möchte ihr Inhaber werden. Wenn Sie nicht vorher ablehnen, ist das ab dem ${day(ready)} möglich.`,
  toldLead:
    'Wenn die Lizenz Ihre ist, lehnen Sie ab. Dann entscheidet der Verkäufer, und bis dahin ändert sich nichts.',
  refuse: 'Übernahme ablehnen',
  refused: (refusedOn, last) =>
    `Sie haben die Übernahme am ${day(refusedOn)} abgelehnt. Der Verkäufer entscheidet bis zum ${day(last)}; bis dahin ändert sich nichts.`,
  resting: (last) =>
    `Eine Übernahme dieser Lizenz wurde abgelehnt. Bis zum ${day(last)} ist keine andere möglich.`,
  none: 'Niemand möchte diese Lizenz übernehmen.',
  proveLead:
    'Wenn Sie unter dieser Adresse E-Mails lesen können, weisen Sie sie nach: Dann bleibt die Lizenz Ihre.',
  followsHeading: 'Was geschieht',
  waits: (ready, last) =>
    `Sie können diese Lizenz ab dem ${day(ready)} bis zum ${day(last)} übernehmen, wenn ihr Inhaber nicht vorher ablehnt.`,
  ready: (last) => `Sie können diese Lizenz bis zum ${day(last)} übernehmen.`,
  contested: (last) =>
    `Der Inhaber hat abgelehnt. Der Verkäufer entscheidet bis zum ${day(last)}; nennen Sie ihm Ihre Bestellnummer. Bis dahin ändert sich nichts.`,
  barred:
    'Sie kann nicht übernommen werden, solange sie ausgesetzt oder widerrufen ist, solange sie unter einer rechtlichen Sperre steht oder wenn ihr Inhaber dieselbe Adresse nachgewiesen hat.',
  follows: [
    'Alle Lizenzschlüssel der Lizenz enden. Mit Ihrer E-Mail-Adresse erhalten Sie auf der Seite der Lizenz einen neuen.',
    'Der jetzige Inhaber und alle Mitglieder verlieren die Lizenz.',
    'Auf allen Geräten in Benutzung läuft die App weiter. Sie sehen die Geräte und können die, die nicht Ihre sind, nach den Regeln der Lizenz freigeben. Wir löschen ihre Bezeichnungen, Benutzernamen und Netze.',
  ],
  complete: 'Inhaber werden',
  withdraw: 'Zurückziehen',
  listedBy: (product) => `Sie haben beantragt, ${product} zu übernehmen.`,
  listedOf: (product) => `Jemand möchte ${product} übernehmen, das Ihnen gehört.`,
  see: 'Übernahme ansehen',
});
