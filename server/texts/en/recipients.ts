/** The catalogue's words for recipients: who outside the vendor is or was given personal data, and on what ground. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Ground } from '../../domain/privacy/disclosure.ts';
import type { Formats } from '../../locale/formats.ts';

const GROUNDS: Readonly<Record<Ground, string>> = {
  processor: 'processes data for us (GDPR Art. 28)',
  consent: 'with consent (GDPR Art. 6(1)(a))',
  contract: 'for the contract (GDPR Art. 6(1)(b))',
  'legal-obligation': 'required by law (GDPR Art. 6(1)(c))',
  'vital-interests': 'to protect a life (GDPR Art. 6(1)(d))',
  'public-interest': 'in the public interest (GDPR Art. 6(1)(e))',
  'legitimate-interests': 'for a legitimate interest (GDPR Art. 6(1)(f))',
};

export const recipientTexts = ({ count, day, year: yearOf }: Formats) => ({
  heading: 'Who receives your data',
  nobody: 'Nobody.',
  general: 'These receive data of all customers:',
  noneGeneral: 'Nobody receives the data of all customers.',
  allData: 'All data',
  grounds: GROUNDS,
  since: (first: Day): string => `since ${day(first)}`,
  between: (first: Day, last: Day): string => `from ${day(first)} to ${day(last)}`,
  on: (first: Day): string => `on ${day(first)}`,
  own: (times: number): string =>
    `Data about you alone was given to others ${count(times, { one: 'time', other: 'times' })}. Each time is listed on this page.`,
  yearsHeading: 'How often data of a single customer was given to others',
  year: (year: number, times: number): string =>
    times === 0
      ? `${yearOf(year)}: never`
      : `${yearOf(year)}: ${count(times, { one: 'time', other: 'times' })}`,
});
