/** The rules for what a test gives the kit, so that a mistake in a test is named, and not met later as another fault. */
import { PRODUCT_ID, PRODUCT_ID_FORM } from '../contract/product-id.ts';
import { DEFAULT_TERMS, type Terms } from '../contract/product-terms.ts';
import {
  checkOptions,
  isListOfTexts,
  isObject,
  isText,
  type OptionRules,
} from '../primitives/option-rules.ts';
import type { LicenseOptions } from './license.ts';

export interface TestKitOptions {
  /** The id of the product that your app names. */
  product: string;
  /** The letters before a license key, such as `SONAR`; by default there are none. */
  prefix?: string;
  /** The terms of the product; by default those of a new product. */
  terms?: Partial<Terms>;
  /** The time at which the test begins. */
  start?: string | Date;
}

const TEXT_OR_NULL = { accepts: (value: unknown) => value === null || isText(value), must: 'a day, or null' };

const KIT_RULES: OptionRules<TestKitOptions> = {
  product: {
    accepts: (value) => isText(value) && PRODUCT_ID.test(value),
    must: `the product's id, which has ${PRODUCT_ID_FORM}`,
    isRequired: true,
  },
  prefix: { accepts: isText, must: 'the letters before a license key' },
  terms: { accepts: isObject, must: 'an object of terms' },
  start: { accepts: (value) => isText(value) || value instanceof Date, must: 'a time that Date reads' },
};

const TERM_RULES = Object.fromEntries(
  Object.keys(DEFAULT_TERMS).map((name) => [name, { accepts: () => true, must: 'a term' }]),
) as unknown as OptionRules<Terms>;

const LICENSE_RULES: OptionRules<LicenseOptions> = {
  seats: {
    accepts: (value) => Number.isSafeInteger(value) && Number(value) > 0,
    must: 'a whole number from 1',
  },
  entitlements: { accepts: isListOfTexts, must: 'a list of texts' },
  endsOn: TEXT_OR_NULL,
  updatesUntil: TEXT_OR_NULL,
  owner: { accepts: isText, must: 'a username' },
};

/** @throws BadOptions */
export function checkKit(options: TestKitOptions): void {
  checkOptions(options, KIT_RULES, 'new TestKit(…)');
  if (options.terms) checkOptions(options.terms, TERM_RULES, 'terms', 'terms.');
}

/** @throws BadOptions */
export const checkLicense = (options: LicenseOptions): void =>
  checkOptions(options, LICENSE_RULES, 'issue(…)');
