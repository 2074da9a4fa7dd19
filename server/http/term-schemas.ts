/**
 * The terms of a product as zod schemas: one schema for requests and one for answers, each made from the table of
 * terms. If a request schema accepts a value that the rules of the domain do not, the domain refuses it.
 */

import { z } from 'zod';
import { RETURN_ADDRESS_CHARACTERS_MAX } from '../../client-sdk/typescript/contract/portal-link.ts';
import { mapTerms, TERMS, type Terms } from '../../client-sdk/typescript/contract/product-terms.ts';
import type { Term } from '../../client-sdk/typescript/contract/term-kinds.ts';

export const WORD_CHARACTERS_MAX = 32;
/** An entitlement with its end: a name, a colon and a date. */
const ENTITLEMENT_CHARACTERS_MAX = WORD_CHARACTERS_MAX + ':YYYY-MM-DD'.length;

const count = z.int().min(0);

/** The schema members of the terms in a request, all of which may be absent. */
export const termsTaken = mapTerms((term) => taken(term).exactOptional()) as {
  readonly [Name in keyof Terms]: z.ZodExactOptional<z.ZodType<Terms[Name]>>;
};

/** The schema members of the terms in an answer. */
export const termsShown = mapTerms(shown) as { readonly [Name in keyof Terms]: z.ZodType<Terms[Name]> };

/** The entitlements of a license in a request. */
export const entitlements = listOfWords(TERMS.entitlements).meta({
  description: 'Names, each alone or with its last day.',
  examples: [['pro', 'cloud:2027-12-31']],
});

function taken(term: Term): z.ZodType {
  if (term.type === 'words') return listOfWords(term);
  if (term.type === 'addresses')
    return z.array(z.string().max(RETURN_ADDRESS_CHARACTERS_MAX)).max(term.addressesMax);
  if (term.type === 'integer' && term.boundsInSchema === true && typeof term.most === 'number')
    return z.int().min(term.least).max(term.most);
  return shown(term);
}

function listOfWords({ wordsMax }: { readonly wordsMax: number }): z.ZodArray<z.ZodString> {
  return z.array(z.string().max(ENTITLEMENT_CHARACTERS_MAX)).max(wordsMax);
}

function shown(term: Term): z.ZodType {
  if (term.type === 'words' || term.type === 'addresses') return z.array(z.string());
  if (term.type === 'choice') return z.enum(term.choices);
  if (term.type === 'boolean') return z.boolean();
  return term.none === undefined ? count : count.nullable();
}
