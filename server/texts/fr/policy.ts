/** The French words for the versions of the policy, and for what a version changes. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const policyTexts = ({ count, day, number }: Formats): Texts['privacy']['policy'] => ({
  heading: 'Versions de cette politique',
  none: 'Aucune version n’a encore été publiée. Ce que dit cette page s’applique.',
  inForce: (version, since) => `La version ${number(version)} s’applique depuis le ${day(since)}.`,
  waiting: (version, from) => `La version ${number(version)} s’applique à partir du ${day(from)}.`,
  earlier: (version, from) => `La version ${number(version)} s’appliquait à partir du ${day(from)}.`,
  coming: (version, from) =>
    `La version ${number(version)} de la politique de confidentialité s’applique à partir du ${day(from)}.`,
  seeComing: 'Voir ce qu’elle change',
  first: 'C’est la première version.',
  same: 'Elle prévoit de stocker la même chose que la version précédente.',
  changes: 'Ce qu’elle change',
  wider: 'plus qu’avant',
  before: (words) => `Avant : ${words}`,
  after: (words) => `Ensuite : ${words}`,
  nothing: 'rien',
  otherEnd: 'prend fin selon une autre règle',
  hours: (hours) => count(hours, { one: 'heure', other: 'heures' }),
  days: (days) => count(days, { one: 'jour', other: 'jours' }),
  keptFor: (what) => `Durée de conservation : ${what}`,
});
