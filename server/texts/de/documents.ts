/** The German words for documents that are generated from the inventory, such as the privacy notice. */

import type { Texts } from '../en/catalogue.ts';

const CATEGORIES: Texts['documents']['categories'] = {
  identifier: 'Kennungen',
  record: 'Kundenakten',
  commercial: 'geschäftliche Angaben',
  activity: 'Aktivität im Netz',
  employment: 'Angaben zur Beschäftigung',
  credential: 'sensibel: Anmeldung an einem Konto',
};

export const DOCUMENTS: Texts['documents'] = {
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
};
