/** The catalogue's words for documents that are generated from the inventory, such as the privacy notice. */

import type { Category } from '../../domain/inventory/declaration.ts';

const CATEGORIES: Readonly<Record<Category, string>> = {
  identifier: 'identifiers',
  record: 'customer records',
  commercial: 'commercial information',
  activity: 'network activity',
  employment: 'employment-related information',
  credential: 'sensitive: account log-in',
};

export const DOCUMENTS = {
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
};
