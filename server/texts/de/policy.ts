/** The German words for the versions of the policy, and for what a version changes. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const policyTexts = ({ count, day, number }: Formats): Texts['privacy']['policy'] => ({
  heading: 'Fassungen dieser Erklärung',
  none: 'Noch wurde keine Fassung veröffentlicht. Es gilt, was auf dieser Seite steht.',
  inForce: (version, since) => `Fassung ${number(version)} gilt seit dem ${day(since)}.`,
  waiting: (version, from) => `Fassung ${number(version)} gilt ab dem ${day(from)}.`,
  earlier: (version, from) => `Fassung ${number(version)} galt ab dem ${day(from)}.`,
  coming: (version, from) => `Fassung ${number(version)} der Datenschutzerklärung gilt ab dem ${day(from)}.`,
  seeComing: 'Ansehen, was sie ändert',
  first: 'Es ist die erste Fassung.',
  same: 'Nach ihr wird dasselbe gespeichert wie nach der vorigen Fassung.',
  changes: 'Was sie ändert',
  wider: 'mehr als zuvor',
  before: (words) => `Bisher: ${words}`,
  after: (words) => `Von da an: ${words}`,
  nothing: 'nichts',
  otherEnd: 'endet nach einer anderen Regel',
  hours: (hours) => count(hours, { one: 'Stunde', other: 'Stunden' }),
  days: (days) => count(days, { one: 'Tag', other: 'Tage' }),
  keptFor: (what) => `Wie lange es aufbewahrt wird: ${what}`,
});
