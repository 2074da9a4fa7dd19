/** The catalogue's words for documents that are generated from the inventory, such as the privacy notice. */

import type { Content } from '../../domain/inventory/installation.ts';
import type { Category } from '../../domain/inventory/declaration.ts';
import type { Formats } from '../../locale/formats.ts';

const CATEGORIES: Readonly<Record<Category, string>> = {
  identifier: 'identifiers',
  record: 'customer records',
  commercial: 'commercial information',
  activity: 'network activity',
  employment: 'employment-related information',
  credential: 'sensitive: account log-in',
};

const CONTENTS: Readonly<Record<Content, (secret: string, keys: string) => string>> = {
  database: () => 'It has all rows. A random number tells one row from another and names nobody.',
  key: () => 'Alone it says nothing about a person. Together with the database:',
  issue: () =>
    'Alone it says nothing about a person. Together with the database and an email address, it derives the license keys of that customer.',
  signing: () => 'It says nothing about a person. Who has it can sign leases: replace it.',
  backup: (secret, keys) =>
    `It is encrypted. Together with ${keys} and ${secret} it is read like the database.`,
  backupKeys: (secret) =>
    `Alone it says nothing about a person. Together with ${secret} it opens the backups, which are read like the database.`,
  traces: (secret) => `It has no row. Together with ${secret} it says whether an id was erased.`,
  settings: () => 'It says nothing about a customer.',
  locks: () => 'It says nothing about a customer, except during a restore: a readable copy of the database.',
  mails: () => 'It has mails in clear, with their addresses. It is for development only.',
  log: () => 'It has nothing that an app or a browser sent, and no address.',
};

export const documentTexts = ({ count }: Formats) => ({
  asFile: 'As a file for programs (JSON)',
  roles: 'Who is responsible',
  noticeTitle: (vendor: string): string => `Privacy notice of ${vendor}`,
  controller: (vendor: string): string =>
    `${vendor} decides what is stored and why (controller under the GDPR).`,
  contact: (address: string): string => `Contact: ${address}`,
  noProcessor: 'Nobody processes data of all customers for us.',
  processors: (names: string): string =>
    `Data of all customers is processed for us by ${names} (processor under the GDPR).`,
  authority: (name: string): string => `Data protection authority: ${name}`,
  ccpa: (category: string): string => `Category by the CCPA: ${category}`,
  categories: CATEGORIES,
  breach: {
    title: 'What a thief of each file learns',
    lead: 'This report is made from the inventory: from the form of each column, and what opens it.',
    contents: CONTENTS,
    read: 'Can be read',
    slow: 'Hash: a password can be guessed slowly, a random code cannot',
    open: (opener: string): string => `Can be read with ${opener}, otherwise not`,
    test: (opener: string): string => `Guesses can be tested with ${opener}, otherwise not`,
    licenseKey: (secret: string): string => `${secret} and the license key`,
    mailerKey: 'the private key of the mailer',
    supportKey: 'the private support key',
  },
  record: {
    title: (vendor: string): string => `Record of processing activities of ${vendor} (GDPR Art. 30)`,
    lead: 'Each activity is a kind of stored data. This record is made from the inventory and the configuration.',
    purposes: (purposes: string): string => `Purposes: ${purposes}.`,
    persons: (persons: string): string => `Persons: ${persons}.`,
    customers: 'customers',
    operators: 'operators of the vendor',
    receivedBy: (names: string): string => `Recipients: ${names}.`,
    noRecipient: 'Recipients: none.',
    transfers: 'Transfers to third countries',
    noTransfer: 'The program transfers nothing. Where a recipient is, only the vendor can add.',
    measures: 'Security measures (Art. 32), by the form in which values are stored',
    columns: (columns: number): string => count(columns, { one: 'kind of value', other: 'kinds of values' }),
  },
  devices: {
    title: 'Memo on device identifiers (ePrivacy Directive Art. 5(3))',
    lead: 'Art. 5(3) is about reading information from a person’s device, and storing information on it.',
    readHeading: 'What an app reads, and why',
    read: 'From the activation of a license on, an app reads the addresses of network adapters, to tell whether the machine has a seat. It makes keyed hashes of them on the machine; no address leaves it. For a trial it does the same. The person asked for exactly this service, so we see it as strictly necessary, without consent.',
    storedHeading: 'What the app keeps on the machine',
    stored:
      'The signed lease, and what it takes to renew it, such as a key derived from the license key, so that checks work offline. Telemetry is off until the person says yes.',
    serverHeading: 'What the server stores of what apps send',
    opinion: 'This is our own assessment and no legal advice.',
  },
});
