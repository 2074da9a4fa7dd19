/** The catalogue's words for the versions of the policy, and for what a version changes. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

export const policyTexts = ({ count, day, number }: Formats) => ({
  heading: 'Versions of this policy',
  none: 'No version has been published yet. What this page says applies.',
  inForce: (version: number, since: Day): string => `Version ${number(version)} applies since ${day(since)}.`,
  waiting: (version: number, from: Day): string => `Version ${number(version)} applies from ${day(from)}.`,
  earlier: (version: number, from: Day): string => `Version ${number(version)} applied from ${day(from)}.`,
  coming: (version: number, from: Day): string =>
    `Version ${number(version)} of the policy on your data applies from ${day(from)}.`,
  seeComing: 'See what it changes',
  first: 'It is the first version.',
  same: 'It stores the same as the version before.',
  changes: 'What it changes',
  wider: 'more than before',
  before: (words: string): string => `Before: ${words}`,
  after: (words: string): string => `From then on: ${words}`,
  nothing: 'nothing',
  otherEnd: 'ends by another rule',
  hours: (hours: number): string => count(hours, { one: 'hour', other: 'hours' }),
  days: (days: number): string => count(days, { one: 'day', other: 'days' }),
  keptFor: (what: string): string => `How long it is kept: ${what}`,
});
