/** The French words for recipients: who outside the vendor is or was given personal data, and on what ground. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const TIMES = { one: 'fois', other: 'fois' };

const GROUNDS: Texts['recipients']['grounds'] = {
  processor: 'traite des données pour nous (art. 28 du RGPD)',
  consent: 'avec consentement (art. 6, § 1, point a) du RGPD)',
  contract: 'pour le contrat (art. 6, § 1, point b) du RGPD)',
  'legal-obligation': 'exigé par la loi (art. 6, § 1, point c) du RGPD)',
  'vital-interests': 'pour protéger une vie (art. 6, § 1, point d) du RGPD)',
  'public-interest': 'dans l’intérêt public (art. 6, § 1, point e) du RGPD)',
  'legitimate-interests': 'pour un intérêt légitime (art. 6, § 1, point f) du RGPD)',
};

export const recipientTexts = ({ count, day, year: yearOf }: Formats): Texts['recipients'] => ({
  heading: 'Qui reçoit vos données',
  nobody: 'Personne.',
  general: 'Ces destinataires reçoivent des données de tous les clients :',
  noneGeneral: 'Personne ne reçoit les données de tous les clients.',
  allData: 'Toutes les données',
  grounds: GROUNDS,
  since: (first) => `depuis le ${day(first)}`,
  between: (first, last) => `du ${day(first)} au ${day(last)}`,
  on: (first) => `le ${day(first)}`,
  own: (times) =>
    `Des données sur vous seul ont été transmises à d’autres ${count(times, TIMES)}. Chaque fois figure sur cette page.`,
  yearsHeading: 'Combien de fois les données d’un seul client ont été transmises à d’autres',
  year: (year, times) =>
    times === 0 ? `${yearOf(year)} : jamais` : `${yearOf(year)} : ${count(times, TIMES)}`,
});
