/**
 * The terms of a product as zod schemas: one schema for requests and one for answers, each made from the table of
 * terms. If a request schema accepts a value that the rules of the domain do not, the domain refuses it.
 */

import { z } from 'zod';
import { mapTerms, type Term, type Terms } from '../../client-sdk/typescript/contract/product-terms.ts';

export const WORD_CHARACTERS_MAX = 32;

const count = z.int().min(0);

/** The schema members of the terms in a request, all of which may be absent. */
export const termsTaken = mapTerms((term) => taken(term).exactOptional()) as {
  readonly [Name in keyof Terms]: z.ZodExactOptional<z.ZodType<Terms[Name]>>;
};

/** The schema members of the terms in an answer. */
export const termsShown = mapTerms(shown) as { readonly [Name in keyof Terms]: z.ZodType<Terms[Name]> };

function taken(term: Term): z.ZodType {
  if (term.type === 'words') return z.array(z.string().max(WORD_CHARACTERS_MAX)).max(term.wordsMax);
  if (term.type === 'integer' && term.boundsInSchema === true && typeof term.most === 'number')
    return z.int().min(term.least).max(term.most);
  return shown(term);
}

function shown(term: Term): z.ZodType {
  if (term.type === 'words') return z.array(z.string());
  if (term.type === 'choice') return z.enum(term.choices);
  if (term.type === 'boolean') return z.boolean();
  return term.none === undefined ? count : count.nullable();
}
