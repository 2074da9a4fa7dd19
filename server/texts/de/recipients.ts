/** The German words for recipients: who outside the vendor is or was given personal data, and on what ground. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const TIMES = { one: 'Mal', other: 'Mal' };

const GROUNDS: Texts['recipients']['grounds'] = {
  processor: 'verarbeitet Daten für uns (Art. 28 DSGVO)',
  consent: 'mit Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)',
  contract: 'für den Vertrag (Art. 6 Abs. 1 Buchst. b DSGVO)',
  'legal-obligation': 'gesetzlich vorgeschrieben (Art. 6 Abs. 1 Buchst. c DSGVO)',
  'vital-interests': 'zum Schutz eines Lebens (Art. 6 Abs. 1 Buchst. d DSGVO)',
  'public-interest': 'im öffentlichen Interesse (Art. 6 Abs. 1 Buchst. e DSGVO)',
  'legitimate-interests': 'für ein berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO)',
};

export const recipientTexts = ({ count, day, year: yearOf }: Formats): Texts['recipients'] => ({
  heading: 'Wer Ihre Daten erhält',
  nobody: 'Niemand.',
  general: 'Diese erhalten Daten aller Kunden:',
  noneGeneral: 'Niemand erhält die Daten aller Kunden.',
  allData: 'Alle Daten',
  grounds: GROUNDS,
  since: (first) => `seit dem ${day(first)}`,
  between: (first, last) => `vom ${day(first)} bis zum ${day(last)}`,
  on: (first) => `am ${day(first)}`,
  own: (times) =>
    `Daten nur über Sie wurden ${count(times, TIMES)} an andere weitergegeben. Jedes Mal ist auf dieser Seite aufgeführt.`,
  yearsHeading: 'Wie oft Daten eines einzelnen Kunden weitergegeben wurden',
  year: (year, times) => (times === 0 ? `${yearOf(year)}: nie` : `${yearOf(year)}: ${count(times, TIMES)}`),
});
