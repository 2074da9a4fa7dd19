/**
 * The kinds of terms that a product can have: a number, yes or no, a choice, a list of words, a list of addresses. The
 * terms themselves are in `product-terms.ts`.
 */

interface Described {
  /** The name of the term, as operators see it. */
  readonly label: string;
  /** What the term determines, as shown in the help of the command line and in the inventory. */
  readonly help: string;
}

interface IntegerTerm extends Described {
  readonly type: 'integer';
  readonly default: number | null;
  readonly least: number;
  /** The upper bound of the term: a number, or a function that computes the bound from the other terms. */
  readonly most: number | ((terms: { readonly leaseDays: number }) => number);
  readonly unit?: 'day';
  /** The word that means null on the command line; absent: the term is never null. */
  readonly none?: string;
  /** The description of the accepted values in a fault; absent: the fault names the two bounds. */
  readonly takes?: string;
  /**
   * True: the API's schema states the lower and the upper bound. Absent: the schema accepts any number from 0, and the
   * domain refuses a number outside of the bounds.
   */
  readonly boundsInSchema?: true;
}

interface BooleanTerm extends Described {
  readonly type: 'boolean';
  readonly default: boolean;
}

interface ChoiceTerm extends Described {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

/**
 * A term whose value is a list of words without duplicates. A word consists of small letters, digits, dots, dashes and
 * underscores, and may have an end after a colon (`entitlement.ts`).
 */
interface WordsTerm extends Described {
  readonly type: 'words';
  readonly default: readonly string[];
  readonly wordsMax: number;
}

/** A term whose value is a list of addresses without duplicates (`contract/portal-link.ts`). */
interface AddressesTerm extends Described {
  readonly type: 'addresses';
  readonly default: readonly string[];
  readonly addressesMax: number;
}

export type Term = IntegerTerm | BooleanTerm | ChoiceTerm | WordsTerm | AddressesTerm;

/** The value of a term, as it is written in JSON. */
export type ValueOf<Entry> = Entry extends { readonly type: 'boolean' }
  ? boolean
  : Entry extends { readonly type: 'words' | 'addresses' }
    ? string[]
    : Entry extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : Entry extends { readonly none: string }
        ? number | null
        : number;
